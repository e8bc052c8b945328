import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { ImageSource, KeptImages, type ImagePlace } from '../../src/app/image-prefetch'
import type { BlockCid, Image, NetworkId } from '../../src/records/types'
import { IdbBlockStore } from '../../src/storage/block-store'
import { openDatabase } from '../../src/storage/open'
import { picture } from '../e2e/harness/picture'
import { becomesTrue } from '../helpers/becomes-true'

const NEVER = new AbortController().signal
/** Cut into four blocks under one root. */
const BYTES = new Uint8Array(picture(1_000, 700))

let opened = 0

async function keptImages(): Promise<KeptImages> {
  opened += 1
  return new KeptImages(
    new IdbBlockStore(await openDatabase(`images-${opened}` as NetworkId, () => undefined)),
  )
}

function announced(cid: BlockCid, change: Partial<Image> = {}): Image {
  const size = { bytes: BYTES.byteLength, width: 1_000, height: 700 }
  return { cid, type: 'image/png', alt: 'A gradient', ...size, ...change }
}

/** A peer that gives these bytes for any image, or nothing. */
function peerWith(bytes: Uint8Array<ArrayBuffer> | null) {
  const image = vi.fn<ImagePlace['image']>(() => Promise.resolve(bytes))
  return { image, addImage: () => Promise.reject(new Error('nobody adds here')) }
}

/** Whether it is BYTES; comparing a million numbers with toEqual takes seconds. */
async function isWhole(blob: Blob | null): Promise<boolean> {
  return blob !== null && Buffer.from(await blob.arrayBuffer()).equals(BYTES)
}

describe('an image of a post', () => {
  it('[IM2] that is kept here is given out though the peer never starts', async () => {
    const kept = await keptImages()
    const cid = await kept.addImage(BYTES)
    const source = new ImageSource(kept, new Promise(() => undefined))
    expect(BYTES.byteLength).toBeGreaterThan(3 * 256 * 1024)
    expect(await isWhole(await source.image(announced(cid), NEVER))).toBe(true)
  })

  it('[IM2] that is not kept here waits for the peer to start and comes from it', async () => {
    const cid = await (await keptImages()).addImage(BYTES)
    const started = Promise.withResolvers<ImagePlace | null>()
    const source = new ImageSource(await keptImages(), started.promise)
    const asked = source.image(announced(cid), NEVER)
    const peer = peerWith(BYTES)
    started.resolve(peer)
    expect(await isWhole(await asked)).toBe(true)
    expect(peer.image.mock.calls.map(([root, bytes]) => [root, bytes])).toEqual([[cid, BYTES.byteLength]])
  })

  it('[IM2] of which only a part is kept comes from the peer', async () => {
    opened += 1
    const blocks = new IdbBlockStore(await openDatabase(`images-${opened}` as NetworkId, () => undefined))
    const put = vi.spyOn(blocks, 'put')
    const kept = new KeptImages(blocks)
    const cid = await kept.addImage(BYTES)
    const [leaf] = put.mock.calls.map(([block]) => block)
    if (leaf === undefined) throw new Error('nothing was put')
    await blocks.delete(leaf)
    const source = new ImageSource(kept, Promise.resolve(peerWith(BYTES)))
    expect(await isWhole(await source.image(announced(cid), NEVER))).toBe(true)
  })

  it('[IM2] is missing at once when the peer cannot be started', async () => {
    const cid = await (await keptImages()).addImage(BYTES)
    const source = new ImageSource(await keptImages(), Promise.resolve(null))
    expect(await source.image(announced(cid), NEVER)).toBeNull()
  })

  it('[IM2] is waited for no longer than somebody looks, nor without end', async () => {
    const cid = await (await keptImages()).addImage(BYTES)
    const source = new ImageSource(await keptImages(), new Promise(() => undefined))
    expect(await source.image(announced(cid), AbortSignal.abort())).toBeNull()
    const looks = new AbortController()
    const asked = source.image(announced(cid), looks.signal)
    looks.abort()
    expect(await asked).toBeNull()
    const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
    const other = new ImageSource(await keptImages(), new Promise(() => undefined))
    expect(await other.image(announced(cid), NEVER)).toBeNull()
    expect(limit).toHaveBeenCalledWith(20_000)
    limit.mockRestore()
  })

  it('[IM3] is fetched once for all who ask, also when the first of them turns away', async () => {
    const cid = await (await keptImages()).addImage(BYTES)
    const arrived = Promise.withResolvers<Uint8Array<ArrayBuffer> | null>()
    const image = vi.fn<ImagePlace['image']>((_root, _bytes, signal) => {
      const gaveUp = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)))
      return Promise.race([arrived.promise, gaveUp])
    })
    const kept = await keptImages()
    const looked = vi.spyOn(kept, 'image')
    const source = new ImageSource(kept, Promise.resolve({ ...peerWith(null), image }))
    const looks = new AbortController()
    const first = source.image(announced(cid), looks.signal)
    await becomesTrue(() => expect(image).toHaveBeenCalled())
    looks.abort()
    const second = source.image(announced(cid), NEVER)
    expect(await first).toBeNull()
    await becomesTrue(() => expect(looked.mock.settledResults).toHaveLength(2))
    await becomesTrue(() => expect(looked.mock.settledResults[1]?.type).toBe('fulfilled'))
    arrived.resolve(BYTES)
    expect(await isWhole(await second)).toBe(true)
    expect(image).toHaveBeenCalledOnce()
    await source.image(announced(cid), NEVER)
    expect(image).toHaveBeenCalledTimes(2)
  })

  it('[KO2] while others are let go of does not come: what is under way has ended before, and comes when asked again', async () => {
    const cid = await (await keptImages()).addImage(BYTES)
    const happened: string[] = []
    const image = vi.fn<ImagePlace['image']>(async (_root, _bytes, signal) => {
      if (image.mock.calls.length > 1) return BYTES
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await new Promise((resolve) => setImmediate(resolve))
      happened.push('the fetch has ended')
      return null
    })
    const source = new ImageSource(await keptImages(), Promise.resolve({ ...peerWith(null), image }))
    const asked = source.image(announced(cid), NEVER)
    await becomesTrue(() => expect(image).toHaveBeenCalledOnce())
    await source.whileStill(async () => {
      happened.push('others are let go of')
      expect(await source.image(announced(cid), NEVER)).toBeNull()
    })
    expect(happened).toEqual(['the fetch has ended', 'others are let go of'])
    expect(await asked).toBeNull()
    expect(image).toHaveBeenCalledOnce()
    expect(await isWhole(await source.image(announced(cid), NEVER))).toBe(true)
  })

  it('[IM1] is shown from here, too, only when it is what was announced', async () => {
    const kept = await keptImages()
    const cid = await kept.addImage(BYTES)
    const peer = peerWith(BYTES)
    const source = new ImageSource(kept, Promise.resolve(peer))
    expect(await source.image(announced(cid, { width: 999 }), NEVER)).toBeNull()
    expect(await source.image(announced(cid, { type: 'image/webp' }), NEVER)).toBeNull()
    expect(peer.image).not.toHaveBeenCalled()
    expect(await source.image(announced(cid, { bytes: BYTES.byteLength - 1 }), NEVER)).toBeNull()
  })

  it('[IM1] is shown from a peer only when it is what was announced', async () => {
    const cid = await (await keptImages()).addImage(BYTES)
    const source = new ImageSource(
      await keptImages(),
      Promise.resolve(peerWith(new Uint8Array(BYTES.length))),
    )
    expect(await source.image(announced(cid), NEVER)).toBeNull()
  })
})
