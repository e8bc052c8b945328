/** What proves that a witness lies, as it travels. */
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { Book } from '../../src/amp/book'
import type { Fact } from '../../src/amp/facts'
import { readFact } from '../../src/amp/gate'
import { contradict, proofIn, writtenLie } from '../../src/amp/lies'
import {
  MAX_ADDRESS_CHARS,
  MAX_ADDRESSES,
  MAX_LIE_BYTES,
  MAX_ROUNDS,
  MAX_TABLE_ROWS,
  MAX_WITNESSES,
} from '../../src/amp/limits'
import { termsOf, type Manifest } from '../../src/amp/manifest'
import { factBytes, signReport, signStatement } from '../../src/amp/signing'
import { STAGES, type CloseReport, type Stage, type Statement } from '../../src/amp/statements'
import { signManifest } from '../../src/amp/successor'
import type { BlockId, Slot, SuccessionWord, WitnessProof } from '../../src/amp/types'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { manifestAfter, witnessOn } from './changing'
import { NOW_MS, rawSend, smallLedger } from './network'

async function village() {
  const small = await smallLedger()
  const { network } = small
  const { terms } = network
  const keys = cheapKeys()
  const [one, other] = [await rawSend(small, 'charlie'), await rawSend(small, 'charlie', { amount: 20 })]
  const slot: Slot = { kind: 'account', account: network.accountOf('charlie'), seq: 0 }
  const said = (t: Stage, value: BlockId, change: Partial<Statement> = {}, name = 'w3') => {
    const signer = keys.signer(name)
    const head = { v: 1, ledger: terms.ledger, epoch: terms.epoch, slot, timeMs: NOW_MS } as const
    return signStatement({ ...head, t, value, witness: signer.device, ...change }, signer)
  }
  const report = (claimed: Uint8Array, change: Partial<CloseReport> = {}) => {
    const signer = keys.signer('w3')
    const head = { v: 1, ledger: terms.ledger, t: 'close', epoch: terms.epoch, campaign: one.id } as const
    return signReport({ ...head, claimed, witness: signer.device, timeMs: NOW_MS, ...change }, signer)
  }
  const write = (proof: WitnessProof) => factBytes({ t: 'lie', proof }, terms.ledger)
  const read = (bytes: Uint8Array, under = terms) => readFact(bytes, under, keys.verify)
  const votes = async (): Promise<WitnessProof> => ({
    a: await said('vote', one.id),
    b: await said('vote', other.id),
  })
  /** The bytes of a proof with something else in them. */
  const changed = async (change: (lie: Record<string, unknown>) => object): Promise<Uint8Array> => {
    const decoded = decodeCanonical(write(await votes()))
    if (!decoded.ok) throw new Error(decoded.error)
    const lie = decoded.value as Record<string, unknown>
    return encodeCanonical({ ...lie, ...change(lie) })
  }
  return { ...small, terms, keys, one, other, said, report, write, read, votes, changed }
}

describe('the proof that a witness lies', () => {
  it('[AM115] is both of its words with what they share once, the same bytes whichever was heard first', async () => {
    const { one, other, said, report, write, read, votes } = await village()
    const { a, b } = (await votes()) as { a: Statement; b: Statement }
    const proofs: readonly WitnessProof[] = [
      { a, b },
      { a: await said('ack', one.id), b: await said('ack', other.id) },
      { a: await said('vow', other.id), b: await said('ack', one.id) },
      { a: await report(new Uint8Array([1])), b: await report(new Uint8Array([3])) },
      { a: await report(new Uint8Array([1])), b: await report(new Uint8Array([1]), { timeMs: NOW_MS + 1 }) },
    ]
    for (const proof of proofs) {
      const bytes = write(proof)
      const fact = await read(bytes)
      if (!fact.ok || fact.value.t !== 'lie') throw new Error('expected a lie')
      expect(factBytes(fact.value, one.block.ledger)).toEqual(bytes)
      expect(write({ a: proof.b, b: proof.a } as WitnessProof)).toEqual(bytes)
      expect([fact.value.proof.a, fact.value.proof.b]).toEqual(expect.arrayContaining([proof.a, proof.b]))
      expect(bytes.byteLength).toBeLessThan(600)
    }
  })

  it('[AM115] has room for two reports of the largest campaign', async () => {
    const { report, write, read } = await village()
    const bits = (fill: number) => new Uint8Array(MAX_TABLE_ROWS / 8).fill(fill)
    const timeMs = Number.MAX_SAFE_INTEGER
    const bytes = write({ a: await report(bits(1), { timeMs }), b: await report(bits(2), { timeMs }) })
    expect(bytes.byteLength).toBeLessThanOrEqual(MAX_LIE_BYTES)
    expect(await read(bytes)).toMatchObject({ ok: true })
  })

  it('[AM115] is refused when it is cut off, swapped, of equal words, of words that an honest witness says both, or has a field more', async () => {
    const { one, other, said, report, write, read, votes, changed } = await village()
    const bytes = write(await votes())
    for (let length = 0; length < bytes.byteLength; length += 1)
      expect((await read(bytes.subarray(0, length))).ok).toBe(false)
    expect(await read(await changed(({ a, b }) => ({ a: b, b: a })))).toEqual({
      ok: false,
      error: 'unsorted',
    })
    expect(await read(await changed(({ a }) => ({ b: a })))).toEqual({ ok: false, error: 'no-lie' })
    expect(await read(await changed(() => ({ more: 1 })))).toEqual({ ok: false, error: 'bad-schema' })
    const vote = await said('vote', one.id)
    const words = [
      await said('vote', one.id, { timeMs: NOW_MS + 1 }),
      await said('ack', one.id),
      await said('ack', other.id),
      await said('vow', other.id),
      await said('void', other.id),
    ]
    for (const word of words)
      expect(await read(write({ a: vote, b: word }))).toEqual({ ok: false, error: 'no-lie' })
    const same = await report(new Uint8Array([1]))
    expect(await read(write({ a: same, b: same }))).toEqual({ ok: false, error: 'no-lie' })
  })

  it('[AM115] holds of one key, epoch, place and ledger alone', async () => {
    const { one, other, said, write, read, keys, changed, network } = await village()
    const a = await said('vote', one.id)
    const forged = async (change: Partial<Statement>, name = 'w3') => {
      const b = await said('vote', other.id, change, name)
      return [await read(write({ a, b })), await read(write({ a: b, b: a }))]
    }
    const bad = { ok: false, error: 'bad-signature' }
    // What the two share is written once, so the word of somebody else, or of elsewhere, is none of this one.
    expect(await forged({}, 'w2')).toEqual([bad, bad])
    expect(await forged({ slot: { kind: 'account', account: network.accountOf('bob'), seq: 0 } })).toEqual([
      bad,
      bad,
    ])
    expect(await forged({ epoch: 1 })).toEqual([bad, { ok: false, error: 'other-epoch' }])
    const elsewhere = { ledger: one.id as string as typeof one.block.ledger }
    expect(await forged(elsewhere)).toEqual([bad, { ok: false, error: 'other-ledger' }])
    expect(await read(await changed(() => ({ ledger: CID.parse(one.id) })))).toEqual({
      ...{ ok: false, error: 'other-ledger' },
    })
    const stranger = {
      a: await said('vote', one.id, {}, 'mallory'),
      b: await said('vote', other.id, {}, 'mallory'),
    }
    expect(keys.signer('mallory').device).toBe(stranger.a.witness)
    expect(await read(write(stranger))).toEqual({ ok: false, error: 'no-witness' })
  })

  it('[AM115] counts under the witnesses of a later epoch while these name the liar, and of one that retired says nothing', async () => {
    const { network, terms, write, read, votes, keys } = await village()
    const bytes = write(await votes())
    const under = (names: readonly string[]) => {
      const witnesses = names.map((name) => ({ key: keys.signer(name).device, weight: 1, addresses: [] }))
      const next = termsOf(terms.ledger, { ...network.manifest, epoch: 1, witnesses })
      if (next === undefined) throw new Error('expected terms')
      return next
    }
    expect(await read(bytes, under(['w0', 'w1', 'w2', 'w3']))).toMatchObject({ ok: true })
    expect(await read(bytes, under(['w0', 'w1', 'w2', 'w4']))).toEqual({ ok: false, error: 'past-epoch' })
  })

  it('[AM115] whatever two words of one place prove, and nothing else, is a proof, and one changed byte is none', async () => {
    const { terms, keys, network, read, write, one, other } = await village()
    const slots = fc.oneof(
      fc.record({
        kind: fc.constant('account' as const),
        account: fc.constant(network.accountOf('bob')),
        seq: fc.nat(),
      }),
      fc.record({ kind: fc.constant('rest' as const), campaign: fc.constant(one.id) }),
      fc.record({ kind: fc.constant('epoch' as const), round: fc.integer({ min: 0, max: MAX_ROUNDS }) }),
    )
    const word = fc.record({
      t: fc.constantFrom(...STAGES),
      value: fc.constantFrom(one.id, other.id),
      timeMs: fc.nat(),
    })
    const change = fc.record({ at: fc.nat(), flip: fc.integer({ min: 1, max: 255 }) })
    const { device } = keys.signer('w1')
    const sign = (slot: Slot, said: { t: Stage; value: BlockId; timeMs: number }) =>
      signStatement(
        { v: 1, ledger: terms.ledger, epoch: 0, slot, witness: device, ...said },
        keys.signer('w1'),
      )
    await fc.assert(
      fc.asyncProperty(slots, word, word, change, async (slot, first, second, { at, flip }) => {
        const proof = { a: await sign(slot, first), b: await sign(slot, second) }
        const bytes = write(proof)
        expect((await read(bytes)).ok).toBe(contradict(proof.a, proof.b))
        expect(new Set(Object.values(proofIn(writtenLie(proof))))).toEqual(new Set([proof.a, proof.b]))
        const hostile = bytes.map((byte, index) => (index === at % bytes.length ? byte ^ flip : byte))
        expect((await read(hostile)).ok).toBe(false)
      }),
      { seed: 115, numRuns: 300 },
    )
  })

  it('[AM127] is also that it signed two manifests for the next epoch, and travels as the others do', async () => {
    const small = await village()
    const { network, write, read, terms } = small
    const word = async (change: Partial<Manifest>, name = 'w3', epoch = 0): Promise<SuccessionWord> => {
      const manifest = await manifestAfter(small, change)
      const { key, signature } = await signManifest(manifest, small.keys.signer(name))
      return { v: 1, t: 'manifest', ledger: terms.ledger, epoch, witness: key, manifest, signature }
    }
    const [one, other] = [await word({}), await word({ name: 'Another' })]
    const bytes = write({ a: one, b: other })
    expect(write({ a: other, b: one })).toEqual(bytes)
    const fact = await read(bytes)
    if (!fact.ok || fact.value.t !== 'lie') throw new Error('expected a lie')
    expect(write(fact.value.proof)).toEqual(bytes)
    expect([fact.value.proof.a, fact.value.proof.b]).toEqual(expect.arrayContaining([one, other]))
    for (let length = 0; length < bytes.byteLength; length += 7)
      expect((await read(bytes.subarray(0, length))).ok).toBe(false)

    const either = async (a: SuccessionWord, b: SuccessionWord) => {
      const faults = [await read(write({ a, b })), await read(write({ a: b, b: a }))]
      return faults.map((result) => (result.ok ? null : result.error))
    }
    const noLie = ['no-lie', 'no-lie']
    expect(await either(one, one)).toEqual(noLie)
    // Of another line, of another epoch than the next, and the first of a ledger, which follows nothing.
    expect(await either(one, await word({ previous: network.manifest.allocation }))).toEqual(noLie)
    expect(await either(one, await word({ epoch: 2 }))).toEqual(noLie)
    expect(await either(await word({ epoch: 2 }), await word({ epoch: 2, name: 'Another' }))).toEqual(noLie)
    const founding = { previous: null, epoch: 1 }
    expect(await either(await word(founding), await word({ ...founding, name: 'Another' }))).toEqual(noLie)
    const forged = { ...other, manifest: { ...other.manifest, name: 'A third' } }
    expect(await either(one, forged)).toEqual(['bad-signature', 'bad-signature'])
    const borrowed = { ...other, signature: (await word({ name: 'Another' }, 'w2')).signature }
    expect(await either(one, borrowed)).toEqual(['bad-signature', 'bad-signature'])
  })

  it('[AM127] has room for two manifests with the most witnesses, each with all its addresses', async () => {
    const small = await village()
    const { write, read, terms } = small
    const word = async (text: string): Promise<SuccessionWord> => {
      const witnesses = Array.from({ length: MAX_WITNESSES }, (_, index) => ({
        key: small.keys.signer(`next ${String(index)}`).device,
        weight: 1_000,
        addresses: Array.from({ length: MAX_ADDRESSES }, () => text.repeat(MAX_ADDRESS_CHARS)),
      }))
      const manifest = await manifestAfter(small, { witnesses })
      const { key, signature } = await signManifest(manifest, small.keys.signer('w3'))
      return { v: 1, t: 'manifest', ledger: terms.ledger, epoch: 0, witness: key, manifest, signature }
    }
    const bytes = write({ a: await word('a'), b: await word('b') })
    expect(await read(bytes)).toMatchObject({ ok: true })
  })

  it('[AM116] is learned once of each witness, and then its words count no more', async () => {
    const here = await village()
    const { network, votes, said, one, other } = here
    const book = new Book(network.machine('bob').participant.book.ledger)
    const fact: Fact = { t: 'lie', proof: await votes() }
    expect(book.take(fact)).toEqual([fact])
    expect([...book.liars]).toEqual([network.machine('w3').signer.device])
    expect(book.take(fact)).toEqual([])
    const another = { a: await said('ack', one.id), b: await said('ack', other.id) }
    expect(book.take({ t: 'lie', proof: another })).toEqual([])
    const stranger = {
      a: await said('ack', one.id, {}, 'mallory'),
      b: await said('ack', other.id, {}, 'mallory'),
    }
    expect(book.take({ t: 'lie', proof: stranger })).toEqual([])
    // Two others and the liar are no quorum.
    const signed = await rawSend(here, 'alice')
    const slot: Slot = { kind: 'account', account: network.accountOf('alice'), seq: 0 }
    book.take({ t: 'block', signed })
    for (const name of ['w0', 'w1', 'w3'])
      book.take({ t: 'said', statement: await said('ack', signed.id, { slot }, name) })
    expect(book.finals()).toEqual([])
    book.take({ t: 'said', statement: await said('ack', signed.id, { slot }, 'w2') })
    expect(book.finals()).toHaveLength(1)
  })

  it('[AM117] of a witness itself makes it fall silent, for good', async () => {
    const here = await village()
    const disk = new SimulatedDisk()
    const witness = witnessOn(here, disk, () => NOW_MS)
    const { device } = here.keys.signer('w0')
    expect(witness.device).toBe(device)
    const { one, other, said } = here
    const proof = (name: string) =>
      Promise.all([said('vote', one.id, {}, name), said('vote', other.id, {}, name)])
    const [a, b] = await proof('w3')
    await witness.hear({ t: 'lie', proof: { a, b } }, false)
    expect(witness.isSilent).toBe(false)
    const [c, d] = await proof('w0')
    await witness.hear({ t: 'lie', proof: { a: c, b: d } }, false)
    expect(witness.isSilent).toBe(true)
    expect(disk.witnessMemory().hasForgotten).toBe(true)
  })
})
