import { describe, expect, it, onTestFinished } from 'vitest'
import { MESSAGE_BURST, MESSAGE_COSTS, SYNC_PROTOCOL } from '../../src/peer/config'
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
})
