import encodeQR from 'qr'
import { describe, expect, it } from 'vitest'
import { cameraFault } from '../../src/ui/scan/camera'
import { codeIn } from '../../src/ui/scan/read-code'

/** Pairing codes have at most so many characters (src/app/pairing-code.ts). */
const LONGEST = `synereo1.${'Ab3_-'.repeat(400)}`.slice(0, 1_500)
const ENOUGH_MS = 5_000

/** What a camera gives of a code: `scale` points for a field, grey in place of black and white, and unevenly lit. */
function picture(text: string, scale: number): { data: Uint8ClampedArray; width: number; height: number } {
  const fields = encodeQR(text, 'raw', { ecc: 'low', border: 4 })
  const width = fields.length * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (let y = 0; y < width; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isDark = fields[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true
      const light = (isDark ? 50 : 190) + (x / width) * 40
      data.fill(light, (y * width + x) * 4, (y * width + x) * 4 + 3)
    }
  return { data, width, height: width }
}

describe('reading a code from a picture', () => {
  it.each([3, 4, 8])('[QR1] the longest code is read when each field has %i points', (scale) => {
    expect(codeIn(picture(LONGEST, scale), ENOUGH_MS)).toBe(LONGEST)
  })

  it('[QR1] a picture without a code, or with half of one, gives nothing', () => {
    const whole = picture('synereo1.abc', 4)
    const white = { ...whole, data: new Uint8ClampedArray(whole.data.length).fill(255) }
    const half = { ...whole, data: whole.data.map((value, at) => (at > whole.data.length / 2 ? 255 : value)) }
    expect(codeIn(white, ENOUGH_MS)).toBeNull()
    expect(codeIn(half, ENOUGH_MS)).toBeNull()
  })

  it('[QR2] each way in which a browser refuses the camera is told apart', () => {
    expect(
      [
        'NotAllowedError',
        'SecurityError',
        'NotFoundError',
        'OverconstrainedError',
        'NotReadableError',
        '',
      ].map(cameraFault),
    ).toEqual(['refused', 'refused', 'none', 'none', 'busy', 'busy'])
  })
})
