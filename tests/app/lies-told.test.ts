/** Somebody who heard both words of a witness that lies tells those who heard one, or none; and nobody forgets it. */
import 'fake-indexeddb/auto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, describe, it, onTestFinished } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { factBytes, signStatement } from '../../src/amp/signing'
import type { Stage, Statement } from '../../src/amp/statements'
import { readSuccessor } from '../../src/amp/successor'
import type { KeyId, LedgerId, Slot, WitnessProof } from '../../src/amp/types'
import type { LieStore } from '../../src/app/lie-shelf'
import { AmpStore } from '../../src/storage/amp-store'
import { WitnessFile } from '../../tools/witness-log'
import { keys, manifestAfter, signedBy } from '../amp/changing'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'
import { pageOf } from './ledger-page'

async function village() {
  const small = await smallLedger()
  const { network } = small
  const { ledger } = network.terms
  const slot: Slot = { kind: 'account', account: network.accountOf('charlie'), seq: 0 }
  const [one, other] = [await rawSend(small, 'charlie'), await rawSend(small, 'charlie', { amount: 20 })]
  const said = (name: string, t: Stage, { id }: typeof one): Promise<Statement> => {
    const { signer } = network.machine(name)
    const body = {
      v: 1,
      ledger,
      t,
      epoch: 0,
      slot,
      value: id,
      witness: signer.device,
      timeMs: NOW_MS,
    } as const
    return signStatement(body, signer)
  }
  const proofOf = async (name: string, t: Stage = 'vote'): Promise<WitnessProof> => ({
    ...{ a: await said(name, t, one), b: await said(name, t, other) },
  })
  const write = (fact: Fact) => factBytes(fact, ledger)
  const lie = async (name: string, t?: Stage) => write({ t: 'lie', proof: await proofOf(name, t) })
  const keyOf = (name: string): KeyId => network.machine(name).signer.device
  return { ...small, said, proofOf, write, lie, keyOf, one, other }
}

const stores: [string, () => Promise<() => Promise<LieStore & { close(): unknown }>>][] = [
  [
    'the wallet of a page',
    () => Promise.resolve(() => AmpStore.open('of those that lie' as LedgerId, () => undefined)),
  ],
  [
    'the file of a witness that runs alone',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'synereo-lies-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      let isNew = true
      return () => {
        const opened = WitnessFile.open(join(folder, 'said.log'), isNew)
        isNew = false
        return opened
      }
    },
  ],
]

describe('that a witness lies', () => {
  it('[AM116] is told once by who heard both of its words, taken up once by the others, and one for each witness goes round', async () => {
    const { said, write, lie, keyOf, one, other, ...small } = await village()
    const [bob, charlie] = [pageOf(small, 'bob'), pageOf(small, 'charlie')]
    bob.connect()
    for (const t of ['vote', 'ack'] as const)
      for (const block of [one, other])
        await bob.desk.hear(write({ t: 'said', statement: await said('w3', t, block) }))
    const told = await lie('w3')
    expect(bob.said).toEqual([told])
    expect(bob.liars).toEqual([keyOf('w3')])
    expect([...bob.lies.values()]).toEqual([told])

    charlie.connect()
    expect(await charlie.desk.hear(told)).toBe('fact')
    expect(await charlie.desk.hear(told)).toBe('nothing-new')
    expect(await charlie.desk.hear(await lie('w3', 'ack'))).toBe('nothing-new')
    expect(charlie.liars).toEqual([keyOf('w3')])
    expect(charlie.said).toEqual([])
    // Another witness is another matter.
    expect(await charlie.desk.hear(await lie('w2'))).toBe('fact')
    bob.desk.stop()
    charlie.desk.stop()
  })

  it('[AM116] is blamed on who passes it on when it is of nobody who is a witness, forged, or no lie', async () => {
    const { proofOf, write, keyOf, one, said, ...small } = await village()
    const bob = pageOf(small, 'bob')
    bob.connect()
    const { a, b } = (await proofOf('w3')) as { a: Statement; b: Statement }
    const hear = (proof: WitnessProof) => bob.desk.hear(write({ t: 'lie', proof }))
    expect(await hear(await proofOf('charlie'))).toBe('no-fact')
    expect(await hear({ a, b: await said('w2', 'vote', one) })).toBe('no-fact')
    expect(await hear({ a, b: await said('w3', 'ack', one) })).toBe('no-fact')
    expect(await hear({ a, b: { ...b, signature: a.signature } })).toBe('no-fact')
    // Whoever is an epoch ahead is not to blame.
    expect(await hear({ a: { ...a, epoch: 1 }, b: { ...b, epoch: 1 } })).toBe('nothing-new')
    expect([bob.liars, bob.said, bob.lies.size]).toEqual([[], [], 0])
    expect(keyOf('w3')).toBe(a.witness)
    bob.desk.stop()
  })

  it('[AM116] is learned by a page that was away from one that was loaded again meanwhile', async () => {
    const { lie, keyOf, ...small } = await village()
    const { network } = small
    const before = pageOf(small, 'bob')
    await before.desk.hear(await lie('w3'))
    network.machine('bob').restart()
    expect(network.machine('bob').participant.book.liars.size).toBe(0)

    const bob = pageOf(small, 'bob', [], { lies: () => Promise.resolve([...before.lies.values()]) })
    await bob.desk.load()
    expect(bob.liars).toEqual([keyOf('w3')])
    expect([...network.machine('bob').participant.book.liars]).toEqual([keyOf('w3')])
    // It is not told again at each start.
    bob.connect()
    expect(await bob.desk.hear(await lie('w3'))).toBe('nothing-new')
    expect(bob.said).toEqual([])

    const charlie = pageOf(small, 'charlie')
    charlie.connect(bob.desk)
    await charlie.desk.catchUp()
    await expect.poll(() => charlie.liars).toEqual([keyOf('w3')])
    expect([...network.machine('charlie').participant.book.liars]).toEqual([keyOf('w3')])
    expect(charlie.said).toEqual([])
    for (const { desk } of [bob, charlie]) desk.stop()
  })

  it('[AM127] by signing two successors of one epoch is told by who heard both, kept, and learned by who comes later', async () => {
    const { keyOf, write, ...small } = await village()
    const { network } = small
    const rivals = []
    for (const [name, signers] of [
      ['One', ['w0', 'w1', 'w2']],
      ['Another', ['w1', 'w2', 'w3']],
    ] as const) {
      const signed = await signedBy(await manifestAfter(small, { name }), signers)
      const successor = await readSuccessor(signed, network.terms, keys.verify)
      if (!successor.ok) throw new Error(successor.error)
      rivals.push(write({ t: 'successor', successor: successor.value }))
    }
    const signers = [keyOf('w1'), keyOf('w2')].sort()
    const bob = pageOf(small, 'bob')
    bob.connect()
    for (const bytes of rivals) expect(await bob.desk.hear(bytes)).toBe('fact')
    expect([...bob.liars].sort()).toEqual(signers)
    expect([...bob.lies.keys()].sort()).toEqual(signers)
    expect(bob.said).toHaveLength(2)
    expect(bob.said).toEqual(expect.arrayContaining([...bob.lies.values()]))

    // Who heard neither.
    const charlie = pageOf(small, 'charlie')
    charlie.connect(bob.desk)
    await charlie.desk.catchUp()
    await expect.poll(() => [...charlie.liars].sort()).toEqual(signers)
    expect([...charlie.lies.values()]).toEqual(expect.arrayContaining([...bob.lies.values()]))
    expect(charlie.said).toEqual([])

    const [proof] = bob.lies.values()
    network.machine('alice').restart()
    const alice = pageOf(small, 'alice', [], { lies: () => Promise.resolve([...bob.lies.values()]) })
    await alice.desk.load()
    expect([...alice.liars].sort()).toEqual(signers)
    expect(await alice.desk.hear(proof ?? new Uint8Array())).toBe('nothing-new')
    for (const { desk } of [alice, bob, charlie]) desk.stop()
  })

  it('[AM116] is kept once the store has room again', async () => {
    const { lie, keyOf, ...small } = await village()
    const kept: KeyId[] = []
    let isFull = true
    const keepLie = (witness: KeyId) =>
      isFull ? Promise.reject(new Error('no room')) : Promise.resolve(void kept.push(witness))
    const bob = pageOf(small, 'bob', [], { keepLie })
    await bob.desk.hear(await lie('w3'))
    await expect.poll(() => bob.faults).toHaveLength(1)
    expect(bob.liars).toEqual([keyOf('w3')])
    isFull = false
    bob.connect()
    await expect.poll(() => kept).toEqual([keyOf('w3')])
    bob.desk.stop()
  })

  it.each(stores)('[AM116] is kept in %s', async (_, make) => {
    const { lie, keyOf } = await village()
    const open = await make()
    const first = await open()
    expect(await first.lies()).toEqual([])
    await first.keepLie(keyOf('w3'), await lie('w3'))
    await first.keepLie(keyOf('w3'), await lie('w3', 'ack'))
    await first.close()
    const second = await open()
    expect((await second.lies()).map((bytes) => new Uint8Array(bytes))).toEqual([await lie('w3', 'ack')])
    await second.close()
  })
})
