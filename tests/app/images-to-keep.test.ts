import { describe, expect, it } from 'vitest'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { imagesToKeep } from '../../src/app/images-to-keep'
import { RAW } from '../../src/records/fields'
import type { BlockCid, Image, VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author } from '../helpers/author'

async function anImage(alt: string): Promise<Image> {
  const cid = CID.createV1(RAW, await sha256.digest(new TextEncoder().encode(alt))).toString() as BlockCid
  return { cid, type: 'image/webp', bytes: 100, width: 10, height: 10, alt }
}

describe('images brought before anybody looks', () => {
  it('[IM5] are those of people followed and of what they share, and not those under a warning, unless their reader has such open', async () => {
    const [alice, bob, charlie] = [await Author.create(), await Author.create(), await Author.create()]
    const [plain, warned, blank] = [
      await anImage('a hive'),
      await anImage('a spider'),
      await anImage('a jar'),
    ]
    const follow = await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    const post = (author: Author, image: Image, warning?: string): Promise<VerifiedRecord> =>
      author.write({
        kind: 'post',
        body: { text: '', tags: [], images: [image], ...(warning !== undefined && { warning }) },
      })
    const posts = [
      await post(bob, plain),
      await post(bob, warned, 'A spider'),
      await post(bob, blank, '\u2800'),
    ]
    const stranger = [await post(charlie, plain), await post(charlie, warned, 'A spider')]
    const shares: VerifiedRecord[] = []
    for (const { cid } of stranger)
      shares.push(await bob.write({ kind: 'share', body: { post: cid, author: charlie.person, text: '' } }))
    const society = new Society()
    society.apply({ added: [follow, ...posts, ...stranger, ...shares], forgotten: [], source: 'peer' })
    const brought = (added: readonly VerifiedRecord[], opensWarned: boolean): string[] =>
      imagesToKeep(alice.person, { added }, society, opensWarned).map(({ alt }) => alt)

    expect(brought(posts, false)).toEqual(['a hive', 'a jar'])
    expect(brought(shares, false)).toEqual(['a hive'])
    expect(brought([...posts, ...shares], true)).toEqual([
      'a hive',
      'a spider',
      'a jar',
      'a hive',
      'a spider',
    ])
    expect(brought(stranger, true)).toEqual([])
  })
})
