import { lazy, Suspense, useEffect, useId, useState } from 'react'

const TooltipPopup = lazy(() => import('./TooltipPopup.tsx').then((module) => ({ default: module.TooltipPopup })))

const DELAY_MS = 350

interface Tip {
  readonly anchor: Element
  readonly text: string
}

/**
 * The one tooltip of the page: shows the `data-tip` text of what is hovered or keyboard-focused. Mounted once by the app, so that a
 * thousand rows carry an attribute each and not a component each. Escape and leaving close it.
 */
export function TooltipHost() {
  const id = useId()
  const [tip, setTip] = useState<Tip | null>(null)
  useEffect(() => listenForTips(setTip), [])
  useEffect(() => {
    if (!tip || tip.anchor.getAttribute('aria-label') === tip.text) return
    const before = tip.anchor.getAttribute('aria-describedby')
    tip.anchor.setAttribute('aria-describedby', before ? `${before} ${id}` : id)
    return () =>
      before ? tip.anchor.setAttribute('aria-describedby', before) : tip.anchor.removeAttribute('aria-describedby')
  }, [tip, id])
  if (!tip) return null
  return (
    <Suspense fallback={null}>
      <TooltipPopup id={id} anchor={tip.anchor} text={tip.text} onClose={() => setTip(null)} />
    </Suspense>
  )
}

function listenForTips(show: (tip: Tip | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let current: Element | null = null
  const aim = (target: EventTarget | null, delayMs: number) => {
    const anchor = target instanceof Element ? target.closest('[data-tip]') : null
    if (anchor === current) return
    current = anchor
    clearTimeout(timer)
    show(null)
    if (!anchor) return
    timer = setTimeout(() => {
      const text = anchor.getAttribute('data-tip')
      if (anchor.isConnected && text) show({ anchor, text })
    }, delayMs)
  }
  const over = (event: PointerEvent) => event.pointerType !== 'touch' && aim(event.target, DELAY_MS)
  const focus = (event: FocusEvent) =>
    event.target instanceof Element && event.target.matches(':focus-visible') && aim(event.target, DELAY_MS)
  const leave = () => aim(null, 0)
  const key = (event: KeyboardEvent) => event.key === 'Escape' && leave()
  const abort = new AbortController()
  const options = { signal: abort.signal, passive: true, capture: true }
  document.addEventListener('pointerover', over, options)
  document.addEventListener('focusin', focus, options)
  document.addEventListener('focusout', leave, options)
  document.addEventListener('pointerdown', leave, options)
  document.addEventListener('scroll', leave, options)
  document.addEventListener('keydown', key, options)
  document.documentElement.addEventListener('pointerleave', leave, { signal: abort.signal })
  return () => {
    clearTimeout(timer)
    abort.abort()
  }
}
