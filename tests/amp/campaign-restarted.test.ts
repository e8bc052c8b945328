/** alice's page is closed before a campaign of hers is final; or another copy of it takes the place of what comes back. */
import { describe, expect, it } from 'vitest'
import { signBlock } from '../../src/amp/signing'
import { tableFrom } from '../../src/amp/table'
import { EACH, NOW_MS, smallLedger } from './network'

const WITNESSES = ['w0', 'w1', 'w2', 'w3']
const DAY_MS = 86_400_000

async function aliceSponsors() {
  const small = await smallLedger()
  const { network } = small
  const alice = () => network.machine('alice')
  const pump = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) {
      const { ask, say } = await alice().participant.advance(true)
      await small.settle([...network.toAll('alice', ask, true), ...network.toAll('alice', say)])
    }
  }
  const table = await tableFrom([{ viewer: network.accountOf('bob'), amount: 7 }])
  if (table === undefined) throw new Error('expected a table')
  const terms = { ...{ post: table.id as never, budget: 10, table }, ...{ lastsMs: DAY_MS, viewMs: 0 } }
  const sponsor = () =>
    alice().purse.wish({
      ...{ id: 'campaign', t: 'sponsor' },
      terms: { ...terms, algorithm: 'x', snapshot: null },
    })
  const isFinal = (): boolean => alice().participant.book.ledger.campaigns.size === 1
  return { ...small, alice, pump, sponsor, isFinal }
}

describe('a campaign', () => {
  it.each([
    ['two witnesses', ['w0', 'w1']],
    ['all witnesses', WITNESSES],
    ['everybody', [...WITNESSES, 'bob', 'charlie']],
  ])('[AM104] becomes final after a restart, with %s away when it was signed', async (_, away) => {
    const { network, alice, pump, sponsor, isFinal } = await aliceSponsors()
    for (const name of away) network.machine(name).isOnline = false
    await sponsor()
    await pump()
    expect(isFinal()).toBe(false)
    alice().restart()
    for (const name of away) network.machine(name).isOnline = true
    await pump()
    expect(isFinal()).toBe(true)
    expect(alice().owner.balance).toBe(EACH - 10)
  })

  it('[AM141] gives back what is left also where another copy of the browser took the place of the first attempt', async () => {
    const { network, clock, alice, pump, sponsor, settle, ask } = await aliceSponsors()
    await sponsor()
    await pump()
    const [campaign] = [...alice().participant.book.ledger.campaigns.values()]
    if (campaign === undefined) throw new Error('expected a campaign')
    clock.nowMs += 2 * DAY_MS
    const close = async (): Promise<void> => {
      const closing = alice().owner.closing(campaign.id)
      if (!closing.ok) return
      await alice().purse.takeBack(campaign.id)
      await ask('alice', closing.value)
    }
    await close()
    while (alice().owner.open() === null) await alice().participant.advance(true)
    const { ledger } = alice().participant.book
    const account = network.accountOf('alice')
    const { seq, head, balance } = ledger.account(account)
    const place = { account, seq: seq + 1, prev: head, balance: balance - 3, timeMs: NOW_MS }
    const send = { t: 'send', memo: null, amount: 3, to: network.accountOf('bob') } as const
    const other = await signBlock({ v: 1, ledger: ledger.terms.ledger, ...place, ...send }, alice().signer)
    await settle(network.toAll('bob', [{ t: 'block', signed: other }], true))
    await pump()
    expect(alice().purse.stateOf(`refund of ${campaign.id}`)).toMatchObject({ at: 'rejected' })
    await close()
    await pump()
    expect(alice().owner.balance).toBe(EACH - 3)
  })
})
