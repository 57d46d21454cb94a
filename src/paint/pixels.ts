/** A picture of opaque boxes, written pixel by pixel: for a canvas thousands of small ones are a long task when it shows them. */
export interface Pixels {
  /** In device pixels, whole ones. */
  fill(color: string, x: number, y: number, width: number, height: number): void
  /** Draws it over what is there, from the upper left corner on, pixel for pixel. */
  drawOn(context: CanvasRenderingContext2D): void
}

export function createPixels(width: number, height: number): Pixels {
  const readInk = createInkReader()
  if (readInk === null) return createBoxes()
  const pixels = new Uint32Array(width * height)
  const inks = new Map<string, number>()

  function inkOf(color: string): number {
    let ink = inks.get(color)
    if (ink === undefined) inks.set(color, (ink = readInk!(color)))
    return ink
  }

  return {
    fill(color, x, y, boxWidth, boxHeight) {
      const ink = inkOf(color)
      for (let row = y; row < y + boxHeight; row++) pixels.fill(ink, row * width + x, row * width + x + boxWidth)
    },
    drawOn(context) {
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = height
      const bytes = new Uint8ClampedArray(pixels.buffer)
      canvas.getContext('2d')!.putImageData(new ImageData(bytes, width, height), 0, 0)
      inDevicePixels(context, () => context.drawImage(canvas, 0, 0))
    },
  }
}

/** Where pixels cannot be read, the canvas has to do it. */
function createBoxes(): Pixels {
  const boxes: [color: string, ...box: [number, number, number, number]][] = []
  return {
    fill: (...box) => void boxes.push(box),
    drawOn: (context) =>
      inDevicePixels(context, () => {
        for (const [color, ...box] of boxes) {
          context.fillStyle = color
          context.fillRect(...box)
        }
      }),
  }
}

function inDevicePixels(context: CanvasRenderingContext2D, draw: () => void): void {
  context.save()
  context.resetTransform()
  draw()
  context.restore()
}

const KNOWN = { color: '#123456', bytes: [0x12, 0x34, 0x56, 0xff] }

/**
 * Reads a colour as this machine has it in a pixel: whoever knows all ways to write one is asked. Null where a browser answers with
 * other pixels than were drawn, so that nobody can be told by their canvas.
 */
function createInkReader(): ((color: string) => number) | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  const read = (color: string) => {
    pen.fillStyle = color
    pen.fillRect(0, 0, 1, 1)
    return pen.getImageData(0, 0, 1, 1).data
  }
  const known = read(KNOWN.color)
  if (!KNOWN.bytes.every((byte, i) => known[i] === byte)) return null
  return (color) => new Uint32Array(read(color).buffer)[0]
}
