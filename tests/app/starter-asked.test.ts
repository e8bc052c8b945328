import { describe, expect, it } from 'vitest'
import { decodeRequest, encodeAnswer } from '../../src/amp/exchange'
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

  it('[AM148] is asked of whoever promised it and did not pay only when all others have none', async () => {
    const small = await smallLedger()
    const heard: string[] = []
    const alice = pageOf(small, 'alice', ['w0', 'w1', 'w2'])
    const answering = (name: string, answers: () => Promise<Uint8Array>) => (question: Uint8Array) => {
      const isForGrant = decodeRequest(question)?.t === 'grant'
      if (isForGrant) heard.push(name)
      return isForGrant ? answers() : no()
    }
    alice.reach({ w0: answering('w0', yes), w1: answering('w1', no), w2: answering('w2', yes) })
    const turn = async (): Promise<[string, ...string[]]> => {
      heard.length = 0
      const answer = await alice.desk.askForGrant(small.network.accountOf('alice'))
      return [answer, ...heard]
    }
    expect(await turn()).toEqual(['granted', 'w0'])
    expect(await turn()).toEqual(['granted', 'w1', 'w2'])
    expect(await turn()).toEqual(['granted', 'w1', 'w0'])
    expect(await turn()).toEqual(['granted', 'w1', 'w2'])
    alice.desk.stop()
  })

  it('[AM148] comes from the witness of the page itself before anybody is asked again who did not pay', async () => {
    const small = await smallLedger()
    let given = 0
    const alice = pageOf(small, 'alice', ['w0'], {}, [], {}, () => Promise.resolve((given += 1) > 0))
    alice.reach({ w0: yes })
    const account = small.network.accountOf('alice')
    for (const expected of [0, 1, 2]) {
      expect(await alice.desk.askForGrant(account)).toBe('granted')
      expect(given).toBe(expected)
    }
    alice.desk.stop()
  })
})
