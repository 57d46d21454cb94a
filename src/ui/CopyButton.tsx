import { Check, Copy } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { IconButton } from './Button.tsx'

interface CopyButtonProps {
  /** What to copy; a function is asked when the button is pressed. */
  readonly text: string | (() => string)
  /** "Copy trace id". */
  readonly label: string
  readonly size?: 'normal' | 'small'
  /** In place of two sheets of paper, where several copy different things. */
  readonly icon?: ReactNode
  readonly className?: string
}

/** Puts text on the clipboard and says so; where the clipboard is denied, the text is selected for copying by hand. */
export function CopyButton({ text, label, size = 'small', icon, className }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => setState((await copyText(typeof text === 'function' ? text() : text)) ? 'copied' : 'failed')
  const shown = state === 'copied' ? 'Copied' : state === 'failed' ? 'Copying is not allowed here' : label
  return (
    <IconButton label={shown} size={size} className={className} onClick={() => void copy()} aria-live="polite">
      {state === 'copied' ? <Check size={14} aria-hidden="true" /> : (icon ?? <Copy size={14} aria-hidden="true" />)}
    </IconButton>
  )
}

/** Copies text; falls back to the old command where the page is not a secure context. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('readonly', '')
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const focused = document.activeElement
  document.body.append(area)
  area.select()
  let copied = false
  try {
    copied = document.execCommand('copy')
  } catch {
    copied = false
  }
  area.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  return copied
}
