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

  /** From the last trusted event of `types` (or from `bench.fire`) to the first frame in which `predicate` holds. */
  bench.arm = (predicate, types) => {
    const own = (bench.interaction = { from: null, to: null })
    const onEvent = (event) => {
      if (own.to === null && event.isTrusted) own.from = event.timeStamp
    }
    for (const type of types) window.addEventListener(type, onEvent, { capture: true, passive: true })
    const tick = () => {
      if (bench.interaction !== own) return
      if (own.from !== null && holds(predicate)) {
        own.to = performance.now()
        for (const type of types) window.removeEventListener(type, onEvent, { capture: true })
        say({ interaction: own })
      } else requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  }

  /** A scripted action in place of a trusted event. */
  bench.fire = (action) => {
    bench.interaction.from = performance.now()
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
