import { describe, expect, it } from 'vitest'
import { shownRecord } from '../../src/records/shown'
import { Author } from '../helpers/author'

describe('a record for its reader', () => {
  it('[R14] shows who signed what when, and both blocks as DAG-JSON, links and bytes included', async () => {
    const [alice, bob] = [await Author.create(), await Author.create()]
    const post = await alice.post('hello')
    const like = await bob.write({ kind: 'like', body: { post: post.cid, author: alice.person } })
    const shown = shownRecord(like)
    expect(shown).toMatchObject({
      cid: like.cid,
      kind: 'like',
      person: bob.person,
      device: bob.signer.device,
      seq: 1,
      time: like.header.time,
    })
    const entry = JSON.parse(shown.entry) as Record<string, unknown>
    expect(entry).toMatchObject({ kind: 'like', seq: 1, body: { '/': like.header.bodyCid } })
    const { bytes } = (entry.sig as { '/': { bytes: string } })['/']
    expect(Buffer.from(bytes, 'base64')).toEqual(Buffer.from(like.signature))
    const body = JSON.parse(shown.body ?? '') as Record<string, unknown>
    expect(body.post).toEqual({ '/': post.cid })
  })

  it('[R14] shows a withdrawn one without its body', async () => {
    const alice = await Author.create()
    const post = await alice.post('hello')
    const shown = shownRecord({ ...post, body: null, bodyBlock: null })
    expect(shown.body).toBeNull()
    expect(shown.entry).toContain(post.header.bodyCid)
  })

  it('[R14] shows a text of any size and script as it was written', async () => {
    const alice = await Author.create()
    const text = '"<b>ü👋</b>"\n'.repeat(300).trim()
    const post = await alice.post(text)
    expect((JSON.parse(shownRecord(post).body ?? '') as { text: string }).text).toBe(text)
  })
})
