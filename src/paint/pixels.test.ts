import { afterEach, expect, test, vi } from 'vitest'
import { createPixels } from './pixels.ts'

// A document whose canvases know three colours and keep what is put on them.

const COLORS: Readonly<Record<string, readonly number[]>> = {
  '#123456': [0x12, 0x34, 0x56, 255],
  red: [255, 0, 0, 255],
  blue: [0, 0, 255, 255],
}

function stubDocument(read = (bytes: readonly number[]) => bytes) {
  const put: { data: Uint8ClampedArray; width: number; height: number }[] = []
  const context = {
    fillStyle: '',
    fillRect() {},
    getImageData: () => ({ data: Uint8ClampedArray.from(read(COLORS[context.fillStyle])) }),
    putImageData: (image: (typeof put)[number]) => put.push(image),
  }
  vi.stubGlobal('document', { createElement: () => ({ getContext: () => context }) })
  vi.stubGlobal(
    'ImageData',
    class {
      constructor(
        readonly data: Uint8ClampedArray,
        readonly width: number,
        readonly height: number,
      ) {}
    },
  )
  return put
}
afterEach(() => void vi.unstubAllGlobals())

function drawn(pixels: ReturnType<typeof createPixels>): string[] {
  const calls: string[] = []
  const context = {
    fillStyle: '',
    save: () => calls.push('save'),
    resetTransform: () => calls.push('reset'),
    restore: () => calls.push('restore'),
    drawImage: (_: unknown, x: number, y: number) => calls.push(`image ${x} ${y}`),
    fillRect: (...box: number[]) => calls.push(`${context.fillStyle} ${box.join(' ')}`),
  }
  pixels.drawOn(context as unknown as CanvasRenderingContext2D)
  return calls
}

test('boxes are where they belong, in the colours as the browser has them; the rest is transparent', () => {
  const put = stubDocument()
  const pixels = createPixels(4, 3)
  pixels.fill('red', 1, 0, 2, 2)
  pixels.fill('blue', 2, 1, 2, 2)
  expect(drawn(pixels)).toEqual(['save', 'reset', 'image 0 0', 'restore'])
  const [{ data, width, height }] = put
  expect([width, height]).toEqual([4, 3])
  const names = Array.from({ length: 12 }, (_, i) => {
    const [red, , blue, alpha] = data.subarray(4 * i)
    return alpha === 0 ? '.' : red === 255 ? 'r' : blue === 255 ? 'b' : '?'
  })
  expect(names.join('').match(/..../g)).toEqual(['.rr.', '.rbb', '..bb'])
})

test('where a browser answers with other pixels than were drawn, the canvas fills the boxes', () => {
  stubDocument((bytes) => bytes.map((byte) => byte ^ 64))
  const pixels = createPixels(4, 3)
  pixels.fill('red', 1, 0, 2, 2)
  pixels.fill('blue', 2, 1, 2, 2)
  expect(drawn(pixels)).toEqual(['save', 'reset', 'red 1 0 2 2', 'blue 2 1 2 2', 'restore'])
})
