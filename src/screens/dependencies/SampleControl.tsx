import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { foldedName } from '../../analysis/focusGraph.ts'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { sampleTraces, type SampleProgress } from '../../data/sampleTraces.ts'
import { toSearchQuery } from '../../data/searchQuery.ts'
import { backendFor } from '../../data/servicesQuery.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { Select } from '../../ui/Select.tsx'
import type { DependenciesAddress } from '../../url/dependenciesAddress.ts'
import styles from './Dependencies.module.css'
import { evidenceQuery } from './evidenceQuery.ts'
import { searchWithin } from './searchLinks.ts'

/** A sample of more services than this says no more and asks the backend for much. */
const MOST_SERVICES = 200
const SIZES = ['5', '20', '50'] as const

/** Fetches traces of the services in view, so that the edges have latencies, errors and network times. */
export function useSample(
  address: DependenciesAddress,
  whole: ServiceGraph | null,
  graph: ServiceGraph | null,
  onDone: () => void,
) {
  const client = useQueryClient()
  const running = useRef<AbortController | null>(null)
  const [progress, setProgress] = useState<SampleProgress | null>(null)
  const [isRunning, setRunning] = useState(false)
  const latest = useRef<(() => void) | null>(onDone)
  latest.current = onDone
  useEffect(
    () => () => {
      latest.current = null
      running.current?.abort()
    },
    [],
  )

  const start = async (perService: number) => {
    if (!whole || !graph) return
    const controller = new AbortController()
    running.current = controller
    setRunning(true)
    setProgress(null)
    const services = servicesInView(whole, graph).slice(0, MOST_SERVICES)
    const backend = await backendFor(client)
    const nowUs = Date.now() * 1e3
    const search = (service: string, signal: AbortSignal) =>
      backend.search(toSearchQuery(searchWithin(address, { limit: perService }), nowUs, service), { signal })
    const options = { perService, signal: controller.signal, onProgress: setProgress }
    const sampled = await sampleTraces(services, search, options)
    if (latest.current === null) return // the page was left
    setProgress(sampled)
    setRunning(false)
    await client.invalidateQueries({ queryKey: evidenceQuery().queryKey })
    latest.current?.()
  }
  return { progress, isRunning, start, cancel: () => running.current?.abort() }
}

type Sample = ReturnType<typeof useSample>

export function SampleSelect({ sample, disabled }: { readonly sample: Sample; readonly disabled: boolean }) {
  return (
    <Select<(typeof SIZES)[number] | ''>
      label="Sample"
      options={[{ value: '', label: 'Traces…' }, ...SIZES.map((value) => ({ value, label: `${value} per service` }))]}
      value=""
      disabled={disabled || sample.isRunning}
      onValueChange={(size) => {
        if (size !== '') void sample.start(Number(size))
      }}
    />
  )
}

/** How far the sample is, or what came of it. */
export function SampleStatus({ sample: { progress, isRunning, cancel } }: { readonly sample: Sample }) {
  if (!progress && !isRunning) return null
  const share = progress && progress.services > 0 ? progress.done / progress.services : null
  return (
    <>
      {isRunning && <ProgressBar label="Sampling traces" value={share} />}
      <div className={styles.status}>
        <p role="status">
          {isRunning
            ? progress
              ? `Sampling: ${formatCount(progress.done)} of ${plural(progress.services, 'service')}, ${plural(progress.traces, 'trace')} so far.`
              : 'Sampling…'
            : progress && sampledText(progress)}
        </p>
        {isRunning && (
          <Button size="small" onClick={cancel}>
            Cancel
          </Button>
        )}
      </div>
    </>
  )
}

function sampledText({ done, services, traces, failed }: SampleProgress): string {
  const parts = [`The sample rests on ${plural(traces, 'trace')} of ${plural(done, 'service')}`]
  if (done < services) parts.push(`cancelled before the other ${formatCount(services - done)}`)
  if (failed.length > 0)
    parts.push(
      `${plural(failed.length, 'service')} could not be asked for (${failed[0].service}: ${failed[0].failure.message})`,
    )
  return `${parts.join('; ')}.`
}

/** The services of the picture by their calls, the busiest first; of a folded group its members. */
export function servicesInView(whole: ServiceGraph, graph: ServiceGraph): string[] {
  const shown = new Set(graph.nodes.map(({ name }) => name))
  const weight = (node: ServiceGraph['nodes'][number]) => node.callsIn + node.callsOut + node.selfCalls
  return whole.nodes
    .filter(({ name, kind, group }) => kind === 'service' && (shown.has(name) || shown.has(foldedName(group))))
    .sort((a, b) => weight(b) - weight(a))
    .map(({ name }) => name)
}
