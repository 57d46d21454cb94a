import { CornerDownLeft } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { IconButton } from '../ui/Button.tsx'
import styles from './Header.module.css'
import { openTrace, type OpenTrace } from './openTrace.ts'

/** Opens any form of a trace id, or the one in a pasted log line. `/` focuses it. */
export function OpenTraceBox() {
  const navigate = useNavigate()
  const box = useRef<HTMLFormElement>(null)
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<(OpenTrace & { ok: false }) | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const opened = openTrace(text)
    if (!opened.ok) return setAnswer(opened)
    setAnswer(null)
    setText('')
    void navigate(opened.to)
  }
  useEffect(() => {
    if (!answer) return
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !box.current?.contains(event.target as Node))
        setAnswer(null)
    }
    document.addEventListener('keydown', close)
    document.addEventListener('pointerdown', close)
    return () => {
      document.removeEventListener('keydown', close)
      document.removeEventListener('pointerdown', close)
    }
  }, [answer])
  return (
    <form ref={box} role="search" aria-label="Open a trace" className={styles.open} onSubmit={submit}>
      <input
        id="open-trace"
        type="text"
        aria-label="Open trace"
        aria-invalid={answer ? true : undefined}
        aria-describedby={answer ? 'open-trace-answer' : undefined}
        placeholder="trace id, traceparent or log line"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAnswer(null)
        }}
      />
      <IconButton label="Open trace" type="submit" size="small">
        <CornerDownLeft size={14} aria-hidden="true" />
      </IconButton>
      {answer && (
        <div id="open-trace-answer" role="alert" className={styles.answer}>
          <p>{answer.message}</p>
          {answer.choices.map(({ label, to }) => (
            <Link
              key={to}
              to={to}
              onClick={() => {
                setAnswer(null)
                setText('')
              }}
            >
              <code>{label}</code>
            </Link>
          ))}
        </div>
      )}
    </form>
  )
}
