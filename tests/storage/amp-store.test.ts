import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { signBlock } from '../../src/amp/signing'
import type { BlockId, LedgerId } from '../../src/amp/types'
import type { Wish } from '../../src/amp/wish'
import { AmpStore } from '../../src/storage/amp-store'
import { testDevice, testPerson } from '../helpers/test-person'

it('[AM29] [AM56] a page that was a witness remembers that it has forgotten, and which epoch is over for it', async () => {
  const opened = (): Promise<AmpStore> => AmpStore.open('forgotten' as LedgerId, () => undefined)
  const first = await opened()
  expect((await first.witnessMemory()).hasForgotten).toBe(false)
  expect((await first.witnessMemory()).frozenEpoch).toBe(-1)
  await first.keepForgotten()
  await first.keepFrozen(0)
  first.close()
  const again = await opened()
  expect(await again.witnessMemory()).toMatchObject({ hasForgotten: true, frozenEpoch: 0 })
  again.close()
})

it('[AM101] a page that is a witness remembers whom it held up, each once', async () => {
  const [{ id: bob }, { id: charlie }] = [await testPerson('bob'), await testPerson('charlie')]
  const opened = (): Promise<AmpStore> => AmpStore.open('held up' as LedgerId, () => undefined)
  const campaign = 'a campaign' as BlockId
  const first = await opened()
  expect((await first.witnessMemory()).heldUp).toEqual([])
  for (const viewer of [bob, charlie, bob]) await first.keepHeldUp({ campaign, viewer })
  first.close()
  const again = await opened()
  const { heldUp } = await again.witnessMemory()
  expect(heldUp.map(({ viewer }) => viewer).sort()).toEqual([bob, charlie].sort())
  again.close()
})

it('[AM121] [AM147] a wish is fulfilled by a block or withdrawn, also when two tabs open the wallet one after the other', async () => {
  const [{ id: account }, { id: to }] = [await testPerson('alice'), await testPerson('bob')]
  const ledger = 'bafyreiajw7quwjzuyfstwfyjfbuj3kcq7g4nnytta5jxi54rjp2zpwyfxu' as LedgerId
  const store = await AmpStore.open(ledger, () => undefined)
  const send = { t: 'send', to, amount: 5, memo: null } as const
  const place = { v: 1, ledger, account, seq: 0, prev: null, balance: 0, timeMs: 0 } as const
  const signed = await signBlock({ ...place, ...send }, testDevice('a laptop'))
  const wish = (id: string): Wish => ({ id, ...send })
  await store.keepWish(wish('rent'))
  await store.keepWish(wish('bread'))
  expect(await store.renewWish({ ...wish('rent'), wishedMs: 5 })).toBe(true)
  expect((await store.ownerMemory()).wishes).toMatchObject([{ id: 'rent', wishedMs: 5 }, { id: 'bread' }])

  expect(await store.endWish('rent', 'withdrawn')).toBe(true)
  expect(await store.keepBlock({ signed, wish: 'rent' })).toBe(false)
  expect(await store.keepBlock({ signed, wish: 'bread' })).toBe(true)
  expect(await store.endWish('bread', 'withdrawn')).toBe(false)
  for (const id of ['rent', 'bread']) expect(await store.renewWish(wish(id))).toBe(false)
  expect(await store.ownerMemory()).toMatchObject({ blocks: [{ wish: 'bread' }], wishes: [] })
  // Who asks for it anew gets it.
  await store.keepWish(wish('rent'))
  expect((await store.ownerMemory()).wishes).toMatchObject([{ id: 'rent' }])
  store.close()
})
