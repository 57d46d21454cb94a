// The least any page must do, deliberately plain: fetch, JSON.parse, one pass for the tree, the rows in view. Not a product.
const ROW = 28
const scroll = document.querySelector('#scroll')
const height = document.querySelector('#height')
const all = []
let visible = []
let start = Infinity
let duration = 0

function draw() {
  const from = Math.max(0, Math.floor(scroll.scrollTop / ROW) - 8)
  const to = Math.min(visible.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / ROW) + 8)
  let html = ''
  for (let i = from; i < to; i++) {
    const { span, depth, service } = visible[i]
    const left = 30 + (70 * (span.startTime - start)) / duration
    const width = Math.max(0.1, (70 * span.duration) / duration)
    html += `<div class="row" style="top:${i * ROW}px"><span style="padding-left:${depth * 12}px">${service} ${span.operationName}</span><i class="bar" style="left:${left}%;width:${width}%"></i></div>`
  }
  height.innerHTML = html
}

function show(rows) {
  visible = rows
  height.style.height = `${rows.length * ROW}px`
  draw()
}

async function load() {
  const response = await fetch(`/api${location.pathname.replace('/trace/', '/traces/')}`)
  const trace = JSON.parse(await response.text()).data[0]
  const ids = new Set(trace.spans.map((span) => span.spanID))
  const children = new Map()
  const roots = []
  let end = 0
  for (const span of trace.spans) {
    const parent = span.references[0]?.spanID
    start = Math.min(start, span.startTime)
    end = Math.max(end, span.startTime + span.duration)
    if (!parent || !ids.has(parent)) roots.push(span)
    else if (children.has(parent)) children.get(parent).push(span)
    else children.set(parent, [span])
  }
  duration = end - start
  const walk = (span, depth) => {
    all.push({ span, depth, service: trace.processes[span.processID].serviceName })
    const own = children.get(span.spanID)
    if (!own) return
    own.sort((a, b) => a.startTime - b.startTime)
    for (const child of own) walk(child, depth + 1)
  }
  for (const root of roots) walk(root, 0)
  show(all)
}

scroll.addEventListener('scroll', draw, { passive: true })
document.querySelector('#collapse').onclick = () => show(all.filter((row) => row.depth === 0))
document.querySelector('#expand').onclick = () => show(all)
document.querySelector('#find').oninput = (event) => {
  const text = event.target.value
  const matches = ({ span }) =>
    span.operationName.includes(text) || span.tags.some((tag) => String(tag.value).includes(text))
  document.querySelector('#count').textContent = text ? String(all.filter(matches).length) : ''
}
void load()
