import { LABEL_PX } from '../layout/graphFrame.ts'
import { isDashed, numberAt } from './paintServiceGraph.ts'
import type { Palette } from './palette.ts'
import { edgeCurve, nodeLook, nodeWidth, textPlace, type GraphScene } from './serviceGraphScene.ts'

const MARGIN = 40

/** XML text: control characters that XML cannot hold are dropped. */
const escapeXml = (text: string) =>
  // oxlint-disable-next-line no-control-regex
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The scene at scale 1, its columns wide enough for every name, with a margin: what pictures are made of. */
export function frameForExport(scene: GraphScene) {
  const widest = scene.labelWidth.reduce((most, width) => Math.max(most, width), 0)
  const pitch = Math.max(scene.frame.pitch, widest + 64)
  const x = Float64Array.from(scene.layout.column, (column) => (column + 0.5) * pitch)
  return {
    full: { ...scene, frame: { ...scene.frame, pitch, x } },
    view: { x: MARGIN, y: MARGIN, k: 1 },
    width: Math.ceil(pitch * scene.layout.columns + 2 * MARGIN),
    height: Math.ceil(scene.frame.height + 2 * MARGIN),
  }
}

/** The whole graph as a standalone SVG document: no scripts, no references outside. */
export function formatGraphSvg(scene: GraphScene, palette: Palette): string {
  const { graph } = scene
  const { full, view, width, height } = frameForExport(scene)
  const look = nodeLook(full, 1)
  const curve = new Float64Array(8)
  const parts: string[] = []
  graph.edges.forEach((edge, index) => {
    edgeCurve(full, view, look, index, curve)
    const [x1, y1, x2, y2, x3, y3, x4, y4] = Array.from(curve, (value) => value.toFixed(1))
    const style = scene.styles[scene.styleOf[index]]
    const dash = style.dash.length > 0 ? ` stroke-dasharray="${style.dash.join(' ')}"` : ''
    parts.push(
      `<path d="M${x1} ${y1}C${x2} ${y2} ${x3} ${y3} ${x4} ${y4}" stroke="${palette[style.color]}" stroke-width="${style.width.toFixed(1)}" stroke-opacity=".6"${dash}/>`,
    )
    if (graph.edges.length <= 200) {
      const number = numberAt(scene, index)
      // about as wide: there is nothing to measure with
      const place = { isLoop: edge.from === edge.to, at: 0.4, width: number.text.length * LABEL_PX * 0.6 }
      const { x, y } = textPlace(curve, place)
      parts.push(
        `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${palette[number.color]}" stroke="none">${escapeXml(number.text)}</text>`,
      )
    }
  })
  graph.nodes.forEach((_, index) => {
    const own = nodeWidth(full, look, index)
    const x = full.frame.x[index] + MARGIN
    const y = full.frame.y[index] + MARGIN
    const dash = isDashed(scene, index) ? ' stroke-dasharray="3 3"' : ''
    parts.push(
      `<rect x="${(x - own / 2).toFixed(1)}" y="${(y - look.height / 2).toFixed(1)}" width="${own.toFixed(1)}" height="${look.height}" rx="5" fill="${palette.bg}" stroke="${palette.services[index]}" stroke-width="1.5"${dash}/>`,
    )
    parts.push(
      `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${palette.ink}" stroke="none">${escapeXml(scene.labels[index])}</text>`,
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${LABEL_PX}" text-anchor="middle" dominant-baseline="central" fill="none"><rect width="${width}" height="${height}" fill="${palette.bg}"/>${parts.join('')}</svg>\n`
}
