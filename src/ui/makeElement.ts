type Attributes = Readonly<Record<string, string | number | true>>

/** An element with its attributes and children: for what stands on a page before, or without, React. */
export function makeElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** An icon of lines on 24 × 24, in the look of lucide's. */
export function makeIcon(sizePx: number, path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  setAttributes(svg, {
    width: sizePx,
    height: sizePx,
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  })
  const lines = document.createElementNS(SVG, 'path')
  lines.setAttribute('d', path)
  svg.append(lines)
  return svg
}

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, value === true ? '' : String(value))
}
