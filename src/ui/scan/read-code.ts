/** Reads a QR code from a picture: of a camera, or from a file. Fetched only when somebody scans. */
import { decodeQR, type Image } from 'qr/decode.js'
import { err, ok, type Result } from '../../lib/result'

export type FileFault = 'not-an-image' | 'too-large' | 'nothing-found'

/** A picture from a camera has less; decoding a larger file would stop the page. */
const MAX_FILE_BYTES = 32 * 1024 * 1024
/** The longest code has 185 fields with its border: four points for each field, twice over. */
const MAX_SIDE_PX = 1_600
/** One look at a picture of a camera; the next comes at once, so a frame is not worth more. */
const FRAME_LIMIT_MS = 40
/** A file is looked at once, and somebody waits for the answer. */
const FILE_LIMIT_MS = 1_000

/** The text of the code in these pixels, or null when none can be read. */
export function codeIn(pixels: Image, timeLimitMs: number): string | null {
  try {
    return decodeQR(pixels, { format: 'RGBA', timeLimit: timeLimitMs })
  } catch {
    // The decoder says by throwing that there is none.
    return null
  }
}

/** What the camera shows just now. */
export function codeInVideo(video: HTMLVideoElement): string | null {
  const pixels = pixelsOf(video, video.videoWidth, video.videoHeight)
  return pixels === null ? null : codeIn(pixels, FRAME_LIMIT_MS)
}

export async function codeInFile(file: Blob): Promise<Result<string, FileFault>> {
  if (file.size > MAX_FILE_BYTES) return err('too-large')
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return err('not-an-image')
  }
  try {
    const pixels = pixelsOf(bitmap, bitmap.width, bitmap.height)
    const text = pixels === null ? null : codeIn(pixels, FILE_LIMIT_MS)
    return text === null ? err('nothing-found') : ok(text)
  } finally {
    bitmap.close()
  }
}

/** Null before the first frame has come. */
function pixelsOf(source: CanvasImageSource, sourceWidth: number, sourceHeight: number): ImageData | null {
  if (sourceWidth === 0 || sourceHeight === 0) return null
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(sourceWidth, sourceHeight))
  const width = Math.max(1, Math.round(sourceWidth * scale))
  const height = Math.max(1, Math.round(sourceHeight * scale))
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) return null
  // A picture may be transparent where it means white.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.drawImage(source, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}
