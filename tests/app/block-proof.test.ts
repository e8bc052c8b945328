import { describe, expect, it } from 'vitest'
import { proofShown } from '../../src/app/block-proof'
import { smallLedger } from '../amp/network'

describe('the proof of a movement', () => {
  it('[AM25] shows the block and who signed what of it, before and after it is final', async () => {
    const small = await smallLedger()
    const { network } = small
    const { participant, owner } = network.machine('alice')
    const signed = await owner.send(network.accountOf('bob'), 5_000_000, 'for the honey', 'a wish')
    if (!signed.ok) throw new Error(signed.error)
    const { id } = signed.value
    expect(proofShown(participant.book, owner, 'no such block')).toBeNull()
    expect(proofShown(participant.book, owner, id)).toMatchObject({ stage: 'vote', said: [], needed: 3 })
    await small.ask('alice', ...owner.proposals())
    const proof = proofShown(participant.book, owner, id)
    expect(proof).toMatchObject({ stage: 'ack', allVotes: 4, block: { id, kind: 'send', seq: 0 } })
    expect(proof?.said.length).toBeGreaterThanOrEqual(3)
    expect(proof?.votes).toBe(proof?.said.length)
    expect(proof?.block.text).toContain('"memo": "for the honey"')
  })
})
