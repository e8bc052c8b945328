import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { readFact } from '../../src/amp/gate'
import { factBytes } from '../../src/amp/signing'
import { encodeCanonical } from '../../src/records/codec'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { rawSend, smallLedger } from './network'

async function heard() {
  const small = await smallLedger()
  const signed = await rawSend(small, 'alice')
  const seen = await small.ask('alice', { t: 'block', signed })
  const said = seen.flatMap(({ content }) => ('bytes' in content ? [content.bytes] : []))
  const [final] = small.network.machine('w0').participant.factsSince(0)
  if (final?.t !== 'final') throw new Error('expected a final')
  const { terms } = small.network
  const read = (bytes: Uint8Array) => readFact(bytes, terms, cheapKeys().verify)
  const write = (fact: Fact) => factBytes(fact, terms.ledger)
  return { said, final, signed, terms, read, write, keys: cheapKeys() }
}

describe('the way into the ledger', () => {
  it('[AM7] reads whatever participants say, and writes it back the same', async () => {
    const { said, read, write } = await heard()
    expect(said.length).toBeGreaterThan(20)
    for (const bytes of said) {
      const fact = await read(bytes)
      if (!fact.ok) throw new Error(fact.error)
      expect(write(fact.value)).toEqual(bytes)
    }
  })

  it('[AM7] refuses a proof of too few, of strangers, of one witness twice, of another block, and without signature', async () => {
    const { final, signed, read, write, keys, terms } = await heard()
    const { proof } = final.final
    const of = (change: object) => read(write({ t: 'quorum', quorum: { ...proof, ...change } }))
    const [first, second, third] = proof.signatures
    if (first === undefined || second === undefined || third === undefined) throw new Error('expected three')
    expect(await of({})).toMatchObject({ ok: true })
    expect(await of({ signatures: [first, second] })).toEqual({ ok: false, error: 'too-few' })
    expect(await of({ signatures: [first, first, second] })).toEqual({ ok: false, error: 'unsorted' })
    const stranger = { ...third, witness: keys.signer('mallory').device }
    const sorted = [first, second, stranger].sort((a, b) => (a.witness < b.witness ? -1 : 1))
    expect(await of({ signatures: sorted })).toEqual({ ok: false, error: 'no-witness' })
    expect(await of({ signatures: [first, second, { ...third, timeMs: 1 }] })).toEqual({
      ok: false,
      error: 'bad-signature',
    })
    expect(await of({ epoch: terms.epoch + 1 })).toEqual({ ok: false, error: 'other-epoch' })
    const other = { ...signed, block: { ...signed.block, timeMs: 1 } as typeof signed.block }
    expect(await read(write({ t: 'block', signed: other }))).toEqual({ ok: false, error: 'bad-signature' })
    const votes = { ...proof, t: 'vote' } as const
    expect(await read(write({ t: 'final', final: { signed, proof: votes } }))).toEqual({
      ok: false,
      error: 'other-proof',
    })
  })

  it('[AM7] refuses a signature on a block that needs none, and none on one that needs it', async () => {
    const { signed, read, write } = await heard()
    expect(await read(write({ t: 'block', signed: { ...signed, signer: null, signature: null } }))).toEqual({
      ok: false,
      error: 'bad-schema',
    })
  })

  it('[AM7] answers any bytes, and any change of good ones, with a value', async () => {
    const { said, read } = await heard()
    const changed = fc
      .tuple(fc.constantFrom(...said), fc.nat(), fc.integer({ min: 1, max: 255 }))
      .map(([bytes, at, flip]) =>
        bytes.map((byte, index) => (index === at % bytes.length ? byte ^ flip : byte)),
      )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), changed), async (bytes) => {
        expect((await read(bytes)).ok).toBe(false)
      }),
      { seed: 1, numRuns: 400 },
    )
  })

  it('[AM102] refuses a table whose keys do not go up before it reads what else stands in it', async () => {
    const { read, terms } = await heard()
    const table = (...keys: readonly number[]) =>
      encodeCanonical({
        ...{ t: 'table', ledger: CID.parse(terms.ledger) },
        rows: keys.map((first) => [new Uint8Array(32).fill(first), 0]),
      })
    expect(await read(table(1, 3, 2))).toEqual({ ok: false, error: 'unsorted' })
    expect(await read(table(1, 2, 2))).toEqual({ ok: false, error: 'unsorted' })
    // Nobody is offered nothing.
    expect(await read(table(1, 2, 3))).toEqual({ ok: false, error: 'bad-schema' })
  })
})
