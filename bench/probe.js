// Injected into every page before its own scripts; knows nothing of the product. Answers through the binding `__benchSay`.
;(() => {
  if (window.top !== window || window.__bench) return
  const bench = (window.__bench = { longTasks: [], frames: null, interaction: null })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.longTasks.push([entry.startTime, entry.duration])
  }).observe({ type: 'longtask', buffered: true })
  const say = (message) => window.__benchSay?.(JSON.stringify(message))
  const holds = (predicate) => {
    try {
      return Boolean(predicate())
    } catch {
      return false // the document is not there yet
    }
  }

  /** Says when `predicate` first holds in an animation frame. */
  bench.watchReady = (predicate) => {
    const tick = () => {
      if (holds(predicate)) say({ ready: performance.now() })
      else requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  }

  /** Calls back right after the next frame's own work: what it changed is on its way to the screen. */
  const afterFrame = (callback) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => callback(performance.now())
      channel.port2.postMessage(null)
    })

  /**
   * From the last trusted event of `types` (or from `bench.fire`): `paint`, the first frame after it; `first` and `to`, the first
   * frames in which the predicates hold; `slowestPaint`, the longest that any of the events waited for its frame.
   */
  bench.arm = (first, done, types) => {
    const own = (bench.interaction = { from: null, paint: null, first: null, to: null, slowestPaint: 0 })
    bench.began = (from) => {
      own.from = from
      own.paint = own.first = null
      afterFrame((now) => {
        own.slowestPaint = Math.max(own.slowestPaint, now - from)
        if (own.from === from) own.paint = now
      })
    }
    const onEvent = (event) => {
      if (own.to === null && event.isTrusted) bench.began(event.timeStamp)
    }
    for (const type of types) window.addEventListener(type, onEvent, { capture: true, passive: true })
    const tick = () => {
      if (bench.interaction !== own) return
      if (own.from !== null) {
        if (own.first === null && first !== null && holds(first)) own.first = performance.now()
        if (own.to === null && holds(done)) own.to = performance.now()
      }
      if (own.to !== null && own.paint !== null) {
        for (const type of types) window.removeEventListener(type, onEvent, { capture: true })
        own.first ??= own.to
        say({ interaction: own })
      } else requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  }

  /** A scripted action in place of a trusted event. */
  bench.fire = (action) => {
    bench.began(performance.now())
    action()
  }

  /** Records the times of animation frames, and in how many of them `blank` held. */
  bench.startFrames = (ms, blank) => {
    const frames = (bench.frames = { times: [], blank: 0, done: false })
    const from = performance.now()
    const tick = () => {
      const now = performance.now()
      frames.times.push(now)
      if (blank && holds(blank)) frames.blank++
      if (now - from > ms) frames.done = true
      else requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  }
})()
