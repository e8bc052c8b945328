import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CERTIFICATE_BYTES, MAX_IMPULSE_RECORDS, MAX_SYNC_MESSAGE_BYTES } from '../../src/peer/config'
import { decodeImpulse, encodeImpulse } from '../../src/peer/impulse-message'
import { encodeCanonical } from '../../src/records/codec'

const anyRecord = fc.record({
  entry: fc.uint8Array({ maxLength: 300 }),
  body: fc.uint8Array({ maxLength: 300 }),
  certificate: fc.uint8Array({ minLength: CERTIFICATE_BYTES, maxLength: CERTIFICATE_BYTES }),
})
const anyImpulse = fc.array(anyRecord, { minLength: 1, maxLength: MAX_IMPULSE_RECORDS })

describe('the message of an impulse', () => {
  it('[IP7] has one encoding; any other bytes are none, and are answered', () => {
    fc.assert(
      fc.property(anyImpulse, fc.nat(), fc.integer({ min: 0, max: 7 }), (records, place, bit) => {
        const bytes = encodeImpulse(records)
        const decoded = decodeImpulse(bytes)
        expect(decoded.ok && decoded.value).toEqual(records)
        const changed = Uint8Array.from(bytes)
        const at = place % changed.length
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        const other = decodeImpulse(changed)
        if (other.ok) expect(encodeImpulse(other.value)).toEqual(changed)
      }),
      { seed: 7 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeImpulse(bytes)
        if (decoded.ok) expect(encodeImpulse(decoded.value)).toEqual(bytes)
      }),
      { seed: 7 },
    )
  })

  it('[IP7] bounds hold at their edge', () => {
    const bytes = Uint8Array.of(1)
    const certificate = new Uint8Array(CERTIFICATE_BYTES)
    const record = { entry: bytes, body: bytes, certificate }
    const raw = (items: readonly unknown[]) => decodeImpulse(encodeCanonical(items))
    const fields = [bytes, bytes, certificate]
    expect(raw(Array.from({ length: MAX_IMPULSE_RECORDS }, () => fields)).ok).toBe(true)
    for (const wrong of [
      [],
      Array.from({ length: MAX_IMPULSE_RECORDS + 1 }, () => fields),
      [[bytes, null, certificate]],
      [[bytes, bytes]],
      [[bytes, bytes, certificate, bytes]],
      [[bytes, bytes, new Uint8Array(CERTIFICATE_BYTES - 1)]],
      ['impulse', fields],
    ])
      expect(raw(wrong)).toEqual({ ok: false, error: 'bad-schema' })
    expect(decodeImpulse(new Uint8Array(MAX_SYNC_MESSAGE_BYTES + 1))).toEqual({
      ok: false,
      error: 'too-large',
    })
    expect(() => encodeImpulse([])).toThrow('1 to')
    expect(() => encodeImpulse([{ ...record, body: new Uint8Array(MAX_SYNC_MESSAGE_BYTES) }])).toThrow(
      'bytes',
    )
  })
})
