import { describe, expect, it } from 'vitest'
import { signBlock, unsignedBlock } from '../../src/amp/signing'
import { slotKey, slotOf } from '../../src/amp/slots'
import type { BlockId } from '../../src/amp/types'
import { EACH, rawSend, smallLedger } from './network'

describe('a stranger', () => {
  it('[AM16] opens no place of somebody else’s account, now or further on, and makes no fork there', async () => {
    const small = await smallLedger()
    const { network } = small
    const { book } = network.machine('w0').participant
    for (const seq of [0, 1, 40])
      for (const amount of [1, 2]) {
        const signed = await rawSend(small, 'bob', {
          account: network.accountOf('alice'),
          seq,
          amount,
          balance: EACH - amount,
        })
        await network.machine('w0').participant.hear({ t: 'block', signed }, true)
        expect(book.tally(slotKey(slotOf(signed.block)))).toBeUndefined()
      }
    const signed = await rawSend(small, 'alice')
    await small.ask('alice', { t: 'block', signed })
    expect(book.finalAt(slotKey(slotOf(signed.block)))?.signed.id).toBe(signed.id)
  })

  it('[AM16] makes nobody a double spender by signing for a place of theirs that is settled', async () => {
    const small = await smallLedger()
    const { network } = small
    const { book } = network.machine('w0').participant
    const alice = network.accountOf('alice')
    const framed = await rawSend(small, 'bob', {
      ...{ account: alice, to: network.accountOf('charlie') },
    })
    const own = await rawSend(small, 'alice', { to: network.accountOf('charlie') })
    await small.ask('alice', { t: 'block', signed: await rawSend(small, 'alice') })
    expect(book.ledger.account(alice).seq).toBe(0)
    expect(book.take({ t: 'block', signed: framed })).toEqual([])
    expect(book.take({ t: 'block', signed: own }).map(({ t }) => t)).toEqual(['fork'])
  })

  it('[AM16] cannot fill the ledger with claims and skips of what is not there', async () => {
    const small = await smallLedger()
    const { network } = small
    const { book } = network.machine('w0').participant
    const { ledger } = network.terms
    const viewer = network.accountOf('bob')
    for (let index = 0; index < 50; index += 1) {
      const stranger = await signBlock(
        {
          ...{
            v: 1,
            ledger,
            seq: 0,
            prev: null,
            balance: 0,
            timeMs: index,
            t: 'send',
            memo: null,
            amount: 1,
          },
          ...{ account: network.accountOf(`nobody ${String(index)}`), to: viewer },
        },
        network.machine('bob').signer,
      )
      const claim = await unsignedBlock({
        v: 1,
        ledger,
        t: 'claim',
        campaign: stranger.id,
        viewer,
        amount: 1,
      })
      const account = network.accountOf(`nobody ${String(index)}`)
      const skip = await unsignedBlock({
        v: 1,
        ledger,
        t: 'skip',
        account,
        seq: 0,
        prev: null as BlockId | null,
      })
      for (const signed of [stranger, claim, skip]) book.take({ t: 'block', signed })
    }
    expect([...book.openTallies()]).toEqual([])
  })

  it('[AM16] who asks a witness to void again and again hears the same word, and it keeps no other', async () => {
    const small = await smallLedger()
    const { network } = small
    const [plea] = await network.machine('alice').owner.pleas()
    if (plea === undefined) throw new Error('expected a plea')
    const witness = network.machine('w0')
    const first = await witness.participant.hear(plea, true)
    expect(first.say.map((fact) => fact.t)).toEqual(['block', 'said'])
    for (let index = 0; index < 3; index += 1) {
      const again = await witness.participant.hear(plea, true)
      expect(again.say).toEqual([])
      expect(again.reply).toEqual([first.say[1]])
    }
    expect(witness.disk.witnessMemory().statements).toHaveLength(1)
  })
})
