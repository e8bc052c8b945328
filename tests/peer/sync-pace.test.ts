/** How much of a page its peers can take by what they say, and how much of their lines it takes. */
import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { FETCH_PAUSE_TIMES, LEASE_MS, SYNC_WINDOW_BATCHES, WANT_PAUSE_MS } from '../../src/peer/config'
import type { SyncMessage } from '../../src/peer/messages'
import { SyncService } from '../../src/peer/sync-service'
import type { LinksHost, SyncLink } from '../../src/peer/sync-wire'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { Hands } from '../helpers/hands'

const laptop = 'laptop' as DeviceId

interface Sent {
  readonly to: string
  readonly message: SyncMessage
}

/** A page that lacks everything of whom it wants. */
async function page(...people: readonly string[]) {
  const clock = new Hands()
  const [sent, blamed, aborted]: [Sent[], string[], string[]] = [[], [], []]
  const hosts: LinksHost<SyncLink>[] = []
  const links = new Map<string, SyncLink>()
  /** While there is a list, what is sent is not taken until a test says so. */
  const line: { untaken: (() => void)[] | null } = { untaken: null }
  let wanted: readonly string[] = people
  const service = new SyncService<SyncLink>(
    (made) => {
      hosts.push(made)
      return {
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        get: (peerId) => links.get(peerId),
        send: ({ peerId }, message) => {
          sent.push({ to: peerId.toString(), message })
          const { untaken } = line
          return untaken === null ? Promise.resolve() : new Promise((resolve) => untaken.push(resolve))
        },
        abort: ({ peerId }) => void aborted.push(peerId.toString()),
      }
    },
    {
      store: new MemoryRecordStore(),
      presence: () => Promise.resolve(null),
      logBehind: () => Promise.resolve(null),
      wanted: () => new Map(wanted.map((person) => [person as PersonId, Infinity])),
      receive: () => Promise.resolve(),
      receiveFresh: () => Promise.resolve(),
      misbehaved: (peerId, _what, weight = 1) => void blamed.push(...Array<string>(weight).fill(peerId)),
      linksChanged: () => undefined,
      spread: () => undefined,
      turnsOver: () => undefined,
      ended: () => undefined,
    },
    clock,
  )
  await service.start()
  const [host] = hosts
  if (host === undefined) throw new Error('the service keeps links')
  const open = async (peerId: string): Promise<SyncLink> => {
    const link = { peerId, since: 0 }
    links.set(peerId, link)
    host.opened(link)
    await turn()
    return link
  }
  const offer = (link: SyncLink, person: string): Promise<void> => {
    const position = { person: person as PersonId, device: laptop, next: 5 }
    return host.heard(link, { type: 'have', positions: [position] })
  }
  const said = <T extends SyncMessage['type']>(type: T) =>
    sent.flatMap(({ message }) =>
      message.type === type ? [message as Extract<SyncMessage, { type: T }>] : [],
    )
  const asked = (): string[] => said('get').map(({ from }) => from.person)
  const wants = (): string[] => said('want').map((want) => want.wants.map(({ person }) => person).join(' '))
  const want = (...others: readonly string[]): void => {
    wanted = others
    service.wantsChanged()
  }
  return { clock, service, sent, blamed, aborted, line, host, open, offer, said, asked, wants, want }
}

describe('what is said to make a page look whom to ask', () => {
  it('[SY24] who ends what it was not asked for misbehaves; late, or once more, is no such thing', async () => {
    const { host, open, offer, said, blamed, aborted } = await page('alice')
    const [bob, mallory] = [await open('bob'), await open('mallory')]
    await offer(bob, 'alice')
    const id = said('get')[0]?.id ?? 0
    await host.heard(mallory, { type: 'end', id })
    expect([blamed, aborted]).toEqual([['mallory'], ['mallory']])
    await host.heard(bob, { type: 'end', id })
    await host.heard(bob, { type: 'end', id })
    await turn()
    expect([blamed, aborted]).toEqual([['mallory'], ['mallory']])
    await host.heard(bob, { type: 'end', id: id + 1 })
    expect(blamed).toEqual(['mallory', 'bob'])
  })

  it('[SY29] who sends records that it was not asked for misbehaves by as many; what was under way when it was asked no more is no such thing', async () => {
    const { clock, service, host, open, offer, blamed, aborted } = await page('alice')
    const [bob, mallory] = [await open('bob'), await open('mallory')]
    const records = Array.from({ length: 3 }, () => ({ entry: new Uint8Array(300), body: null }))
    await offer(bob, 'alice')
    await host.heard(mallory, { type: 'records', id: 1, records })
    expect([blamed, aborted]).toEqual([['mallory', 'mallory', 'mallory'], ['mallory']])
    await host.heard(bob, { type: 'records', id: 1, records })
    service.noPlace('bob', { person: 'alice' as PersonId, device: laptop })
    // However slow its line is.
    clock.nowMs += 100 * LEASE_MS
    for (let id = 2; id < 2 + SYNC_WINDOW_BATCHES; id += 1)
      await host.heard(bob, { type: 'records', id, records })
    expect(aborted).toEqual(['mallory'])
    await host.heard(bob, { type: 'records', id: 9, records })
    expect(aborted).toEqual(['mallory', 'bob'])
  })

  it('[SY29] who has ended all that it was asked for has nothing under way', async () => {
    const { host, open, offer, said, aborted } = await page('alice')
    const bob = await open('bob')
    await offer(bob, 'alice')
    await host.heard(bob, { type: 'end', id: said('get')[0]?.id ?? 0 })
    await turn()
    await host.heard(bob, { type: 'records', id: 1, records: [] })
    expect(aborted).toEqual(['bob'])
  })

  it('[SY24] it looks at once while a look takes no time', async () => {
    const { open, offer, asked } = await page('alice', 'charlie')
    const bob = await open('bob')
    await offer(bob, 'alice')
    await offer(bob, 'charlie')
    expect(asked()).toEqual(['alice', 'charlie'])
  })

  it('[SY24] after a look that took long it looks again only after a pause of many times its length', async () => {
    const { clock, open, offer, asked } = await page('alice', 'charlie', 'dora')
    const bob = await open('bob')
    const lookMs = 10
    // However often it is asked how late it is, at least so much has passed.
    clock.now = () => (clock.nowMs += lookMs)
    await offer(bob, 'alice')
    await offer(bob, 'charlie')
    await offer(bob, 'dora')
    expect(asked()).toEqual(['alice'])
    clock.now = () => clock.nowMs
    clock.goOn(lookMs * FETCH_PAUSE_TIMES)
    expect(asked()).toEqual(['alice', 'charlie', 'dora'])
  })
})

describe('whom a page tells that it wants', () => {
  it('[SY26] it says so at once, and what changes soon after it once, as it is then', async () => {
    const { clock, open, want, wants } = await page('alice')
    await open('bob')
    await open('charlie')
    expect(wants()).toEqual(['alice', 'alice'])
    want('alice', 'dora')
    expect(wants().slice(2)).toEqual(['alice dora', 'alice dora'])
    for (let count = 0; count < 200; count += 1) want('alice', `stranger ${count}`)
    expect(wants()).toHaveLength(4)
    await turn()
    clock.goOn(WANT_PAUSE_MS)
    expect(wants().slice(4)).toEqual(['alice stranger 199', 'alice stranger 199'])
  })

  it('[SY26] to a link that has not taken what was said it says no more until it has', async () => {
    const { clock, line, open, want, wants } = await page('alice')
    await open('bob')
    line.untaken = []
    for (const person of ['charlie', 'dora', 'erik']) {
      want('alice', person)
      clock.goOn(WANT_PAUSE_MS)
    }
    expect(wants()).toEqual(['alice', 'alice charlie'])
    for (const take of line.untaken) take()
    await turn()
    clock.goOn(WANT_PAUSE_MS)
    expect(wants().slice(2)).toEqual(['alice erik'])
  })

  it('[SY27] it says nothing when the same people are wanted in another order', async () => {
    const { clock, open, offer, want, wants, asked } = await page('alice', 'charlie', 'dora')
    await open('bob')
    want('dora', 'charlie', 'alice')
    clock.goOn(WANT_PAUSE_MS)
    expect(wants()).toEqual(['alice charlie dora'])
    await offer(await open('erik'), 'dora')
    expect(asked()).toEqual(['dora'])
  })
})

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
