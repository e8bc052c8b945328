/** A code as the camera of a browser sees it: a film that Chromium plays in the place of a camera. */
import encodeQR from 'qr'

const [WIDTH, HEIGHT] = [1280, 960]
/** Fields that the norm wants free around the code. */
const QUIET = 4
/** Luma of white paper and of black ink; chroma of grey. */
const [WHITE, BLACK, GREY] = [235, 16, 128]

/** YUV4MPEG2 of one picture, which is shown again and again. */
export function filmed(text: string): Buffer {
  const fields = encodeQR(text, 'raw', { ecc: 'low', border: QUIET })
  const scale = Math.floor(HEIGHT / fields.length)
  const left = Math.floor((WIDTH - scale * fields.length) / 2)
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE)
  for (const [y, row] of fields.entries())
    for (const [x, isDark] of row.entries())
      for (let line = 0; isDark && line < scale; line += 1) {
        const at = (y * scale + line) * WIDTH + left + x * scale
        luma.fill(BLACK, at, at + scale)
      }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, GREY)])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\n`), frame, frame])
}
