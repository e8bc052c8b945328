import type { CID } from 'multiformats/cid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { IMAGE_CHUNK_BYTES, MAX_PARTS_ASKED, MAX_WANTS_OF_PEER, PART_HELD_MS } from '../../src/peer/config'
import { addImageBlocks, readImageBlocks, type HasBlocks } from '../../src/peer/image-blocks'
import { ImagePlaces } from '../../src/peer/image-places'
import type { BlockCid } from '../../src/records/types'

const CHUNKS = 8
const IMAGES = 12

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Gives the places that are there at once. */
async function takeAll(places: ImagePlaces): Promise<(() => void)[]> {
  return Promise.all(Array.from({ length: MAX_PARTS_ASKED }, () => places.take()))
}

describe('the places of parts of images', () => {
  it('[IM7] are given to who has waited longest, when one has come', async () => {
    const places = new ImagePlaces()
    const [first] = await takeAll(places)
    const order: string[] = []
    void places.take().then(() => order.push('bob'))
    void places.take().then(() => order.push('charlie'))
    await vi.advanceTimersByTimeAsync(PART_HELD_MS / 2)
    expect(order).toEqual([])
    first?.()
    first?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(order).toEqual(['bob'])
  })

  it('[IM7] are left by parts that do not come, and by who turns away', async () => {
    const places = new ImagePlaces()
    await takeAll(places)
    const turnsAway = new AbortController()
    const ofAlice = places.take(turnsAway.signal)
    turnsAway.abort()
    await ofAlice
    let hasBob = false
    void places.take().then(() => (hasBob = true))
    await vi.advanceTimersByTimeAsync(PART_HELD_MS - 1)
    expect(hasBob).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(hasBob).toBe(true)
  })

  it('[IM7] keep what a page asks of one peer within what that serves, however many images are looked at', async () => {
    const blocks = new Map<string, Uint8Array>()
    const kept: HasBlocks['blockstore'] = {
      has: (cid) => Promise.resolve(blocks.has(cid.toString())),
      put: (cid, bytes) => Promise.resolve((blocks.set(cid.toString(), bytes as Uint8Array), cid)),
      async *get(cid) {
        yield await Promise.resolve(blocks.get(cid.toString()) ?? new Uint8Array())
      },
    }
    const roots: BlockCid[] = []
    for (let image = 0; image < IMAGES; image += 1) {
      const bytes = new Uint8Array(CHUNKS * IMAGE_CHUNK_BYTES).map((_, at) => (at >> 18) + image * CHUNKS)
      roots.push(await addImageBlocks({ blockstore: kept }, bytes))
    }
    let [asked, most] = [0, 0]
    const far = {
      ...kept,
      async *get(cid: CID) {
        asked += 1
        most = Math.max(most, asked)
        await new Promise((resolve) => setTimeout(resolve, 10))
        asked -= 1
        yield* kept.get(cid)
      },
    }
    const places = new ImagePlaces()
    const never = new AbortController().signal
    const all = Promise.all(
      roots.map((root) =>
        readImageBlocks({ blockstore: far }, root, CHUNKS * IMAGE_CHUNK_BYTES, never, places),
      ),
    )
    await vi.advanceTimersByTimeAsync(PART_HELD_MS / 2)
    expect((await all).every((bytes) => bytes?.byteLength === CHUNKS * IMAGE_CHUNK_BYTES)).toBe(true)
    expect(most).toBeGreaterThanOrEqual(MAX_PARTS_ASKED)
    expect(most).toBeLessThanOrEqual(MAX_PARTS_ASKED + IMAGES)
    expect(MAX_PARTS_ASKED + IMAGES).toBeLessThan(MAX_WANTS_OF_PEER)
  })
})
