/** A ledger whose witnesses are all pages: nobody can dial them, and whoever is linked with them asks them there. */
import { expect, it, vi } from 'vitest'
import { EACH, smallLedger } from '../amp/network'
import { pageOf, type Places } from './ledger-page'

const WITNESSES = ['w0', 'w1', 'w2', 'w3']
/** It is the machine that is slow. */
const WAIT = { timeout: 30_000, interval: 10 }

/** @param proven those of the witnesses whose links have said whose device is there */
async function bobLinkedWithAll(proven: readonly string[]) {
  const small = await smallLedger()
  const { network, clock } = small
  const places: Places = {}
  for (const name of WITNESSES) {
    const { desk } = pageOf(small, name)
    places[name] = (question) => desk.answer(question)
  }
  const devices = Object.fromEntries(proven.map((name) => [name, network.machine(name).signer.device]))
  const page = pageOf(small, 'bob', [], {}, [], devices)
  await network
    .machine('bob')
    .purse.wish({ id: 'pay', t: 'send', to: network.accountOf('alice'), amount: 7, memo: null })
  page.reach(places, () => clock.nowMs)
  return { ...page, network }
}

it('[AM125] witnesses that are pages are read, and asked for their votes, on the links in which they proved who they are', async () => {
  const { desk, network } = await bobLinkedWithAll(WITNESSES)
  await vi.waitFor(() => expect(desk.maySign).toBe(true), WAIT)
  await vi.waitFor(async () => {
    await desk.pump(true)
    expect(network.machine('bob').owner.balance).toBe(EACH - 7)
  }, WAIT)
  desk.stop()
})

it('[AM125] whoever has not proven to be a witness does not count as one', async () => {
  // Two of four are no quorum.
  const { desk } = await bobLinkedWithAll(['w0', 'w1'])
  await desk.catchUp()
  await desk.catchUp()
  expect(desk.maySign).toBe(false)
  desk.stop()
})
