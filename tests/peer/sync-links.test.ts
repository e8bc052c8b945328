import { lpStream } from '@libp2p/utils'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nextTask } from '../../src/lib/next-task'
import { MESSAGE_BURST, MESSAGE_COSTS, READ_AT_ONCE_MS, SYNC_PROTOCOL } from '../../src/peer/config'
import { encodeMessage } from '../../src/peer/messages'
import { SyncLinks } from '../../src/peer/sync-links'
import { bareNode } from '../helpers/bare-nodes'
import { becomesTrue } from '../helpers/becomes-true'

describe('streams of the sync', () => {
  it('[SY14] who opens one after the other is greeted only as often as its budget pays for', async () => {
    const [page, mallory] = [await bareNode(), await bareNode()]
    let opened = 0
    let closed = 0
    const links = new SyncLinks(
      page,
      {
        opened: () => (opened += 1),
        heard: () => Promise.resolve(),
        closed: () => (closed += 1),
        misbehaved: () => undefined,
      },
      // Time stands still, so the budget does not grow.
      () => 0,
    )
    await links.start()
    onTestFinished(() => links.stop())
    const connection = await mallory.dial(page.getMultiaddrs())
    const attempts = 10 * (MESSAGE_BURST / MESSAGE_COSTS.stream)
    for (let count = 0; count < attempts; count += 1) {
      const stream = await connection.newStream(SYNC_PROTOCOL)
      await becomesTrue(() => expect(opened > count || stream.status !== 'open').toBe(true))
    }
    await becomesTrue(() => expect(closed).toBeGreaterThanOrEqual(opened - 1))
    expect(opened).toBe(MESSAGE_BURST / MESSAGE_COSTS.stream)
  })

  it('[SY25] what came all at once is read for a frame at a time, and not in one task', async () => {
    const [page, mallory] = [await bareNode(), await bareNode()]
    const messages = 100
    let [heard, inTask, mostInTask] = [0, 0, 0]
    let nowMs = 0
    const links = new SyncLinks(
      page,
      {
        opened: () => undefined,
        heard: () => {
          heard += 1
          inTask += 1
          mostInTask = Math.max(mostInTask, inTask)
          void nextTask().then(() => (inTask = 0))
          // Each takes a quarter of what is read at once.
          nowMs += READ_AT_ONCE_MS / 4
          return Promise.resolve()
        },
        closed: () => undefined,
        misbehaved: () => undefined,
      },
      () => nowMs,
    )
    await links.start()
    onTestFinished(() => links.stop())
    const connection = await mallory.dial(page.getMultiaddrs())
    const wire = lpStream(await connection.newStream(SYNC_PROTOCOL))
    await wire.writeV(Array.from({ length: messages }, (_, id) => encodeMessage({ type: 'stop', id })))
    await becomesTrue(() => expect(heard).toBe(messages))
    expect(mostInTask).toBeLessThanOrEqual(8)
  })
})
