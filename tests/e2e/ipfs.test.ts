import * as dagCbor from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { unixfs } from '@helia/unixfs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeInvite } from '../../src/app/invite-link'
import { startNodePeer, type NodePeer } from './harness/node-peer'
import { opening } from './harness/opening'
import { picture } from './harness/picture'
import { startSite } from './harness/site'

const { site, alice } = await opening(startSite(), 'Alice')
let node: NodePeer

beforeAll(async () => {
  node = await startNodePeer()
})

afterAll(async () => {
  await node.stop()
})

interface EntryBlock {
  readonly kind: string
  readonly body: CID
  readonly prev: CID
}

describe('posts are IPFS content', () => {
  it('[E14] an unmodified Helia node fetches a post by its CID, its body, its image and its history', async () => {
    await alice.begin()
    await alice.post('Pin me', { file: picture(400, 300), alt: 'A gradient' })
    const invite = decodeInvite((await alice.inviteLink()).split('#/join/')[1] ?? '')
    await alice.goTo('Stream')
    await alice.article('Pin me').getByRole('time').click()
    await alice.page.waitForURL(/#\/post\//)
    const cid = CID.parse(alice.page.url().split('#/post/')[1] ?? '')
    if (invite === null) throw new Error('the invite link is damaged')
    await node.dial(site.relay, invite.peerId)

    const signal = AbortSignal.timeout(30_000)
    const fetched = async (block: CID): Promise<Uint8Array> => {
      const parts: Uint8Array[] = []
      for await (const part of node.helia.blockstore.get(block, { signal })) parts.push(part)
      return Buffer.concat(parts)
    }
    const entry = dagCbor.decode<EntryBlock>(await fetched(cid))
    expect(entry.kind).toBe('post')
    const body = dagCbor.decode<{ text: string; images: { cid: CID; bytes: number }[] }>(
      await fetched(entry.body),
    )
    expect(body.text).toBe('Pin me')
    const [image] = body.images
    if (image === undefined) throw new Error('the post has no image')
    const bytes: Uint8Array[] = []
    for await (const part of unixfs(node.helia).cat(image.cid, { signal })) bytes.push(part)
    expect(Buffer.concat(bytes).byteLength).toBe(image.bytes)
    // The key for letters may have been announced in between.
    let before = dagCbor.decode<EntryBlock>(await fetched(entry.prev))
    if (before.kind === 'inbox') before = dagCbor.decode<EntryBlock>(await fetched(before.prev))
    expect(before.kind).toBe('profile')

    expect(alice.faults).toEqual([])
  })
})
