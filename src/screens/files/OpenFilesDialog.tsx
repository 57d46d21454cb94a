import { CircleAlert, CircleCheck } from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ComponentProps } from 'react'
import { useNavigate } from 'react-router'
import { openFile, type OpenedFile } from '../../data/openedFiles.ts'
import { formatBytes, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { linkToSaved } from '../../url/compareAddress.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { LoadFailure, LoadProgress } from '../../worker/protocol.ts'
import styles from './OpenFiles.module.css'

type FileState =
  | { readonly step: 'waiting' }
  | { readonly step: 'reading'; readonly progress: LoadProgress | null }
  | { readonly step: 'open'; readonly file: OpenedFile }
  | { readonly step: 'failed'; readonly failure: LoadFailure }

interface OpenFilesDialogProps {
  readonly files: readonly File[]
  readonly onClose: () => void
}

/** Small files are open before anything needs to be said. */
const QUIET_MS = 300

/**
 * Reads files one after the other and leads to what was in them: one trace opens, several are listed by the search page. It shows
 * itself when reading takes a while, and stays when there is something to say.
 */
export function OpenFilesDialog({ files, onClose }: OpenFilesDialogProps) {
  const navigate = useNavigate()
  const { states, cancel, isDone } = useReading(files)
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  const opened = states.flatMap((state) => (state.step === 'open' ? [state.file] : []))
  const isSmooth = opened.length === files.length && opened.every(({ notices }) => notices.length === 0)
  const close = () => {
    cancel()
    onClose()
  }
  const show = () => {
    const traces = opened.flatMap((file) => file.traces)
    const comparison = opened.length === 1 ? opened[0].comparison : null
    void navigate(
      comparison ? linkToSaved(comparison) : traces.length === 1 ? linkToTrace(traces[0].traceId) : '/search',
    )
    onClose()
  }
  const finish = useRef(show)
  finish.current = show
  useEffect(() => {
    if (isDone && isSmooth) finish.current()
  }, [isDone, isSmooth])
  const count = opened.reduce((sum, { traces }) => sum + traces.length, 0)
  return (
    <Dialog
      open={isSlow || (isDone && !isSmooth)}
      onOpenChange={close}
      title={
        isDone
          ? `Opened ${opened.length} of ${plural(files.length, 'file')}`
          : `Opening ${plural(files.length, 'file')}`
      }
    >
      <VisuallyHidden>
        <p role="status">{isDone ? `Opened ${opened.length} of ${plural(files.length, 'file')}` : ''}</p>
      </VisuallyHidden>
      <ul role="list" aria-label="Files" className={styles.list}>
        {files.map((file, at) => (
          <li key={at} className={styles.file}>
            <bdi className={styles.name}>{file.name}</bdi>
            <FileLine state={states[at]} bytes={file.size} name={file.name} />
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        {!isDone && <NextButton onClick={close}>Cancel</NextButton>}
        {isDone && count > 0 && (
          <NextButton tone="primary" onClick={show}>
            {opened.length === 1 && opened[0].comparison
              ? 'Show the comparison'
              : count === 1
                ? 'Show the trace'
                : `Show the ${plural(count, 'trace')}`}
          </NextButton>
        )}
        {isDone &&
          (count > 0 ? <Button onClick={close}>Close</Button> : <NextButton onClick={close}>Close</NextButton>)}
      </div>
      <p className={styles.note}>Files stay in this browser: nothing of them is sent anywhere.</p>
    </Dialog>
  )
}

/** What one most likely does next has the focus, also when it takes the place of another button that had it. */
function NextButton(props: ComponentProps<typeof Button>) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // After the dialog has put the focus on its first control.
    const frame = requestAnimationFrame(() => button.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  return <Button ref={button} {...props} />
}

function FileLine({
  state,
  bytes,
  name,
}: {
  readonly state: FileState
  readonly bytes: number
  readonly name: string
}) {
  if (state.step === 'waiting') return <span className={styles.muted}>{formatBytes(bytes)}</span>
  if (state.step === 'reading') {
    const { progress } = state
    return (
      <>
        <span className={styles.muted}>
          {progress
            ? `${formatBytes(progress.bytes)}${progress.totalBytes ? ` of ${formatBytes(progress.totalBytes)}` : ''}, ${plural(progress.spans, 'span')} so far`
            : formatBytes(bytes)}
        </span>
        <ProgressBar
          className={styles.progress}
          label={`Reading ${name}`}
          value={progress?.totalBytes ? progress.bytes / progress.totalBytes : null}
        />
      </>
    )
  }
  if (state.step === 'failed') {
    return (
      <p role="alert" className={styles.failed}>
        <CircleAlert size={14} aria-hidden="true" />
        <span>
          {state.failure.message}
          {state.failure.detail && <code className={styles.detail}>{state.failure.detail.slice(0, 120)}</code>}
        </span>
      </p>
    )
  }
  return (
    <>
      <p className={styles.opened}>
        <CircleCheck size={14} aria-hidden="true" />
        {plural(state.file.traces.length, 'trace')}
      </p>
      {state.file.notices.map((notice) => (
        <p key={notice} role="alert" className={styles.notice}>
          {notice}
        </p>
      ))}
    </>
  )
}

/** One after the other: a file may be as large as the memory allows. */
function useReading(files: readonly File[]) {
  const client = useQueryClient()
  const [states, setStates] = useState<readonly FileState[]>(() => files.map(() => ({ step: 'waiting' })))
  const abort = useRef<AbortController | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    abort.current = controller
    const set = (at: number, state: FileState) => {
      if (!signal.aborted) setStates((before) => before.with(at, state))
    }
    const read = async () => {
      for (const [at, file] of files.entries()) {
        if (signal.aborted) return
        set(at, { step: 'reading', progress: null })
        const onProgress = (progress: LoadProgress) => set(at, { step: 'reading', progress })
        const result = await openFile(client, file, { signal, onProgress })
        set(at, result.ok ? { step: 'open', file: result.value } : { step: 'failed', failure: result.failure })
      }
    }
    void read()
    return () => controller.abort()
  }, [client, files])
  const isDone = states.every(({ step }) => step === 'open' || step === 'failed')
  return { states, isDone, cancel: () => abort.current?.abort() }
}
