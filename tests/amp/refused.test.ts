/** Refusals bear no signature, and a bad witness refuses whatever it likes. */
import { describe, expect, it } from 'vitest'
import type { RefusalFault } from '../../src/amp/witness-answer'
import { slotKey, slotOf } from '../../src/amp/slots'
import type { Slot } from '../../src/amp/types'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { LedgerNetwork } from '../../src/simulation/ledger/network'
import { EACH, NOW_MS } from './network'

const SLOW_MS = 11 * 60_000

/** Alice pays while w3 is away; the clock of w2 is eleven minutes behind. */
async function payment() {
  const clock = { nowMs: NOW_MS }
  const network = await LedgerNetwork.found({
    witnesses: ['w0', 'w1', 'w2', 'w3'],
    allocation: new Map(['alice', 'bob'].map((name) => [name, EACH])),
    feePpm: 0,
    claimGraceMs: 3_600_000,
    keys: cheapKeys(),
    now: (name) => (name === 'w2' ? clock.nowMs - SLOW_MS : clock.nowMs),
  })
  network.machine('w3').isOnline = false
  const { purse, owner, participant } = network.machine('alice')
  await purse.wish({ id: 'p', t: 'send', to: network.accountOf('bob'), amount: 10, memo: null })
  const pump = async (): Promise<void> => {
    const { ask, say } = await participant.advance(true)
    const open = [...network.toAll('alice', ask, true), ...network.toAll('alice', say)]
    for (let message = open.shift(); message !== undefined; message = open.shift())
      open.push(...(await network.deliver(message)))
  }
  await pump()
  const signed = owner.open()
  if (signed === null) throw new Error('alice signed nothing')
  const slot = slotOf(signed.block)
  const refuse = (witness: string, fault: RefusalFault, at: Slot = slot): void =>
    purse.hearRefusal(network.machine(witness).signer.device, { slot: at, value: signed.id, fault })
  return { clock, purse, pump, refuse, signed, slot }
}

describe('a payment that witnesses refuse', () => {
  it('[AM111] is not voided by the word of one bad witness while a slow clock holds it up, and becomes final', async () => {
    const { clock, purse, pump, refuse } = await payment()
    refuse('w3', 'wrong-sum')
    expect(purse.stateOf('p')).toMatchObject({ at: 'pending', refused: 'from-the-future' })
    await pump()
    expect(await purse.undoing()).toEqual([])
    clock.nowMs += 2 * 60_000
    await pump()
    await pump()
    expect(purse.stateOf('p')).toMatchObject({ at: 'final' })
  })

  it('[AM111] is voided when more see no way for it than may be bad', async () => {
    const { purse, refuse } = await payment()
    refuse('w1', 'below-the-minimum')
    refuse('w3', 'wrong-sum')
    // w1 has voted, so it refuses no more.
    expect(await purse.undoing()).toEqual([])
    refuse('w2', 'wrong-sum')
    expect(purse.stateOf('p')).toMatchObject({ at: 'pending', refused: 'wrong-sum' })
    expect(await purse.undoing()).toMatchObject([{ t: 'plea' }])
  })

  it('[AM112] at a place that is not proposed is nothing that is kept', async () => {
    const { purse, refuse, signed, slot } = await payment()
    if (slot.kind !== 'account') throw new Error('expected a place of an account')
    const later = { ...slot, seq: slot.seq + 1 }
    for (const witness of ['w1', 'w2', 'w3']) refuse(witness, 'too-little', later)
    expect(purse.isRefused(slotKey(later), signed.id)).toBe(false)
    for (const witness of ['w1', 'w2', 'w3']) refuse(witness, 'too-little')
    expect(purse.isRefused(slotKey(slot), signed.id)).toBe(true)
  })
})
