/**
 * The images of posts that were withdrawn leave with them: nothing here shows them any more, and whoever asks for their
 * blocks would else still be sent them (rule IM8). An image that another post shows, or that was added here a moment ago,
 * stays. What waits outlives the page.
 */
import { CID } from 'multiformats/cid'
import type { Queue } from '../lib/queue'
import type { RecordChange } from '../records/store'
import type { BlockCid, Image } from '../records/types'
import type { PostView } from '../social/types'
import { IdbBlockStore } from '../storage/block-store'
import { KeepingStore } from '../storage/keeping-store'
import type { Database } from '../storage/open'
import type { Pictures } from './pictures'

/** One who withdraws much at once is waited for … */
const SOON_MS = 500
/** … and so long after the last time, for it looks at the parts of all images and gives up those that are coming. */
const BETWEEN_MS = 60_000
/** More wait for nobody: whoever withdraws so many within a minute had them made for it. */
const MAX_WAITING = 1_000

export interface WithdrawnImagesInit {
  readonly db: Database
  readonly queue: Queue
  readonly pictures: Pick<Pictures, 'added' | 'whileStill'>
  /** What is held and not withdrawn. */
  readonly post: (cid: PostView['cid']) => Pick<PostView, 'images'> | null
  readonly posts: () => Iterable<Pick<PostView, 'images'>>
  readonly now: () => number
}

export class WithdrawnImages {
  readonly #init: WithdrawnImagesInit
  readonly #store: KeepingStore
  #waiting = new Set<BlockCid>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #lastMs = -Infinity

  constructor(init: WithdrawnImagesInit) {
    this.#init = init
    this.#store = new KeepingStore(init.db)
  }

  /** Those that waited when the page ended. */
  async open(): Promise<void> {
    await this.#note((await this.#store.row()).withdrawn ?? [])
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Asked before anybody hears of the change: afterwards nobody knows what the posts showed. */
  imagesIn({ forgotten }: RecordChange): readonly Image[] {
    return forgotten.flatMap((cid) => this.#init.post(cid)?.images ?? [])
  }

  async withdrawn(images: readonly Image[]): Promise<void> {
    if (images.length > 0) await this.#note(images.map(({ cid }) => cid))
  }

  async #note(images: readonly BlockCid[]): Promise<void> {
    const blocks = new IdbBlockStore(this.#init.db)
    for (const image of images)
      if (this.#waiting.size < MAX_WAITING && (await blocks.has(CID.parse(image)))) this.#waiting.add(image)
    if (this.#waiting.size === 0) return
    await this.#store.withdraw([...this.#waiting])
    const { now } = this.#init
    this.#timer ??= setTimeout(
      () => void this.#letGo().catch(() => undefined),
      Math.max(SOON_MS, this.#lastMs + BETWEEN_MS - now()),
    )
  }

  async #letGo(): Promise<void> {
    const { db, queue, pictures, posts, now } = this.#init
    // First: where what follows cannot be fetched, the next that is withdrawn tries again.
    this.#timer = undefined
    const { dropBlocksOf } = await import('./keep-only')
    await queue.run(async () => {
      this.#lastMs = now()
      // What was added since the page was loaded may be in a post that is being written: it waits for the next time.
      const added = new Set(pictures.added.map(({ cid }) => cid))
      const gone = [...this.#waiting].filter((image) => !added.has(image))
      this.#waiting = new Set([...this.#waiting].filter((image) => added.has(image)))
      const shown = new Set([...posts()].flatMap(({ images }) => images.map(({ cid }) => cid)))
      await pictures.whileStill(() =>
        dropBlocksOf(
          { db, added: pictures.added },
          gone.filter((image) => !shown.has(image)),
          shown,
        ),
      )
      await this.#store.withdraw([...this.#waiting])
    })
  }
}
