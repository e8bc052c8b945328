import { lpStream } from '@libp2p/utils'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  INTRODUCE_PROTOCOL,
  INTRODUCTION_BURST,
  MAX_INTRODUCTION_BYTES,
  MAX_OFFERS_TAKEN,
} from '../../src/peer/config'
import { decodeIntroduction, encodeIntroduction, Introductions } from '../../src/peer/introductions'
import type { Offer } from '../../src/peer/offer'
import { bareNode } from '../helpers/bare-nodes'

/** Of somebody whom nobody knows: an acquaintance may make up as many as it likes. */
function madeUp(peerId: string): Offer {
  const fingerprint = new Uint8Array(32)
  return { peerId, ufrag: 'abcd', password: 'a'.repeat(24), fingerprint, candidates: [] }
}

/** A page, mallory, an acquaintance that passes offers on to it, and bob, whom the page is nearer to. */
async function acquainted({
  isAnswered = true,
  mayPassOn = true,
  answered = Infinity,
  accept = (): Promise<void> => Promise.reject(new Error('nobody is there')),
} = {}) {
  const [page, mallory, bob] = [await bareNode(), await bareNode(), await bareNode()]
  let made = 0
  const introductions = new Introductions(page, {
    open: () => {
      made += 1
      return Promise.resolve({
        offer: madeUp('page'),
        accept,
        close: () => undefined,
      })
    },
    direct: () => new Set([mallory, bob].map(({ peerId }) => peerId.toString())),
    mayPassOn: () => mayPassOn,
    isCutOff: () => false,
    isAnswered: () => isAnswered,
    // As the page has it: by how many it has made, and what the acquaintance is to it.
    mayIntroduce: () => made < answered,
    isNear: (acquaintance) => acquaintance === bob.peerId.toString(),
    // Time stands still: no share grows.
    now: () => 0,
  })
  await introductions.start()
  onTestFinished(() => introductions.stop())
  const connection = await mallory.dial(page.getMultiaddrs())
  const ofBob = await bob.dial(page.getMultiaddrs())
  let passedOn = 0
  await bob.handle(INTRODUCE_PROTOCOL, async (stream) => {
    passedOn += 1
    const wire = lpStream(stream, { maxDataLength: MAX_INTRODUCTION_BYTES })
    await wire.read()
    await wire.write(encodeIntroduction({ type: 'answer', offer: madeUp('bob') }))
  })
  const say = async (
    message: Parameters<typeof encodeIntroduction>[0],
    over = connection,
  ): Promise<string | undefined> => {
    const stream = await over.newStream(INTRODUCE_PROTOCOL)
    const wire = lpStream(stream, { maxDataLength: MAX_INTRODUCTION_BYTES })
    await wire.write(encodeIntroduction(message))
    const said = decodeIntroduction((await wire.read()).subarray())?.type
    await stream.close()
    return said
  }
  return {
    /** What the page says to an offer. */
    passOn: (peerId: string) => say({ type: 'offer', peerId, offer: madeUp(peerId) }),
    passOnByBob: (peerId: string) => say({ type: 'offer', peerId, offer: madeUp(peerId) }, ofBob),
    /** What it says to whoever would be introduced to bob. */
    askForBob: () => {
      const offer = madeUp(mallory.peerId.toString())
      return say({ type: 'pass-on', peerId: bob.peerId.toString(), offer })
    },
    passedOn: () => passedOn,
    connectionsMade: () => made,
  }
}

describe('offers that an acquaintance passes on', () => {
  it('[PA3] cost a connection each, up to the share of the acquaintance', async () => {
    const { passOn, connectionsMade } = await acquainted()
    for (let count = 1; count <= 2 * INTRODUCTION_BURST; count += 1)
      expect(await passOn('s'.repeat(count))).toBe(count <= INTRODUCTION_BURST ? 'answer' : 'no')
    expect(connectionsMade()).toBe(INTRODUCTION_BURST)
  })

  it('[P11] cost none under the name of a friend when no more are spent on the acquaintance', async () => {
    const { passOn, connectionsMade } = await acquainted({ answered: 2 })
    const said: (string | undefined)[] = []
    for (const peerId of ['dora', 'erin', 'frank']) said.push(await passOn(peerId))
    expect(said).toEqual(['answer', 'answer', 'no'])
    expect(connectionsMade()).toBe(2)
  })

  it('[P11] cost none when no more are spent on strangers', async () => {
    const { passOn, connectionsMade } = await acquainted({ isAnswered: false })
    expect(await passOn('stranger')).toBe('no')
    expect(connectionsMade()).toBe(0)
  })

  it('[PA3] leave a place for those of a friend, also while those of strangers lead nowhere', async () => {
    const { passOn, passOnByBob, connectionsMade } = await acquainted({
      accept: () => new Promise(() => undefined),
    })
    expect([await passOn('dora'), await passOn('erin'), await passOn('frank')]).toEqual([
      'answer',
      'answer',
      'no',
    ])
    expect([await passOnByBob('grace'), await passOnByBob('heidi')]).toEqual(['answer', 'no'])
    expect(connectionsMade()).toBe(MAX_OFFERS_TAKEN)
  })

  it('[PA4] are passed on between two who are linked with us, but not where the line is paid by use', async () => {
    const free = await acquainted()
    expect(await free.askForBob()).toBe('answer')
    expect(free.passedOn()).toBe(1)
    const paid = await acquainted({ mayPassOn: false })
    expect(await paid.askForBob()).toBe('no')
    expect(paid.passedOn()).toBe(0)
  })
})
