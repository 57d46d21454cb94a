/** The command `explain`: exit code 0, or 2 for bad usage. */
export async function explainMain(_args: readonly string[]): Promise<number> {
  process.stderr.write('explain is not there yet\n')
  return 2
}
