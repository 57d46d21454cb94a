import { paintPicture, type Picture } from './picture.ts'
import type { Textures } from './textures.ts'

/** Browsers refuse canvases beyond this edge length. */
const MAX_SIDE = 8192

/** A picture as PNG, at twice its size where that fits. `texturesAt` makes the patterns for a scale. */
export async function renderPng(picture: Picture, texturesAt?: (scale: number) => Textures): Promise<Blob> {
  const scale = Math.min(2, MAX_SIDE / picture.height, MAX_SIDE / picture.width)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  const context = canvas.getContext('2d')!
  context.scale(scale, scale)
  paintPicture(context, picture, texturesAt?.(scale))
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!png) throw new Error('The picture is too large for this browser.')
  return png
}
