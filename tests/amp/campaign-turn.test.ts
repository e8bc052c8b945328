/** Campaigns and payments that are under way when the epoch of their witnesses ends. */
import { describe, expect, it } from 'vitest'
import type { News } from '../../src/amp/book'
import { supplyOf } from '../../src/amp/ledger'
import { offersFor } from '../../src/amp/offers'
import { tableFrom } from '../../src/amp/table'
import type { BlockId } from '../../src/amp/types'
import { KeptLists } from '../../src/simulation/ledger/kept-lists'
import { EACH, smallLedger } from './network'

const OLD = ['w0', 'w1', 'w2', 'w3']
const NEXT = ['w0', 'n1', 'n2', 'n3', 'n4']
const PEOPLE = ['alice', 'bob', 'charlie']
const DAY_MS = 24 * 3_600_000

async function village(feePpm = 0) {
  const small = await smallLedger(feePpm, ['n1', 'n2', 'n3', 'n4'])
  const { network, clock, settle } = small
  const lists = new KeptLists(network)
  const heard: News[] = []
  network.onNews = (name, news) => {
    heard.push(...news)
    lists.note(name, news)
  }
  const successor = { t: 'successor', successor: await network.successor(NEXT, OLD) } as const
  const machine = (name: string) => network.machine(name)
  const bookOf = (name: string) => machine(name).participant.book
  /** What is in line is signed, and whatever is open shown again. */
  const pump = async (name: string): Promise<void> => {
    const { ask, say, news } = await machine(name).participant.advance(true)
    network.onNews(name, news)
    await settle([...network.toAll(name, ask, true), ...network.toAll(name, say)])
  }
  return {
    ...small,
    heard,
    lists,
    machine,
    bookOf,
    pump,
    async pumpAll(): Promise<void> {
      for (let round = 0; round < 6; round += 1) for (const name of PEOPLE) await pump(name)
    },
    async pay(from: string, to: string, amount: number): Promise<void> {
      const wish = { id: `${from} ${String(amount)}`, t: 'send', to: network.accountOf(to), amount } as const
      await machine(from).purse.wish({ ...wish, memo: null })
      await pump(from)
    },
    async sponsor(from: string, budget: number, offers: Record<string, number>): Promise<BlockId> {
      const rows = Object.entries(offers)
        .map(([name, amount]) => ({ viewer: network.accountOf(name), amount }))
        .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
      const table = await tableFrom(rows)
      if (table === undefined) throw new Error('expected a table')
      const terms = { post: table.id, budget, table, lastsMs: DAY_MS, viewMs: 1_000 }
      const wish = { id: `campaign of ${from}`, t: 'sponsor' } as const
      await machine(from).purse.wish({ ...wish, terms: { ...terms, algorithm: 'told', snapshot: null } })
      await pump(from)
      const open = machine(from).owner.signed().at(-1)
      if (open?.block.t !== 'spon') throw new Error('expected a campaign')
      return open.id
    },
    async claim(viewer: string, campaign: BlockId): Promise<void> {
      clock.nowMs += 10_000
      const claimed = await machine(viewer).owner.claim(campaign, clock.nowMs - 5_000, clock.nowMs)
      expect(claimed.ok).toBe(true)
      await pump(viewer)
    },
    /** What is left of a campaign that is over is asked for, as a page does it again and again. */
    async close(sponsor: string, campaign: BlockId): Promise<void> {
      const asked = machine(sponsor).owner.closing(campaign)
      if (!asked.ok) return
      await machine(sponsor).purse.takeBack(campaign)
      await settle(network.toAll(sponsor, [asked.value], true))
      await pump(sponsor)
    },
    async freeze(...names: string[]): Promise<void> {
      for (const name of names) await settle(network.toOne('alice', name, [successor]))
    },
    /** The old ones agree, and everybody reads of it. */
    async turn(): Promise<void> {
      for (let round = 0; round < 20; round += 1) {
        clock.nowMs += 3_000
        for (const name of OLD) await settle(network.toAll(name, await machine(name).participant.tend()))
      }
      await lists.catchUp()
      for (const name of network.machines.keys()) expect(bookOf(name).ledger.terms.epoch).toBe(1)
    },
    balanceOf: (name: string): number => bookOf(name).ledger.account(network.accountOf(name)).balance,
    /** At everybody. */
    sums: () => [...network.machines.keys()].map((name) => supplyOf(bookOf(name).ledger)),
  }
}

describe('what is under way when the witnesses change', () => {
  it('[AM63] a campaign goes on: what was looked at before, meanwhile and after it is paid, and what is left comes back', async () => {
    const here = await village(10_000)
    const ofAlice = await here.sponsor('alice', 1_000, { bob: 100, charlie: 200 })
    await here.claim('bob', ofAlice)
    // Certified nowhere: one witness alone still votes.
    await here.freeze('w1', 'w2', 'w3')
    await here.claim('charlie', ofAlice)
    const ofCharlie = await here.sponsor('charlie', 2_000, { alice: 300, bob: 400 })
    await here.freeze('w0')
    await here.turn()
    await here.pumpAll()
    await here.claim('alice', ofCharlie)
    await here.pumpAll()
    // A hundredth is the witnesses', in equal parts: of alice's campaign two for each old one, of charlie's four for each new.
    expect(['alice', 'bob', 'charlie'].map(here.balanceOf)).toEqual([
      EACH - 1_000 + 300,
      EACH + 100,
      EACH + 200 - 2_000,
    ])
    here.clock.nowMs += 2 * DAY_MS
    for (let round = 0; round < 3; round += 1) {
      await here.close('alice', ofAlice)
      await here.close('charlie', ofCharlie)
    }
    expect(['alice', 'bob', 'charlie'].map(here.balanceOf)).toEqual([
      EACH + 300 - 100 - 200 - 8,
      EACH + 100,
      EACH + 200 - 300 - 20,
    ])
    for (const sum of here.sums()) expect(sum).toMatchObject({ locked: 0, total: 3 * EACH })
    expect(here.heard.filter(({ t }) => t === 'fork' || t === 'broken' || t === 'lie')).toEqual([])
  })

  it('[AM63] a campaign that is certified and final nowhere is carried over, also to who hears of the end before its table', async () => {
    const here = await village()
    const { network, machine, settle } = here
    machine('bob').isOnline = false
    const table = await tableFrom([{ viewer: network.accountOf('bob'), amount: 100 }])
    if (table === undefined) throw new Error('expected a table')
    const terms = { post: table.id, budget: 1_000, table, lastsMs: DAY_MS, viewMs: 1_000 }
    const wish = {
      id: 'campaign',
      t: 'sponsor',
      terms: { ...terms, algorithm: 'told', snapshot: null },
    } as const
    await machine('alice').purse.wish(wish)
    const { ask } = await machine('alice').participant.advance(true)
    // Votes of three come back to alice, and the witnesses freeze before they hear of each other's.
    const asked = network.toAll('alice', ask, true).filter(({ to }) => ['w0', 'w1', 'w2'].includes(to))
    for (const message of asked)
      for (const answer of await network.deliver(message))
        if (answer.to === 'alice') await network.deliver(answer)
    await here.freeze(...OLD)
    await here.pump('alice')
    expect(machine('alice').purse.stateOf('campaign')).toMatchObject({ at: 'certified' })
    for (let round = 0; round < 20; round += 1) {
      here.clock.nowMs += 3_000
      for (const name of OLD) await settle(network.toAll(name, await machine(name).participant.tend()))
    }
    const list = here.lists.of('w0')
    expect(list.map(({ t }) => t)).toEqual(['successor', 'certified', 'table', 'turn'])
    machine('bob').isOnline = true
    const [successor, certified, ofTable, turn] = network.toOne('w0', 'bob', list)
    for (const message of [successor, turn, certified, ofTable])
      if (message !== undefined) await network.deliver(message)
    expect(here.bookOf('bob').ledger.terms.epoch).toBe(1)
    expect(supplyOf(here.bookOf('bob').ledger)).toMatchObject({ locked: 1_000, total: 3 * EACH })
  })

  it('[AM64] a refund with reports of the old witnesses, for which nobody may vote any more, is voided by its sponsor and made anew', async () => {
    const here = await village()
    const campaign = await here.sponsor('alice', 1_000, { bob: 100 })
    await here.claim('bob', campaign)
    here.clock.nowMs += 2 * DAY_MS
    const asked = here.machine('alice').owner.closing(campaign)
    if (!asked.ok) throw new Error(asked.error)
    await here.settle(here.network.toAll('alice', [asked.value], true))
    await here.freeze('w1', 'w2', 'w3')
    await here.close('alice', campaign)
    const first = here.machine('alice').owner.open()
    expect(first?.block.t).toBe('refund')
    await here.freeze('w0')
    await here.turn()
    for (let round = 0; round < 4; round += 1) await here.close('alice', campaign)
    await here.pumpAll()
    expect(here.machine('alice').owner.open()).toBeNull()
    expect(here.balanceOf('alice')).toBe(EACH - 100)
    for (const sum of here.sums()) expect(sum).toMatchObject({ locked: 0, total: 3 * EACH })
    expect(here.heard.filter(({ t }) => t === 'fork' || t === 'broken' || t === 'lie')).toEqual([])
  })

  it('[AM64] a campaign that waited for the next witnesses until too little of it was left is voided, and its budget is free', async () => {
    const here = await village()
    await here.freeze('w1', 'w2', 'w3')
    const campaign = await here.sponsor('alice', 1_000, { bob: 100 })
    await here.freeze('w0')
    here.clock.nowMs += DAY_MS - 60_000
    await here.turn()
    await here.pumpAll()
    expect(here.machine('alice').owner.open()).toBeNull()
    expect(here.machine('alice').purse.stateOf('campaign of alice')).toEqual({ block: campaign, at: 'void' })
    await here.pay('alice', 'bob', EACH)
    expect(here.balanceOf('alice')).toBe(0)
  })

  it('[AM65] a payment is taken up though it was final before, and becomes final though one witness alone had voted for it, and nobody is told of a fork', async () => {
    const here = await village()
    await here.pay('alice', 'bob', 10)
    await here.freeze('w1', 'w2', 'w3')
    await here.pay('charlie', 'bob', 5)
    const place = here.bookOf('charlie').ledger.nextSlot(here.network.accountOf('charlie'))
    expect([...here.bookOf('charlie').openTallies()].map(({ slot }) => slot)).toContainEqual(place)
    await here.freeze('w0')
    await here.turn()
    await here.pumpAll()
    expect(PEOPLE.map(here.balanceOf)).toEqual([EACH - 10, EACH + 15, EACH - 5])
    expect(here.heard.filter(({ t }) => t === 'fork' || t === 'broken' || t === 'lie')).toEqual([])
  })

  it('[AM66] a campaign that waits becomes final under more witnesses, whose parts of the same fee add up to more', async () => {
    const here = await village(10_000)
    const [alice, bob] = ['alice', 'bob'].map(here.network.accountOf.bind(here.network))
    if (alice === undefined || bob === undefined) throw new Error('expected accounts')
    const standings = [{ person: bob, reo: 1, price: 0, seenMs: null }]
    // A hundredth is five: four witnesses have one each, and five witnesses too.
    const [offer] = offersFor(alice, alice, 500, standings, here.network.terms)
    expect(offer?.amount).toBe(495)
    await here.freeze('w1', 'w2', 'w3')
    const campaign = await here.sponsor('alice', 500, { bob: offer?.amount ?? 0 })
    await here.freeze('w0')
    await here.turn()
    await here.pumpAll()
    expect(here.bookOf('bob').ledger.campaigns.get(campaign)).toMatchObject({ fee: 5, locked: 495 })
  })
})
