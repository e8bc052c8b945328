import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, it } from 'vitest'
import type { KeptForecast } from '../../src/amp/forecast'
import type { KeptFork } from '../../src/amp/forks'
import type { AccountId, LedgerId } from '../../src/amp/types'
import { AmpStore } from '../../src/storage/amp-store'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'

const LEDGER = 'of the first version' as LedgerId

/** As the first version wrote it: before there were proofs of double spends and forecasts. */
async function writeFirstVersion() {
  const small = await smallLedger()
  const signed = await rawSend(small, 'alice')
  const account = small.network.accountOf('alice')
  const campaign = signed.id
  const finals = [new Uint8Array([1, 2, 3]), new Uint8Array([4])]
  const block = { signed, wish: 'rent' }
  const claim = { signed, receipt: { campaign, viewer: account, fromMs: NOW_MS, toMs: NOW_MS + 3_000 } }
  const later = { id: 'later', t: 'refund', campaign, order: 2, fault: null }
  const sooner = { id: 'sooner', t: 'send', to: account, amount: 5, memo: 'tea', order: 1, fault: null }
  const ended = { ...sooner, id: 'ended', order: 3, fault: 'too-little' }
  const statement = { stage: 'vote', value: signed.id }
  const report = { campaign, claims: [account] }
  const db = await openDB(`synereo-amp-${LEDGER}`, 1, {
    upgrade(made) {
      made.createObjectStore('finals', { autoIncrement: true })
      made.createObjectStore('marks')
      made.createObjectStore('blocks')
      made.createObjectStore('claims')
      made.createObjectStore('wishes')
      made.createObjectStore('statements', { autoIncrement: true })
      made.createObjectStore('reports')
    },
  })
  for (const final of finals) await db.add('finals', final)
  await db.put('marks', 7, 'a peer and its list')
  await db.put('marks', 1, 'this page is a witness')
  await db.put('blocks', block, [account, 0])
  await db.put('claims', claim, [campaign, account])
  for (const wish of [later, sooner, ended]) await db.put('wishes', wish, wish.id)
  await db.add('statements', statement)
  await db.put('reports', report, campaign)
  db.close()
  // What came to nothing is dated by its order.
  const { fault, ...wish } = ended
  const refused = [{ wish: { ...wish, wishedMs: 3 }, fault }]
  const memory = { blocks: [block], claims: [claim], wishes: [sooner, later], refused }
  return { campaign, finals, block, memory, statement, report }
}

it('[AM70] what the first version of the wallet kept is all there for this one, which has room for more', async () => {
  const { campaign, finals, block, memory, statement, report } = await writeFirstVersion()
  const store = await AmpStore.open(LEDGER, () => undefined)
  expect(await store.finals()).toEqual(finals)
  expect(await store.mark('a peer and its list')).toBe(7)
  expect(await store.hasBegun()).toBe(true)
  expect(await store.ownerMemory()).toEqual(memory)
  expect(await store.witnessMemory()).toEqual({
    statements: [statement],
    reports: [report],
    heldUp: [],
    hasForgotten: false,
    frozenEpoch: -1,
  })
  // A place that was signed stays taken: the one thing that must never be lost of a wallet.
  expect(await store.keepBlock({ ...block, wish: null })).toBe(false)

  const bytes = new Uint8Array([9])
  const fork: KeptFork = { account: 'charlie' as AccountId, seq: 3, foundMs: NOW_MS, a: bytes, b: bytes }
  await store.keepFork(fork)
  const forecast = { campaign, least: 1, most: 2 } as unknown as KeptForecast
  await store.keepForecast(forecast)
  store.close()

  const again = await AmpStore.open(LEDGER, () => undefined)
  expect(await again.forks()).toEqual([fork])
  expect(await again.forecasts()).toEqual([forecast])
  expect(await again.ownerMemory()).toEqual(memory)
  expect((await again.finals()).length).toBe(finals.length)
  again.close()
})
