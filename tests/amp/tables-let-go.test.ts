import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { signBlock, signPlea } from '../../src/amp/signing'
import { tableFrom } from '../../src/amp/table'
import { keys } from './changing'
import { NOW_MS, smallLedger } from './network'

const WITNESSES = ['w0', 'w1', 'w2', 'w3']
type Small = Awaited<ReturnType<typeof smallLedger>>

/** For bob. */
async function campaignOf({ network }: Small, sponsor: string, amount: number) {
  const { ledger } = network.machine('w0').participant.book
  const account = network.accountOf(sponsor)
  const { seq, head, balance } = ledger.account(account)
  const table = await tableFrom([{ viewer: network.accountOf('bob'), amount }])
  if (table === undefined) throw new Error('expected a table')
  const signed = await signBlock(
    {
      ...{ v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head, balance: balance - amount },
      ...{ timeMs: NOW_MS, t: 'spon', post: table.id, budget: amount, table: table.id, rows: 1 },
      ...{ expiresMs: NOW_MS + 86_400_000, viewMs: 0, algorithm: 'by hand', snapshot: null },
    },
    keys.signer(sponsor),
  )
  const facts: Fact[] = [
    { t: 'block', signed },
    { t: 'table', table },
    { t: 'block', signed },
  ]
  return { signed, table, facts }
}

/** By a program that shows each witness the campaign, and none of them the votes of the others. */
async function shownCampaign(small: Small, sponsor: string, amount: number) {
  const campaign = await campaignOf(small, sponsor, amount)
  for (const name of WITNESSES)
    for (const fact of campaign.facts) await small.network.machine(name).participant.hear(fact, true)
  return campaign
}

async function voidPlace({ network, ask }: Small, sponsor: string): Promise<void> {
  const { ledger } = network.machine('w0').participant.book
  const account = network.accountOf(sponsor)
  const signer = keys.signer(sponsor)
  const seq = ledger.account(account).seq + 1
  const head = { v: 1, ledger: ledger.terms.ledger, t: 'plea' } as const
  await ask(sponsor, {
    t: 'plea',
    plea: await signPlea({ ...head, account, seq, key: signer.device }, signer),
  })
}

describe('the table of a campaign whose place is settled by something else', () => {
  it('[AM104] is let go of, also when it comes after that, and those of others stay', async () => {
    const small = await smallLedger()
    const { network } = small
    const of = (name: string) => network.machine(name).participant.book.ledger
    const open = await shownCampaign(small, 'charlie', 7)
    for (let round = 1; round <= 3; round += 1) {
      const { table, facts } = await shownCampaign(small, 'alice', round)
      expect(WITNESSES.map((name) => of(name).tableById(table.id)?.id)).toEqual(WITNESSES.map(() => table.id))
      await voidPlace(small, 'alice')
      for (const fact of facts) await network.machine('w1').participant.hear(fact, true)
      expect(WITNESSES.map((name) => of(name).tableById(table.id))).toEqual(WITNESSES.map(() => undefined))
    }
    expect(of('w0').tableById(open.table.id)).toBeDefined()
  })

  it('[AM104] stays while another campaign names it, open or final', async () => {
    const small = await smallLedger()
    const { network } = small
    const { ledger } = network.machine('w0').participant.book
    const open = await campaignOf(small, 'charlie', 5)
    const { participant } = network.machine('w0')
    for (const fact of open.facts.slice(0, 1)) await participant.hear(fact, true)
    await shownCampaign(small, 'alice', 5)
    await voidPlace(small, 'alice')
    expect(ledger.tableById(open.table.id)).toBeDefined()

    await small.ask('charlie', ...open.facts)
    expect(ledger.campaigns.has(open.signed.id)).toBe(true)
    await shownCampaign(small, 'alice', 5)
    await voidPlace(small, 'alice')
    expect(ledger.tableById(open.table.id)).toBeDefined()
  })

  it('[AM104] is shown again with the next block that names it, and that becomes final', async () => {
    const small = await smallLedger()
    const { network } = small
    const first = await shownCampaign(small, 'alice', 5)
    await voidPlace(small, 'alice')
    const again = await campaignOf(small, 'alice', 5)
    expect(again.table.id).toBe(first.table.id)
    await small.ask('alice', ...again.facts)
    for (const name of [...WITNESSES, 'bob'])
      expect(network.machine(name).participant.book.ledger.campaigns.has(again.signed.id)).toBe(true)
  })
})
