import './earlyAnswer.ts'
import { expose, transfer } from 'comlink'
import { runKernelsIn } from '../kernels/kernels.ts'
import { createWasmKernels } from '../kernels/wasmKernels.ts'
import { nextTask } from '../lib/nextTask.ts'
import type { FindProgress, LacunaWorker, LoadProgress, Result, TraceView } from './protocol.ts'
import { buffersOf, detachView } from './detachView.ts'
import type { ComparisonView } from './compare.ts'
import { openComparison } from './openComparison.ts'
import { createSession } from './session.ts'
import { kernelsModule, scannerModule } from './wasmModules.ts'

/** Bodies kept for traces that were opened or found. One trace may be larger. */
const BUDGET_BYTES = 256e6

// Here long before a trace's last byte; a trace that is sooner is analysed in JavaScript.
void kernelsModule.then((module) => module && runKernelsIn(createWasmKernels(module)))

const session = createSession({ budgetBytes: BUDGET_BYTES, scanner: scannerModule })

/** The page lays out the rows of smaller traces itself, in a few milliseconds, and this code need not come. */
const ROWS_MADE_HERE = 5000
const importRows = () => import('../layout/firstRows.ts')

const importFindings = () => import('./findInParts.ts')

/** Columns are handed over, not cloned by the message. */
async function send(result: Result<TraceView>, rows: 'wanted' | 'known' = 'wanted'): Promise<Result<TraceView>> {
  if (!result.ok) return result
  const { key, name, ...analysis } = result.value
  const { view, buffers } = detachView(analysis)
  if (rows === 'known' || analysis.trace.length < ROWS_MADE_HERE)
    return transfer({ ok: true, value: { key, name, ...view } }, buffers)
  const { layoutFirstRows } = await importRows()
  const firstRows = layoutFirstRows(analysis, analysis.minGapUs)
  const value = { key, name, ...view, firstRows }
  return transfer({ ok: true, value }, [...buffers, ...buffersOf(firstRows), ...buffersOf(firstRows.rows!)])
}

function sendComparison<T>(result: { readonly ok: true; readonly value: ComparisonView } | T) {
  if (!isComparison(result)) return result
  const sides = [detachView(result.value.a), detachView(result.value.b)]
  const value = { ...result.value, a: sides[0].view, b: sides[1].view }
  // The tree is made for the page alone; the differences stay here, too, for the exports.
  return transfer({ ok: true as const, value }, [...sides[0].buffers, ...sides[1].buffers, ...buffersOf(value.tree)])
}

const isComparison = <T>(
  result: { readonly ok: true; readonly value: ComparisonView } | T,
): result is { readonly ok: true; readonly value: ComparisonView } => (result as { ok: boolean }).ok

// What can be cancelled can be so from the first moment on, also while its code is on its way.
const worker: LacunaWorker = {
  openTrace: async (request, options, token, onProgress) => {
    const { file } = request
    if (!file) {
      const hear = (progress: LoadProgress) => {
        // Here long before the last byte.
        if (progress.spans >= ROWS_MADE_HERE) void importRows().catch(() => {})
        onProgress(progress)
      }
      const opened = await session.openTrace(request, options, token, hear)
      const sent = await send(opened)
      // The page asks for the findings when it has drawn the rows: their code comes meanwhile, after the answer has left.
      if (opened.ok) setTimeout(() => void importFindings().catch(() => {}))
      return sent
    }
    return session.cancellable(token, async (signal) => {
      const { openFileTrace } = await import('./openFiles.ts')
      return send(await openFileTrace(session, file, request, options, signal, onProgress))
    })
  },
  viewTrace: async (key, options, rows) => send(session.viewTrace(key, options), rows),
  openFile: (file, name, token, onProgress) =>
    session.cancellable(token, async (signal) => {
      const { openFile } = await import('./openFiles.ts')
      return openFile(session, file, name, signal, onProgress)
    }),
  forgetFile: async (key) => {
    const { forgetFile } = await import('./openFiles.ts')
    forgetFile(session, key)
  },
  matchTraces: async (names, filter) => {
    const { matchesSearch } = await import('./matchTraces.ts')
    return names.map((name) => {
      const entry = session.entryNamed(name)
      return entry && matchesSearch(entry.loaded, filter)
    })
  },
  refreshTrace: (request, token) => session.refreshTrace(request, token),
  search: (request, token, onProgress) => session.search(request, token, onProgress),
  relax: async (keysInUse) => session.relax(keysInUse),
  has: async (name) => session.has(name),
  details: async (key, record) => {
    const { readSpanDetail } = await import('./spanDetail.ts')
    return readSpanDetail(session.entryOf(key), record)
  },
  inherited: async (key, record, attributeKeys) => {
    const { readInherited } = await import('./spanDetail.ts')
    return readInherited(session.entryOf(key), record, attributeKeys)
  },
  findings: (key, options, token, onPart) =>
    session.cancellable(token, async (signal) => {
      const entry = session.entryOf(key)
      const { findInParts } = await importFindings()
      return findInParts(session.analysisOf(entry, options), entry.loaded.store, signal, onPart)
    }),
  callFindings: async (key, options, knownServices) => {
    const entry = session.entryOf(key)
    const { computeCallFindings } = await import('../analysis/computeFindings.ts')
    return computeCallFindings({ trace: session.traceOf(entry, options), store: entry.loaded.store }, knownServices)
  },
  find: (key, options, text, token, onProgress) =>
    session.cancellable(token, async (signal) => {
      const entry = session.entryOf(key)
      const { findText } = await import('./find.ts')
      const hand = (progress: FindProgress) => transfer(progress, [progress.spans.buffer as ArrayBuffer])
      const report = (progress: FindProgress) => onProgress(hand(progress))
      const found = await findText(entry, session.traceOf(entry, options), text, signal, report)
      return found && hand(found)
    }),
  cancel: (token) => session.cancel(token),
  serviceEvidence: async (knownServices) => {
    const { createEvidenceCollector } = await import('../analysis/serviceEvidence.ts')
    const collector = createEvidenceCollector()
    for (const { loaded, name } of session.entries()) collector.add(loaded, knownServices, name)
    return collector.finish()
  },
  traceEvidence: async (key, knownServices) => {
    const { createEvidenceCollector } = await import('../analysis/serviceEvidence.ts')
    const collector = createEvidenceCollector()
    collector.add(session.entryOf(key).loaded, knownServices)
    return collector.finish()
  },
  crossing: async (names, edge, knownServices) => {
    const { createEvidenceCollector } = await import('../analysis/serviceEvidence.ts')
    const collector = createEvidenceCollector()
    // All, not only those asked about: a consumer's producer may be in another trace.
    for (const { loaded } of session.entries()) collector.add(loaded, knownServices)
    const crossed = collector.crossing(edge)
    const entries = names.map((name) => ({ name, entry: session.entryNamed(name) }))
    return {
      unknown: new Set(entries.filter(({ entry }) => !entry).map(({ name }) => name)),
      crossing: new Set(
        entries.filter(({ entry }) => entry && crossed.has(entry.loaded.trace.traceId)).map(({ name }) => name),
      ),
    }
  },
  openComparison: async (requests, options, token, onProgress) =>
    sendComparison(await openComparison(session, requests, options, token, onProgress)),
  compare: async (keyA, keyB, options) => {
    const { buildComparisonView } = await import('./compare.ts')
    return sendComparison(session.compare(keyA, keyB, (a, b) => buildComparisonView(a, b, options)))
  },
  attributeChanges: async (keyA, keyB, options) => {
    const { listAttributeChanges } = await import('./compare.ts')
    return listAttributeChanges(session.entryOf(keyA), session.entryOf(keyB), options)
  },
  typical: async (key, names, options) => {
    const { buildTypical } = await import('./compare.ts')
    const { held, missing } = heldOf(names)
    const subject = session.analysisOf(session.entryOf(key), options)
    const others = held.map(({ loaded }) => loaded)
    return { typical: buildTypical(subject, others, options), missing }
  },
  exportTypical: async (key, names, options, format) => {
    const { exportTypical } = await import('./exportTypical.ts')
    const { held, missing } = heldOf(names)
    return { text: exportTypical(session.entryOf(key), held, options, format), missing }
  },
  exportComparison: async (keyA, keyB, options, format) => {
    const { formatComparisonText } = await import('./compare.ts')
    return formatComparisonText(session.entryOf(keyA), session.entryOf(keyB), options, format)
  },
  saveComparison: async (keyA, keyB, template, about) => {
    const { saveComparison } = await import('./saveComparison.ts')
    return saveComparison(session.entryOf(keyA), session.entryOf(keyB), template, about)
  },
  openSaved: (bodies, token) =>
    session.cancellable(token, async (signal) => {
      const { openSaved } = await import('./openFiles.ts')
      return openSaved(session, bodies, signal)
    }),
  tagKeys: async (key) => {
    const { listTagKeys } = await import('./tagColumns.ts')
    return listTagKeys(session.entryOf(key))
  },
  tagColumn: async (key, options, tagKey) => {
    const entry = session.entryOf(key)
    const { readTagColumn } = await import('./tagColumns.ts')
    const column = readTagColumn(entry, session.analysisOf(entry, options).trace, tagKey)
    return transfer(column, [column.valueOf.buffer as ArrayBuffer])
  },
  matchTags: (traceIds, condition, scope, token) =>
    session.cancellable(token, async (signal) => {
      const { meetsCondition } = await import('./matchTags.ts')
      const entries = traceIds.map((traceId) => session.entryNamed(traceId))
      return inSlices(entries, signal, (entry) => entry && meetsCondition(entry.loaded, condition, scope))
    }),
  tagKeysOf: async (traceIds) => {
    const { listTagKeysOf } = await import('./resultTags.ts')
    return listTagKeysOf(traceIds.flatMap((traceId) => session.entryNamed(traceId) ?? []))
  },
  tagValues: async (traceIds, keys) => {
    const { readTagValues } = await import('./resultTags.ts')
    const entries = traceIds.map((traceId) => session.entryNamed(traceId))
    return inSlices(entries, null, (entry) => entry && readTagValues(entry.loaded, keys))
  },
  exportTraces: async (traceIds, format) => {
    const { exportTraces } = await import('./exportTrace.ts')
    const entries = traceIds.map((traceId) => session.entryNamed(traceId))
    return {
      file: exportTraces(
        entries.flatMap((entry) => (entry ? [entry.loaded] : [])),
        format,
      ),
      missing: traceIds.filter((_, i) => entries[i] === null),
    }
  },
  events: async (key, options) => {
    const entry = session.entryOf(key)
    const { listEvents } = await import('./listEvents.ts')
    return listEvents(entry, session.analysisOf(entry, options))
  },
  tellingValues: async (key) => {
    const { listTellingValues } = await import('./otherHalves.ts')
    return listTellingValues(session.entryOf(key).loaded)
  },
  otherHalves: async (key) => {
    const { listOtherHalves } = await import('./otherHalves.ts')
    return listOtherHalves(session.entryOf(key).loaded, [...session.entries()])
  },
  exportTrace: async (key, options, format, knownServices, reveal) => {
    const entry = session.entryOf(key)
    const { exportTrace } = await import('./exportTrace.ts')
    return exportTrace(entry, session.analysisOf(entry, options), format, knownServices, reveal)
  },
}

/** Of traces by name those that are cached, and the names of the rest. */
function heldOf(names: readonly string[]) {
  const held = names.flatMap((name) => session.entryNamed(name) ?? [])
  return { held, missing: names.filter((name) => session.entryNamed(name) === null) }
}

/** Work on many traces, between which messages (such as "cancel") get in. */
async function inSlices<T, R>(items: readonly T[], signal: AbortSignal | null, work: (item: T) => R): Promise<R[]> {
  const results: R[] = []
  let sliceFrom = performance.now()
  for (const item of items) {
    if (performance.now() - sliceFrom > 25) {
      await nextTask()
      signal?.throwIfAborted()
      sliceFrom = performance.now()
    }
    results.push(work(item))
  }
  return results
}

expose(worker)
