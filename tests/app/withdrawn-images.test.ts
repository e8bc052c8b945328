import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it } from 'vitest'
import { blocksOfImage } from '../../src/app/archive-export'
import { KeptImages } from '../../src/app/image-prefetch'
import { WithdrawnImages } from '../../src/app/withdrawn-images'
import { Queue } from '../../src/lib/queue'
import type { Image, NetworkId, RecordCid } from '../../src/records/types'
import { IdbBlockStore } from '../../src/storage/block-store'
import { KeepingStore } from '../../src/storage/keeping-store'
import { openDatabase, type Database } from '../../src/storage/open'
import { picture } from '../e2e/harness/picture'
import { becomesTrue } from '../helpers/becomes-true'

let opened = 0
const ends: (() => void)[] = []

afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A browser, and a page that runs in it; the second page of a browser is the one that was loaded again. */
async function browser() {
  opened += 1
  const db = await openDatabase(`withdrawn-images-${opened}` as NetworkId, () => undefined)
  const posts = new Map<RecordCid, { readonly images: readonly Image[] }>()
  return {
    db,
    posts,
    kept: async (width: number): Promise<Image> => {
      const bytes = new Uint8Array(picture(width, 300))
      const cid = await new KeptImages(new IdbBlockStore(db)).addImage(bytes)
      return { cid, type: 'image/png', bytes: bytes.byteLength, width, height: 300, alt: '' }
    },
    page: (added: readonly Image[] = []): WithdrawnImages => {
      const images = new WithdrawnImages({
        ...{ db, queue: new Queue(), now: () => 0 },
        pictures: { added, whileStill: (task) => task() },
        post: (cid) => posts.get(cid) ?? null,
        posts: () => posts.values(),
      })
      ends.push(() => images.stop())
      return images
    },
  }
}

async function isHere(db: Database, image: Image): Promise<boolean> {
  return (await blocksOfImage({ blockstore: new IdbBlockStore(db) }, image)).length > 0
}

const [ONE, OTHER] = ['one', 'other'] as RecordCid[] as [RecordCid, RecordCid]

describe('an image of a post that is withdrawn', () => {
  it('[IM8] is let go of, and one that another post shows is not', async () => {
    const { db, posts, kept, page } = await browser()
    const [alone, shared] = [await kept(200), await kept(210)]
    posts.set(ONE, { images: [alone, shared] })
    posts.set(OTHER, { images: [shared] })
    const images = page()
    const withdrawn = images.imagesIn({ added: [], forgotten: [ONE], source: 'peer' })
    posts.delete(ONE)
    await images.withdrawn(withdrawn)
    await becomesTrue(async () => expect(await isHere(db, alone)).toBe(false))
    expect(await isHere(db, shared)).toBe(true)
    await becomesTrue(async () => expect((await new KeepingStore(db).row()).withdrawn).toEqual([]))
  })

  it('[IM8] goes when the page is loaded again where it ended before, or where the image had been added in it', async () => {
    const { db, posts, kept, page } = await browser()
    const image = await kept(200)
    posts.set(ONE, { images: [image] })
    const first = page([image])
    const withdrawn = first.imagesIn({ added: [], forgotten: [ONE], source: 'self' })
    posts.delete(ONE)
    await first.withdrawn(withdrawn)
    first.stop()
    expect(await isHere(db, image)).toBe(true)
    const second = page([image])
    await second.open()
    const third = page()
    await third.open()
    await becomesTrue(async () => expect(await isHere(db, image)).toBe(false))
  })

  it('[IM8] costs nothing where it never came, and who withdraws one after the other is waited for', async () => {
    const { db, posts, kept, page } = await browser()
    const images = page()
    const never: Image = {
      ...(await kept(190)),
      cid: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' as never,
    }
    await images.withdrawn([never])
    expect((await new KeepingStore(db).row()).withdrawn).toBeUndefined()
    const [first, second] = [await kept(200), await kept(210)]
    posts.set(OTHER, { images: [] })
    await images.withdrawn([first])
    await becomesTrue(async () => expect(await isHere(db, first)).toBe(false))
    await images.withdrawn([second])
    expect((await new KeepingStore(db).row()).withdrawn).toEqual([second.cid])
    expect(await isHere(db, second)).toBe(true)
  })
})
