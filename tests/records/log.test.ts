import { CID } from 'multiformats/cid'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { admit, readRecord } from '../../src/records/admit'
import { decodeCanonical } from '../../src/records/codec'
import { MAX_BODY_BYTES, MAX_CLOCK_SKEW_MS, MAX_ENTRY_BYTES } from '../../src/records/limits'
import { networkIdOf } from '../../src/records/network-id'
import { signRecord } from '../../src/records/sign'
import type { Draft, RecordCid, SignedRecord, Tag } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Author, testNetwork } from '../helpers/author'
import { hostileRecords } from '../helpers/hostile-records'
import { testDevice, testPerson } from '../helpers/test-person'

const HELLO: Draft = { kind: 'post', body: { text: 'hello', tags: [], images: [] } }

async function signedBy(author: Author, draft: Draft = HELLO): Promise<SignedRecord> {
  const signed = await signRecord(draft, await author.place(), author.signer)
  if (!signed.ok) throw new Error(signed.error)
  return signed.value
}

async function aliceInFixedKeys(store = new MemoryRecordStore()): Promise<Author> {
  const { words } = await testPerson('alice')
  return Author.create({ words, signer: testDevice('alice laptop'), store })
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a log', () => {
  it('[L2] begins with the certificate of its device, and with nothing else', async () => {
    const alice = await Author.create()
    const { person, signer, network, nowMs } = alice
    const first = await signRecord(HELLO, { network, person, head: null, nowMs }, signer)
    if (!first.ok) throw new Error(first.error)
    const verdict = await admit(first.value, new MemoryRecordStore())
    expect(verdict).toEqual({ ok: false, error: 'unknown-device' })
  })

  it('[L2] carries the certificate once: a device entry further on is refused', async () => {
    const alice = await Author.create()
    const again = await signedBy(alice, {
      kind: 'device',
      body: { certificate: alice.certificate, label: 'x' },
    })
    expect(await admit(again, alice.store)).toEqual({ ok: false, error: 'bad-schema' })
  })

  it('[L3] goes on without gaps: what comes too early is no fault, but must wait', async () => {
    const alice = await Author.create()
    const late = new MemoryRecordStore()
    const post = await alice.post('one')
    expect(await admit(post, late)).toEqual({ ok: false, error: 'gap' })
  })

  it('[L4] two different entries at one place are a fork, whoever came first', async () => {
    const alice = await Author.create()
    const one = await signedBy(alice)
    const other = await signedBy(alice, { kind: 'post', body: { text: 'other', tags: [], images: [] } })
    const kept = await admit(one, alice.store)
    if (!kept.ok) throw new Error(kept.error)
    await alice.store.append([kept.value])
    expect(await admit(other, alice.store)).toEqual({ ok: false, error: 'fork' })
  })

  it('[L4] a fork that its author did not sign is no evidence against the author', async () => {
    const alice = await Author.create()
    const other = await signedBy(alice)
    await alice.post('one')
    const forged: SignedRecord = { ...other, signature: new Uint8Array(64) }
    expect(await admit(forged, alice.store)).toEqual({ ok: false, error: 'bad-signature' })
  })

  it('[L5] may be ahead of the reader by the skew that is forgiven, and not by a millisecond more', async () => {
    const alice = await Author.create()
    const { entryBlock: entry, bodyBlock: body, header } = await signedBy(alice)
    const edgeMs = header.time - MAX_CLOCK_SKEW_MS
    expect((await readRecord({ entry, body }, testNetwork, edgeMs)).ok).toBe(true)
    const early = await readRecord({ entry, body }, testNetwork, edgeMs - 1)
    expect(early).toEqual({ ok: false, error: 'from-the-future' })
  })

  it('[L5] never goes back in time', async () => {
    const alice = await Author.create()
    const { person, signer, network } = alice
    const head = await alice.store.head(alice.logId())
    if (head === null) throw new Error('expected a first entry')
    const place = { network, person, head: { ...head, time: 0 }, nowMs: head.time - 1 }
    const backdated = await signRecord(HELLO, place, signer)
    if (!backdated.ok) throw new Error(backdated.error)
    expect(await admit(backdated.value, alice.store)).toEqual({ ok: false, error: 'before-previous' })
  })
})

describe('the rules of entry', () => {
  it('[V10] check one signature of a later entry, and of the first the certificate too', async () => {
    const alice = await aliceInFixedKeys()
    const device = await alice.store.get((await alice.store.cidAt(alice.logId(), 0)) as RecordCid)
    const post = await signedBy(alice)
    if (device === null) throw new Error('expected a device entry')
    const verify = vi.spyOn(crypto.subtle, 'verify')
    expect((await admit(post, alice.store)).ok).toBe(true)
    expect(verify).toHaveBeenCalledTimes(1)
    verify.mockClear()
    expect((await admit(device, new MemoryRecordStore())).ok).toBe(true)
    expect(verify).toHaveBeenCalledTimes(2)
  })

  it('[V10] refuse whatever they can without checking a signature', async () => {
    const alice = await aliceInFixedKeys()
    await alice.post('one')
    await alice.post('two')
    const bob = await Author.create({ store: alice.store })
    const { words } = await testPerson('alice')
    const { network, person, signer } = alice
    const records = await alice.store.range(alice.logId(), 0, 10)
    const foreign = (await bob.post('mine')).cid
    const hostile = await hostileRecords({ network, person, words, signer, records, foreign })
    const afterSignature = ['bad-signature', 'bad-certificate', 'fork', 'wrong-author']
    const verify = vi.spyOn(crypto.subtle, 'verify')
    for (const { name, reason, blocks } of hostile) {
      if (afterSignature.includes(reason)) continue
      const read = await readRecord(blocks, network, alice.nowMs)
      const verdict = read.ok ? await admit(read.value, alice.store) : read
      expect(verdict, name).toEqual({ ok: false, error: reason })
    }
    expect(verify).not.toHaveBeenCalled()
  })

  it('[V10] weigh a block before they open it', async () => {
    const body = new Uint8Array(1)
    for (const [entry, reason] of [
      [new Uint8Array(MAX_ENTRY_BYTES), 'not-canonical'],
      [new Uint8Array(MAX_ENTRY_BYTES + 1), 'too-large'],
    ] as const) {
      expect(await readRecord({ entry, body }, testNetwork, 0)).toEqual({ ok: false, error: reason })
    }
    const { entryBlock: entry, header } = await signedBy(await Author.create())
    for (const [size, reason] of [
      [MAX_BODY_BYTES, 'body-mismatch'],
      [MAX_BODY_BYTES + 1, 'too-large'],
    ] as const) {
      const verdict = await readRecord({ entry, body: new Uint8Array(size) }, testNetwork, header.time)
      expect(verdict).toEqual({ ok: false, error: reason })
    }
  })

  it('[V10] every byte of a whole log counts: no other value of any of them is accepted', async () => {
    const alice = await aliceInFixedKeys()
    const { entryBlock, bodyBlock, header } = await signedBy(alice)
    if (bodyBlock === null) throw new Error('expected a body')
    for (const block of [entryBlock, bodyBlock]) {
      for (let index = 0; index < block.byteLength; index += 1) {
        const changed = Uint8Array.from(block)
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8))
        const blocks =
          block === entryBlock ? { entry: changed, body: bodyBlock } : { entry: entryBlock, body: changed }
        const read = await readRecord(blocks, testNetwork, header.time)
        expect(read.ok && (await admit(read.value, alice.store)).ok, `byte ${index}`).toBe(false)
      }
    }
  })

  it('[R9] give out records that cannot be changed', async () => {
    const alice = await Author.create()
    const post = await alice.write({ kind: 'post', body: { text: 'a', tags: ['a' as Tag], images: [] } })
    expect(Object.isFrozen(post)).toBe(true)
    expect(Object.isFrozen(post.header)).toBe(true)
    expect(Object.isFrozen(post.body)).toBe(true)
  })
})

describe('signing', () => {
  it.each([
    ['a text that is too long', { kind: 'post', body: { text: 'x'.repeat(5_001), tags: [], images: [] } }],
    ['half of an emoji', { kind: 'post', body: { text: '\ud83e', tags: [], images: [] } }],
    ['an unreadable CID', { kind: 'undo', body: { entry: 'nonsense' as RecordCid } }],
    ['a tag in capitals', { kind: 'post', body: { text: 'x', tags: ['Art' as Tag], images: [] } }],
  ] satisfies [string, Draft][])('[R2] refuses %s as everybody else would', async (_, draft) => {
    const alice = await Author.create()
    const signed = await signRecord(draft, await alice.place(), alice.signer)
    expect(signed).toEqual({ ok: false, error: 'bad-schema' })
  })

  it('[R2] refuses to follow oneself', async () => {
    const alice = await Author.create()
    const draft: Draft = { kind: 'follow', body: { person: alice.person, invite: null } }
    expect(await signRecord(draft, await alice.place(), alice.signer)).toEqual({
      ok: false,
      error: 'bad-schema',
    })
  })

  it('[R2] the same draft at the same place by the same key is the same record', async () => {
    const [one, two] = [await aliceInFixedKeys(), await aliceInFixedKeys()]
    expect((await signedBy(one)).cid).toBe((await signedBy(two)).cid)
  })

  it('[R8] an entry links its body, its predecessor and its network, so that a pin of it brings them', async () => {
    const alice = await Author.create()
    const { entryBlock, header } = await signedBy(alice)
    const decoded = decodeCanonical(entryBlock)
    if (!decoded.ok) throw new Error(decoded.error)
    const { body, prev, network } = decoded.value as Record<string, unknown>
    expect([body, prev, network].map((link) => CID.asCID(link)?.toString())).toEqual([
      header.bodyCid,
      header.prev,
      header.network,
    ])
  })

  it('[R8] a post links its images', async () => {
    const alice = await Author.create()
    const cid = CID.createV1(0x70, CID.parse(testNetwork).multihash).toString() as never
    const image = { cid, type: 'image/png', bytes: 1, width: 1, height: 1, alt: '' } as const
    const { bodyBlock } = await signedBy(alice, {
      kind: 'post',
      body: { text: '', tags: [], images: [image] },
    })
    const decoded = decodeCanonical(bodyBlock ?? new Uint8Array())
    if (!decoded.ok) throw new Error(decoded.error)
    const { images } = decoded.value as { images: { cid: unknown }[] }
    expect(CID.asCID(images[0]?.cid)?.toString()).toBe(cid)
  })
})

describe('a network', () => {
  it('[R10] is named by its manifest: the order of keys does not matter, any word does', async () => {
    const here = await networkIdOf({ v: 1, name: 'here' })
    expect(here).toBe('bafyreidngxnkl6lteqgu2fj2b3m7f67xij6ntildy4fz7hfxoq3vq56hs4')
    expect(await networkIdOf({ name: 'here', v: 1 })).toBe(here)
    expect(await networkIdOf({ v: 1, name: 'there' })).not.toBe(here)
  })

  it('[R10] cannot be founded on what dag-cbor does not hold', async () => {
    await expect(networkIdOf({ name: undefined })).rejects.toThrow()
    await expect(networkIdOf({ name: Number.NaN })).rejects.toThrow()
  })
})
