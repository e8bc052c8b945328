/** Relays that somebody names in an invite link. */
import net from 'node:net'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nextTask } from '../../src/lib/next-task'
import { MAX_LINK_RELAYS, MAX_RELAYS } from '../../src/peer/config'
import { relaysOfLink } from '../../src/peer/link-relays'
import { Pauses } from '../../src/peer/pauses'
import { RelayLinks } from '../../src/peer/relay-links'
import { becomesTrue } from '../helpers/becomes-true'

const IDS = [
  '12D3KooWRBhwfeP2Y4TCx1SM6s9rUoHhR5STiGwxBhgFRcw3UERE',
  '12D3KooWGC6TvWhfapngX6wvJHMYvKpDMXPb3ZnCZ6dMoaMtimQ5',
] as const
const OUT = `/dns4/relay.example.org/tcp/443/wss/p2p/${IDS[0]}`
const MACHINE = `/ip4/127.0.0.1/tcp/8080/ws/p2p/${IDS[1]}`
const HOUSE = `/dns4/router.lan/tcp/443/wss/p2p/${IDS[1]}`
const ELSEWHERE = { protocol: 'https:', hostname: 'synereo.example.org' }

async function links(own: readonly string[]) {
  const libp2p = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
  })
  const stopped = new AbortController()
  const clock = { nowMs: 0 }
  const host = { now: () => clock.nowMs, random: () => 0, relaysChanged: () => undefined }
  const pauses = new Pauses(stopped.signal)
  const relays = new RelayLinks(libp2p, host, pauses, own)
  onTestFinished(async () => {
    stopped.abort()
    await libp2p.stop()
  })
  return { relays, libp2p, clock, pauses, stopped: stopped.signal }
}

describe('the relays of an invite link', () => {
  it('[IN5] lead a page that came from elsewhere to no service of its own machine or house', () => {
    const named = [MACHINE, HOUSE, OUT, 'nonsense', `/dns4/shop.example/tcp/443/p2p/${IDS[0]}`]
    expect(relaysOfLink(named, [], ELSEWHERE)).toEqual([OUT])
    expect(relaysOfLink(named, [OUT], ELSEWHERE)).toEqual([OUT])
  })

  it('[IN5] lead a newcomer into the house from which the page came, or where the network has a relay', () => {
    const home = { protocol: 'http:', hostname: '127.0.0.1' }
    for (const hostname of ['127.0.0.1', 'localhost', '192.168.1.7', '[::1]', 'box.lan'])
      expect(relaysOfLink([MACHINE], [], { ...home, hostname })).toEqual([MACHINE])
    expect(relaysOfLink([HOUSE], [`/ip4/192.168.1.2/tcp/443/wss/p2p/${IDS[0]}`], ELSEWHERE)).toEqual([HOUSE])
  })

  it('[IN5] take four places, those of the last link, and leave those of the owner', async () => {
    const { relays } = await links([OUT])
    const named = Array.from(
      { length: MAX_RELAYS },
      (_, at) => `/dns4/r${at}.example/tcp/443/wss/p2p/Qm${at}`,
    )
    await Promise.all(named.map((address) => relays.addOfLink(address)))
    expect(relays.addresses()).toEqual([OUT, ...named.slice(-MAX_LINK_RELAYS)])
  })

  it('[IN5] are of a link until the owner adds them', async () => {
    const { relays } = await links([OUT])
    await relays.addOfLink(HOUSE)
    await relays.addOfLink(OUT)
    expect([relays.isOfLink(IDS[0]), relays.isOfLink(IDS[1]), relays.isOfLink('nobody')]).toEqual([
      false,
      true,
      false,
    ])
    relays.add(HOUSE)
    expect([relays.isOfLink(IDS[1]), relays.isRelay(IDS[1])]).toEqual([false, true])
  })

  it('[IN5] are tried less and less often while they do not answer', async () => {
    let heard = 0
    const service = net.createServer((socket) => {
      heard += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void service.close())
    const { port } = service.address() as net.AddressInfo
    const { relays, libp2p, clock, pauses, stopped } = await links([])
    await relays.addOfLink(`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${IDS[1]}`)
    void relays.keep(stopped)
    const triedAt = async (nowMs: number, times: number) => {
      clock.nowMs = nowMs
      pauses.end()
      await becomesTrue(() => heard === times)
      await becomesTrue(() => libp2p.getDialQueue().length === 0)
      // What follows on the end of the dial.
      await nextTask()
    }
    await triedAt(0, 1)
    await triedAt(3_000, 2)
    // The third time it is six seconds.
    await triedAt(8_999, 2)
    await triedAt(9_000, 3)
  })
})
