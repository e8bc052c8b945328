/** How soon a page dials a relay again. */
import type { Libp2p } from '@libp2p/interface'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nextTask } from '../../src/lib/next-task'
import { GOOD_LINK_MS } from '../../src/peer/config'
import { Pauses } from '../../src/peer/pauses'
import { MAX_RELAY_REST_MS, RelayLinks } from '../../src/peer/relay-links'

const RELAY = '12D3KooWRBhwfeP2Y4TCx1SM6s9rUoHhR5STiGwxBhgFRcw3UERE'

/** A page whose relay always answers, and whose line breaks when it is told to. */
function page(random: number) {
  const line = { isUp: false }
  const libp2p = {
    getConnections: () => (line.isUp ? [{ remotePeer: RELAY }] : []),
    dial: () => Promise.resolve((line.isUp = true)),
  } as unknown as Libp2p
  const stopped = new AbortController()
  const clock = { nowMs: 0 }
  const host = { now: () => clock.nowMs, random: () => random, relaysChanged: () => undefined }
  const pauses = new Pauses(stopped.signal)
  const relays = new RelayLinks(libp2p, host, pauses, [`/dns4/relay.example/tcp/443/wss/p2p/${RELAY}`])
  void relays.keep(stopped.signal)
  onTestFinished(() => {
    stopped.abort()
    pauses.end()
  })
  const isUpAfter = async (ms: number): Promise<boolean> => {
    clock.nowMs += ms
    pauses.end()
    await nextTask()
    return line.isUp
  }
  return {
    /** How long the page rests once a connection has ended that lasted so long, to the half second. */
    restAfter: async (lastedMs: number): Promise<number> => {
      expect(await isUpAfter(0)).toBe(true)
      clock.nowMs += lastedMs
      line.isUp = false
      relays.noteEnds()
      let rested = 0
      for (; !(await isUpAfter(rested === 0 ? 0 : 500)); rested += 500)
        if (rested > 2 * MAX_RELAY_REST_MS) throw new Error('expected the relay to be dialled again')
      return rested
    },
  }
}

describe('a relay whose connection ended', () => {
  it('[P26] is dialled again ever later while connections end soon, a minute later at most, and at once after one that lasted', async () => {
    const { restAfter } = page(0)
    const rests: number[] = []
    for (let times = 0; times < 7; times += 1) rests.push(await restAfter(GOOD_LINK_MS - 1))
    expect(rests).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, MAX_RELAY_REST_MS, MAX_RELAY_REST_MS])
    expect(await restAfter(GOOD_LINK_MS)).toBe(0)
    expect(await restAfter(1_000)).toBe(3_000)
  })

  it('[P26] is not dialled by all of its pages in the same moment', async () => {
    const [one, other] = [page(0.5), page(0.9)]
    const soon = 1_000
    expect([await one.restAfter(soon), await one.restAfter(soon)]).toEqual([2_500, 4_500])
    expect([await other.restAfter(soon), await other.restAfter(soon)]).toEqual([2_000, 3_500])
  })
})
