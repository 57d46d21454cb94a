/** A picture of opaque boxes, written pixel by pixel: for a canvas thousands of small ones are a long task when it shows them. */
export interface Pixels {
  /** In device pixels, whole ones. */
  fill(color: string, x: number, y: number, width: number, height: number): void
  /** Draws it over what is there, from the upper left corner on, pixel for pixel. */
  drawOn(context: CanvasRenderingContext2D): void
}

export function createPixels(width: number, height: number): Pixels {
  const pixels = new Uint32Array(width * height)
  const inks = new Map<string, number>()

  function inkOf(color: string): number {
    let ink = inks.get(color)
    if (ink === undefined) inks.set(color, (ink = readInk(color)))
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
      context.save()
      context.resetTransform()
      context.drawImage(canvas, 0, 0)
      context.restore()
    },
  }
}

let pen: CanvasRenderingContext2D | null = null

/** A colour as this machine has it in a pixel: whoever knows all ways to write one is asked. */
function readInk(color: string): number {
  if (pen === null) {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    pen = canvas.getContext('2d', { willReadFrequently: true })!
  }
  pen.fillStyle = color
  pen.fillRect(0, 0, 1, 1)
  return new Uint32Array(pen.getImageData(0, 0, 1, 1).data.buffer)[0]
}
