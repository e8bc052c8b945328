import { expect, it } from 'vitest'
import { MAX_SOURCES } from '../../src/amp/limits'
import { slotKey } from '../../src/amp/slots'
import { EACH, smallLedger } from './network'

it('[AM108] what bob was paid is taken up before the dust that somebody sent him first', async () => {
  const { network } = await smallLedger()
  const { owner, account, participant } = network.machine('bob')
  if (account === null) throw new Error('expected an account')
  const { ledger } = participant.book
  const ofAlice = network.accountOf('alice')
  for (let seq = 0; seq <= MAX_SOURCES; seq += 1)
    ledger.addOutput({ slot: { kind: 'account', account: ofAlice, seq }, to: account, amount: 1 })
  const paid = { kind: 'account', account: network.accountOf('charlie'), seq: 0 } as const
  ledger.addOutput({ slot: paid, to: account, amount: 500 })
  const taken = await owner.receive()
  if (taken?.ok !== true || taken.value.block.t !== 'recv') throw new Error('expected a receive')
  expect(taken.value.block.sources.map(slotKey)).toContain(slotKey(paid))
  expect(taken.value.block.balance).toBe(EACH + 500 + MAX_SOURCES - 1)
})
