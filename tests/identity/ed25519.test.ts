/** Signatures that no honest program makes, made by hand: engines differ on them, and money must not. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkByHand, choose, isAcceptableKey, verifyStrictly } from '../../src/identity/ed25519'
import { verify } from '../../src/identity/keys'
import { deviceIdFrom } from '../../src/identity/person-id'
import { concatBytes, utf8 } from '../../src/lib/bytes'

type Point = InstanceType<typeof ed25519.Point>
const { Point } = ed25519
const ORDER = Point.Fn.ORDER
const SECRET = 1234567n
const NONCE = 7654321n

/** Times the order of the base point leaves only the part of small order. */
function torsion(): Point {
  for (let byte = 2; ; byte += 1) {
    try {
      const point = Point.fromBytes(new Uint8Array(32).fill(byte, 0, 1), true)
      const small = point.multiplyUnsafe(ORDER - 1n).add(point)
      if (small.isSmallOrder() && !small.equals(Point.ZERO) && !small.double().equals(Point.ZERO))
        return small
    } catch {
      // No point has this y.
    }
  }
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}

function challenge(r: Uint8Array, key: Uint8Array, message: Uint8Array): bigint {
  const digest = createHash('sha512')
    .update(concatBytes(r, key, message))
    .digest()
  return digest.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

/** A signature by hand; whatever is added to key and R is not the signer's to add. */
function forged(keyPoint: Point, rPoint: Point, message: Uint8Array, extraOrders = 0n) {
  const key = keyPoint.toBytes()
  const r = rPoint.toBytes()
  const s = ((NONCE + challenge(r, key, message) * SECRET) % ORDER) + extraOrders * ORDER
  return { key, signature: concatBytes(r, littleEndian(s)) }
}

const KEY = Point.BASE.multiply(SECRET)
const R = Point.BASE.multiply(NONCE)

describe('which signatures hold', () => {
  it('[AM13] an honest one does', async () => {
    const message = utf8('10 to bob')
    const { key, signature } = forged(KEY, R, message)
    expect(await verifyStrictly(deviceIdFrom(key), signature, message)).toBe(true)
    expect(await verifyStrictly(deviceIdFrom(key), signature, utf8('11 to bob'))).toBe(false)
  })

  it('[AM13] one by a key with torsion does not, though this engine takes it', async () => {
    const mixed = KEY.add(torsion())
    // An engine without cofactor takes it when the challenge is a multiple of eight: some message makes it one.
    let isTaken = false
    for (let round = 0; round < 200 && !isTaken; round += 1) {
      const message = utf8(`payment ${round}`)
      const { key, signature } = forged(mixed, R, message)
      isTaken = await verify(key, signature, message)
      expect(await verifyStrictly(deviceIdFrom(key), signature, message)).toBe(false)
    }
    expect(isTaken).toBe(true)
  })

  it('[AM13] one with torsion in R does not', async () => {
    const message = utf8('10 to bob')
    const { key, signature } = forged(KEY, R.add(torsion()), message)
    expect(await verifyStrictly(deviceIdFrom(key), signature, message)).toBe(false)
  })

  it('[AM13] one with S beyond the order does not', async () => {
    const message = utf8('10 to bob')
    const { key, signature } = forged(KEY, R, message, 1n)
    expect(await verifyStrictly(deviceIdFrom(key), signature, message)).toBe(false)
  })

  it('[AM13] an engine that fails the self-test is replaced by the check that the page brings, which says the same', async () => {
    expect(await choose(verify)).toBe(verify)
    const lenient = (publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array) =>
      Promise.resolve(ed25519.verify(signature, message, publicKey, { zip215: true }))
    expect(await choose(lenient)).toBe(checkByHand)
    expect(await choose(() => Promise.resolve(false))).toBe(checkByHand)
    const message = utf8('10 to bob')
    for (const [rPoint, orders] of [
      [R, 0n],
      [R.add(torsion()), 0n],
      [R, 1n],
    ] as const) {
      const { key, signature } = forged(KEY, rPoint, message, orders)
      expect(await checkByHand(key, signature, message)).toBe(await verify(key, signature, message))
    }
    expect(await checkByHand(KEY.toBytes(), new Uint8Array(3), message)).toBe(false)
  })

  it('[AM13] no key is of small order, or written in another way', () => {
    const neutral = Point.ZERO.toBytes()
    expect(isAcceptableKey(deviceIdFrom(neutral))).toBe(false)
    expect(isAcceptableKey(deviceIdFrom(torsion().toBytes()))).toBe(false)
    // y = 1 + p, which is 1 again.
    const again = new Uint8Array(32).fill(0xff)
    again[0] = 0xee
    again[31] = 0x7f
    expect(isAcceptableKey(deviceIdFrom(again))).toBe(false)
    expect(isAcceptableKey(deviceIdFrom(KEY.toBytes()))).toBe(true)
  })
})
