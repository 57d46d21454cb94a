import { spawn } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'

export interface Ran {
  /** null when it could not be started or was killed. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end and keeps what it printed. Never rejects. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let [stdout, stderr] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', (error) => resolve({ code: null, stdout, stderr: `${stderr}${error.message}` }))
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Runs a program that prints to our own output; its exit code, null when it could not be started. */
export function runVisibly(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
    child.once('error', () => resolve(null))
    child.once('close', resolve)
  })
}
