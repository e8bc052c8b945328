/** The leading tab's images: those the owner adds, those that views ask for, those brought before anybody asks. */
import { ok, err, type Result } from '../lib/result'
import type { Queue } from '../lib/queue'
import type { Peer } from '../peer/peer'
import type { BlockCid, Image } from '../records/types'
import type { IdbBlockStore } from '../storage/block-store'
import { isQuotaExceeded } from '../storage/open'
import type { Acts } from './acts'
import type { ImageError } from './api'
import { reencode } from './image-file'
import { ImagePrefetch, ImageSource, KeptImages } from './image-prefetch'

const NEVER = new AbortController().signal

export interface PicturesInit {
  readonly blocks: IdbBlockStore
  /** All that writes and lets go waits in it. */
  readonly queue: Queue
  readonly peer: () => Peer | null
  /** Resolves when the peer runs; with null when it cannot be started. */
  readonly peerStarted: Promise<Peer | null>
}

export class Pictures implements Pick<Acts, 'addImage' | 'image'> {
  readonly #init: PicturesInit
  readonly #kept: KeptImages
  readonly #source: ImageSource
  readonly #prefetch: ImagePrefetch
  readonly #added: Image[] = []

  constructor(init: PicturesInit) {
    this.#init = init
    this.#kept = new KeptImages(init.blocks)
    this.#source = new ImageSource(this.#kept, init.peerStarted)
    this.#prefetch = new ImagePrefetch((image, signal) => this.image(image, signal))
  }

  /** Added since the page was opened: they may be in no post yet. */
  get added(): readonly Image[] {
    return this.#added
  }

  async addImage(file: Blob, alt: string): Promise<Result<Image, ImageError>> {
    const encoded = await reencode(file)
    if (!encoded.ok) return encoded
    const { bytes, type, width, height } = encoded.value
    try {
      // In the queue: while others are let go, the same picture could be taken for one that only they show.
      return await this.#init.queue.run(
        async () => {
          const cid = await (this.#init.peer() ?? this.#kept).addImage(bytes)
          const image = { cid, type, bytes: bytes.byteLength, width, height, alt }
          this.#added.push(image)
          return ok(image)
        },
        { isUrgent: true },
      )
    } catch (error) {
      if (isQuotaExceeded(error)) return err('storage-full')
      throw error
    }
  }

  /** Without a signal it is asked for as long as this tab leads. */
  image(image: Image, signal = NEVER): Promise<Blob | null> {
    return this.#source.image(image, signal)
  }

  /** Bytes of an image out of an archive. */
  takeIn(bytes: Uint8Array): Promise<BlockCid> {
    return this.#init.queue.run(() => this.#kept.addImage(bytes))
  }

  /** Brings them before they are looked at. */
  bring(images: readonly Image[]): void {
    this.#prefetch.add(images)
  }

  /**
   * Runs a task while no image comes from peers. Bitswap writes what it brings as it comes, outside the queue: where images
   * are let go of meanwhile, the rest of one that is being fetched would lie here for ever, named by no record.
   */
  whileStill<T>(task: () => Promise<T>): Promise<T> {
    this.#prefetch.giveUp()
    return this.#source.whileStill(task)
  }

  stop(): void {
    this.#prefetch.stop()
    this.#source.stop()
  }
}
