import { expect, it } from 'vitest'
import { signBlock, signStatement, unsignedBlock } from '../../src/amp/signing'
import { slotOf } from '../../src/amp/slots'
import { rowsIn, tableFrom } from '../../src/amp/table'
import type { Fact } from '../../src/amp/facts'
import type { SignedBlock } from '../../src/amp/types'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { keys, witnessOn, type Small } from './changing'
import { EACH, NOW_MS, smallLedger } from './network'

const DAY_MS = 86_400_000

/** By the other three. */
async function finalOf({ network }: Small, signed: SignedBlock): Promise<Fact> {
  const { ledger, epoch } = network.terms
  const said = { v: 1, ledger, t: 'ack', epoch, slot: slotOf(signed.block), value: signed.id } as const
  const words = await Promise.all(
    ['w1', 'w2', 'w3'].map((name) => {
      const signer = keys.signer(name)
      return signStatement({ ...said, witness: signer.device, timeMs: NOW_MS }, signer)
    }),
  )
  const signatures = words.map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
  return { t: 'final', final: { signed, proof: { ...said, signatures } } }
}

it('[AM85] the report of a witness names every claim that is final, also those that became so without it', async () => {
  const small = await smallLedger()
  const { network } = small
  const { ledger } = network.terms
  const [alice, bob, charlie] = ['alice', 'bob', 'charlie'].map((name) => network.accountOf(name))
  if (alice === undefined || bob === undefined || charlie === undefined) throw new Error('expected three')
  const rows = [bob, charlie].sort().map((viewer) => ({ viewer, amount: 5 }))
  const table = await tableFrom(rows)
  if (table === undefined) throw new Error('expected a table')
  const spon = await signBlock(
    {
      ...{ v: 1, ledger, account: alice, seq: 0, prev: null, balance: EACH - 10, timeMs: NOW_MS, t: 'spon' },
      ...{ post: table.id, budget: 10, table: table.id, rows: 2, expiresMs: NOW_MS + DAY_MS, viewMs: 0 },
      ...{ algorithm: 'by hand', snapshot: null },
    },
    keys.signer('alice'),
  )
  const claim = await unsignedBlock({ v: 1, ledger, t: 'claim', campaign: spon.id, viewer: bob, amount: 5 })
  const witness = witnessOn(small, new SimulatedDisk(), () => NOW_MS + 2 * DAY_MS)
  for (const fact of [
    { t: 'table', table } as const,
    await finalOf(small, spon),
    await finalOf(small, claim),
  ])
    await witness.hear(fact, false)
  expect(witness.book.finals()).toHaveLength(2)
  const { say } = await witness.hear({ t: 'closing', campaign: spon.id }, true)
  const [report] = say
  if (report?.t !== 'report') throw new Error('expected a report')
  const row = rows.findIndex(({ viewer }) => viewer === bob)
  expect(rowsIn(report.report.claimed, 2)).toEqual([row])
})
