import { describe, expect, it } from 'vitest'
import { encodeAnswer } from '../../src/amp/exchange'
import { smallLedger } from '../amp/network'
import { pageOf, type Places } from './ledger-page'

const no = () => Promise.resolve(encodeAnswer({ t: 'no' }))
const yes = () => Promise.resolve(encodeAnswer({ t: 'granted' }))
const away = () => Promise.resolve(null)

async function asked(w0: Places[string], w1: Places[string]): Promise<string> {
  const small = await smallLedger()
  const alice = pageOf(small, 'alice', ['w0', 'w1'])
  alice.reach({ w0, w1 })
  const answer = await alice.desk.askForGrant(small.network.accountOf('alice'))
  alice.desk.stop()
  return answer
}

describe('starter AMP', () => {
  it('[AM132] is asked for until a witness gives some', async () => {
    expect(await asked(no, yes)).toBe('granted')
    expect(await asked(away, yes)).toBe('granted')
  })

  it('[AM132] that does not come was refused, or nobody answered, and alice is told which', async () => {
    expect(await asked(away, no)).toBe('refused')
    expect(await asked(away, away)).toBe('away')
  })
})
