/** Anybody says things on the topic of the ledger; what a page passes on costs its neighbours their time. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { factBytes, signBlock, signPlea, unsignedBlock } from '../../src/amp/signing'
import { tableFrom, type Table } from '../../src/amp/table'
import type { BlockId, SignedBlock } from '../../src/amp/types'
import { EACH, NOW_MS, rawSend, smallLedger } from '../amp/network'
import { pageOf } from './ledger-page'

const DAY_MS = 86_400_000

/** Bob's page, which hears facts on the topic and nothing else. */
async function bobsPage(nowMs = NOW_MS) {
  const small = await smallLedger()
  const { network } = small
  const { desk, reach } = pageOf(small, 'bob')
  const { ledger } = network.terms
  const hear = (fact: Fact) => desk.hear(factBytes(fact, ledger))
  reach({}, () => nowMs)
  desk.stop()
  return { ...small, hear, ledger }
}

type Here = Awaited<ReturnType<typeof bobsPage>>

async function tableOf({ network }: Here, viewer: string): Promise<Table> {
  const table = await tableFrom([{ viewer: network.accountOf(viewer), amount: 5 }])
  if (table === undefined) throw new Error('expected a table')
  return table
}

async function campaignBy({ network, ledger }: Here, sponsor: string, table: Table): Promise<SignedBlock> {
  const place = { v: 1, ledger, account: network.accountOf(sponsor), seq: 0, prev: null } as const
  const terms = { post: table.id, budget: 100, table: table.id, rows: 1, viewMs: 0 } as const
  const rest = { expiresMs: NOW_MS + DAY_MS, algorithm: 'x', snapshot: null, timeMs: NOW_MS } as const
  const block = { ...place, t: 'spon', ...terms, ...rest, balance: EACH - 100 } as const
  return signBlock(block, network.machine(sponsor).signer)
}

describe('what a page passes on of the ledger', () => {
  it('[AM110] is nothing of accounts, campaigns and tables that nobody knows', async () => {
    const here = await bobsPage()
    const { network, ledger, hear } = here
    const account = network.accountOf('nobody at all')
    const nothing = ledger as string as BlockId
    const made = { v: 1, ledger } as const
    const key = network.machine('w0').signer.device
    const skip = await unsignedBlock({ ...made, t: 'skip', account, seq: 7, prev: null })
    const claim = { ...made, t: 'claim', campaign: nothing, viewer: account, amount: 5 } as const
    const plea = await signPlea(
      { ...made, t: 'plea', account: network.accountOf('alice'), seq: 0, key },
      network.machine('w0').signer,
    )
    const facts: readonly Fact[] = [
      { t: 'forked', account, seq: 3 },
      { t: 'forked', account: network.accountOf('alice'), seq: 0 },
      { t: 'closing', campaign: nothing },
      { t: 'table', table: await tableOf(here, 'nobody at all') },
      { t: 'block', signed: skip },
      { t: 'block', signed: await unsignedBlock(claim) },
      { t: 'plea', plea },
      { t: 'block', signed: await rawSend(here, 'w1', { balance: 0 }) },
    ]
    for (const fact of facts) expect([fact.t, await hear(fact)]).toEqual([fact.t, 'nothing-new'])
  })

  it('[AM110] is payments, the two of a fork and that it is one, and skips', async () => {
    const here = await bobsPage()
    const { network, ledger, hear } = here
    const account = network.accountOf('alice')
    const first = await rawSend(here, 'alice')
    const ahead = await rawSend(here, 'alice', { seq: 1, prev: first.id })
    expect(await hear({ t: 'block', signed: ahead })).toBe('fact')
    expect(await hear({ t: 'block', signed: first })).toBe('fact')
    expect(await hear({ t: 'block', signed: await rawSend(here, 'alice', { amount: 11 }) })).toBe('fact')
    expect(await hear({ t: 'forked', account, seq: 0 })).toBe('fact')
    const skip = await unsignedBlock({ v: 1, ledger, t: 'skip', account, seq: 0, prev: null })
    expect(await hear({ t: 'block', signed: skip })).toBe('fact')
  })

  it('[AM110] is a campaign with its table, and that it is to be closed once it is over, by a clock that is behind too', async () => {
    const over = NOW_MS + DAY_MS + 3_600_000 - 5 * 60_000
    for (const [nowMs, heard] of [
      [NOW_MS, 'nothing-new'],
      [over, 'fact'],
    ] as const) {
      const here = await bobsPage(nowMs)
      const table = await tableOf(here, 'charlie')
      const signed = await campaignBy(here, 'alice', table)
      expect(await here.hear({ t: 'block', signed })).toBe('fact')
      expect(await here.hear({ t: 'table', table })).toBe('fact')
      await here.ask('alice', { t: 'block', signed }, { t: 'table', table }, { t: 'block', signed })
      expect(await here.hear({ t: 'closing', campaign: signed.id })).toBe(heard)
    }
  })

  it('[AM110] is a view of whom a campaign offers something, and the claim for it', async () => {
    const here = await bobsPage()
    const { network, hear } = here
    const table = await tableOf(here, 'charlie')
    const signed = await campaignBy(here, 'alice', table)
    await here.ask('alice', { t: 'block', signed }, { t: 'table', table }, { t: 'block', signed })
    const claim = await network.machine('charlie').owner.claim(signed.id, NOW_MS, NOW_MS + 1_000)
    if (!claim.ok) throw new Error('charlie could not claim')
    expect(await hear({ t: 'receipt', receipt: claim.value.receipt })).toBe('fact')
    expect(await hear({ t: 'block', signed: claim.value.signed })).toBe('fact')
  })
})
