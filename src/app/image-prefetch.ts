/**
 * Images come from this browser or, when it does not keep them, from peers. Those of people attended are brought before
 * they are looked at, so that they show at once and stay available when their author has gone.
 */
import type { HasBlocks } from '../peer/image-blocks'
import type { BlockCid, Image } from '../records/types'
import { isAnnouncedImage } from './image-file'

/** Where images lie: a running peer, or what is kept here. */
export interface ImagePlace {
  addImage(bytes: Uint8Array): Promise<BlockCid>
  /** Null when it is not there in time. */
  image(root: BlockCid, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>
}

/** The images that this browser keeps; they need no peer. */
export class KeptImages implements ImagePlace {
  readonly #place: HasBlocks

  constructor(blockstore: HasBlocks['blockstore']) {
    this.#place = { blockstore }
  }

  async addImage(bytes: Uint8Array): Promise<BlockCid> {
    const { addImageBlocks } = await imageBlocks()
    return addImageBlocks(this.#place, bytes)
  }

  async image(
    root: BlockCid,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const { readImageBlocks } = await imageBlocks()
    return readImageBlocks(this.#place, root, maxBytes, signal)
  }
}

/** Loaded with the first image: the page paints without the code of UnixFS. */
export const imageBlocks = () => import('../peer/image-blocks')

/** Beyond this a peer that has not started will hardly do so; "Try again" is a better answer than waiting. */
const PEER_START_TIMEOUT_MS = 20_000

/** Looks here first, then waits for the peer: a page that was just opened shows its images while the peer starts. */
export class ImageSource {
  readonly #kept: ImagePlace
  readonly #peer: Promise<ImagePlace | null>
  readonly #running = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>()
  #givenUp = new AbortController()
  /** Nothing is to come from peers. */
  #isStill = false

  /** @param peer resolves when the peer runs, with null when it cannot be started */
  constructor(kept: ImagePlace, peer: Promise<ImagePlace | null>) {
    this.#kept = kept
    this.#peer = peer
  }

  /** Null when nobody has it in time, or when it is not what the record says (rule IM1). */
  async image(image: Image, signal: AbortSignal): Promise<Blob | null> {
    const bytes =
      (await this.#kept.image(image.cid, image.bytes, signal)) ?? (await this.#fetch(image, signal))
    return bytes !== null && isAnnouncedImage(bytes, image) ? new Blob([bytes], { type: image.type }) : null
  }

  async #fetch(image: Image, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PEER_START_TIMEOUT_MS)])
    const peer = await unlessAborted(this.#peer, limit)
    return peer === null || this.#isStill ? null : unlessAborted(this.#ask(peer, image), signal)
  }

  /**
   * Runs a task while nothing comes from peers: what is under way is given up, and has ended before the task begins; who
   * asks meanwhile is told that the image is not there, and may try again.
   */
  async whileStill<T>(task: () => Promise<T>): Promise<T> {
    this.#isStill = true
    this.#givenUp.abort()
    try {
      await Promise.allSettled(this.#running.values())
      return await task()
    } finally {
      this.#givenUp = new AbortController()
      this.#isStill = false
    }
  }

  /**
   * Everybody who asks for an image shares one fetch, and it goes on when one of them turns away: bitswap has one mark
   * for "no longer wanted" per block, so that one asker's turning away would take the block from all others, and from
   * whoever asks again in the same moment, as a view does that is drawn anew.
   */
  #ask(peer: ImagePlace, { cid, bytes }: Image): Promise<Uint8Array<ArrayBuffer> | null> {
    const key = `${cid} ${bytes}`
    const running = this.#running.get(key)
    if (running !== undefined) return running
    const fetching = peer.image(cid, bytes, this.#givenUp.signal).finally(() => this.#running.delete(key))
    this.#running.set(key, fetching)
    return fetching
  }

  stop(): void {
    this.#isStill = true
    this.#givenUp.abort()
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
    promise.then(resolve, reject)
  })
}

/** Images fetched ahead at a time. */
const PARALLEL = 2
/** Beyond this the oldest wait in vain: after a long absence the newest matter. */
const MAX_WAITING = 200

/** Fetches ahead; what cannot be had is simply asked for again when it is looked at. */
export class ImagePrefetch {
  readonly #fetch: (image: Image, signal: AbortSignal) => Promise<unknown>
  readonly #stopped = new AbortController()
  #waiting: Image[] = []
  #running = 0

  constructor(fetch: (image: Image, signal: AbortSignal) => Promise<unknown>) {
    this.#fetch = fetch
  }

  add(images: readonly Image[]): void {
    this.#waiting = [...this.#waiting, ...images].slice(-MAX_WAITING)
    while (this.#running < PARALLEL && this.#waiting.length > 0) void this.#run()
  }

  /** Those that are still to be fetched are not; new ones are. */
  giveUp(): void {
    this.#waiting = []
  }

  stop(): void {
    this.giveUp()
    this.#stopped.abort()
  }

  async #run(): Promise<void> {
    this.#running += 1
    for (let image = this.#waiting.pop(); image !== undefined; image = this.#waiting.pop()) {
      await this.#fetch(image, this.#stopped.signal)
    }
    this.#running -= 1
  }
}
