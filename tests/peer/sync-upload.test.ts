/** What one peer can make a page send, by what it asks for: the service over links that count. */
import { describe, expect, it } from 'vitest'
import {
  MAX_FRESH_RECORDS,
  SENT_AGAIN_COSTS,
  SYNC_BATCH_BYTES,
  SYNC_WINDOW_BATCHES,
  UPLOAD_BURST_BYTES,
  UPLOAD_BYTES_PER_S,
} from '../../src/peer/config'
import { encodeMessage, type SyncMessage } from '../../src/peer/messages'
import { SyncService } from '../../src/peer/sync-service'
import type { LinksHost, SyncLink } from '../../src/peer/sync-wire'
import { Author } from '../helpers/author'
import { Hands } from '../helpers/hands'

/** More than one batch of them. */
const POSTS = 30
const LONG_TEXT = 'x'.repeat(4_000)
/** What frames records in a message. */
const SLACK = 1.1

const alice = await Author.create()
for (let count = 0; count < POSTS; count += 1) await alice.post(LONG_TEXT)

/** Alice's page, and mallory, who is linked and says what she likes. */
async function linked() {
  const clock = new Hands()
  const sent: SyncMessage[] = []
  const hosts: LinksHost<SyncLink>[] = []
  const service = new SyncService<SyncLink>(
    (made) => {
      hosts.push(made)
      return {
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        get: () => undefined,
        send: (_, message) => Promise.resolve(void sent.push(message)),
        abort: (_, why) => expect(why).toBe('never'),
      }
    },
    {
      store: alice.store,
      presence: () => Promise.resolve(null),
      logBehind: () => Promise.resolve(null),
      wanted: () => new Map(),
      receive: () => Promise.resolve(),
      receiveFresh: () => Promise.resolve(),
      misbehaved: () => undefined,
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
  const open = (peerId: string): SyncLink => {
    const link = { peerId, since: 0 }
    host.opened(link)
    return link
  }
  const bytesSent = (): number => sent.reduce((sum, message) => sum + encodeMessage(message).byteLength, 0)
  return { clock, sent, host, open, bytesSent }
}

type Linked = Awaited<ReturnType<typeof linked>>

/** Asks for the whole log again and again, and acknowledges all that comes, until nothing does. */
async function askAgainAndAgain({ host, sent }: Linked, link: SyncLink): Promise<void> {
  const from = { ...alice.logId(), next: 0 }
  let read = sent.length
  for (let id = 0; ; id += 1) {
    await host.heard(link, { type: 'get', id, from })
    if (read === sent.length) return
    for (; read < sent.length; read += 1) {
      const message = sent[read]
      if (message?.type === 'records') await host.heard(link, { type: 'ack', id: message.id })
    }
  }
}

describe('one peer that asks for the same again and again', () => {
  it('[SY16] is sent a part of its burst, and then no more than its rate', async () => {
    const all = await linked()
    const mallory = all.open('mallory')
    await askAgainAndAgain(all, mallory)
    const most = (UPLOAD_BURST_BYTES / SENT_AGAIN_COSTS + SYNC_WINDOW_BATCHES * SYNC_BATCH_BYTES) * SLACK
    expect(all.bytesSent()).toBeLessThan(most)
    expect(all.bytesSent()).toBeGreaterThan(most / 2)

    const before = all.bytesSent()
    for (let second = 0; second < 10; second += 1) {
      all.clock.goOn(1_000)
      await turn()
      await askAgainAndAgain(all, mallory)
    }
    expect(all.bytesSent()).toBeGreaterThan(before)
    expect(all.bytesSent() - before).toBeLessThan(
      ((10 * UPLOAD_BYTES_PER_S) / SENT_AGAIN_COSTS + SYNC_WINDOW_BATCHES * SYNC_BATCH_BYTES) * SLACK,
    )
  })

  it('[SY16] has no more of it with another stream, and takes nothing from others', async () => {
    const all = await linked()
    const mallory = all.open('mallory')
    await askAgainAndAgain(all, mallory)
    all.host.closed(mallory)
    const before = all.bytesSent()
    await askAgainAndAgain(all, all.open('mallory'))
    expect(all.bytesSent() - before).toBeLessThan(1_000)
    const bob = all.open('bob')
    await all.host.heard(bob, { type: 'get', id: 0, from: { ...alice.logId(), next: 0 } })
    expect(all.bytesSent() - before).toBeGreaterThan(SYNC_BATCH_BYTES / 2)
  })

  it('[SY16] waits for what it peeks at, and is answered when it may be', async () => {
    const all = await linked()
    const mallory = all.open('mallory')
    const peek = { type: 'peek', from: { ...alice.logId(), next: POSTS + 1 - MAX_FRESH_RECORDS } } as const
    while (all.clock.due.length === 0) {
      void all.host.heard(mallory, peek)
      await turn()
    }
    const before = all.bytesSent()
    expect(before).toBeLessThan((UPLOAD_BURST_BYTES / SENT_AGAIN_COSTS + SYNC_BATCH_BYTES) * SLACK)
    all.clock.goOn(1_000)
    await turn()
    expect(all.bytesSent()).toBeGreaterThan(before)
  })
})

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
