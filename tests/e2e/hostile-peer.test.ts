import { lpStream } from '@libp2p/utils'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeInvite } from '../../src/app/invite-link'
import { SYNC_PROTOCOL } from '../../src/peer/config'
import { encodeMessage } from '../../src/peer/messages'
import { newWords } from '../../src/identity/words'
import { networkIdOf } from '../../src/records/network-id'
import type { RecordBlocks } from '../../src/records/types'
import { networkWith } from '../../tools/site'
import { Author } from '../helpers/author'
import { hostileRecords } from '../helpers/hostile-records'
import { startNodePeer, type NodePeer } from './harness/node-peer'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

let site: Site
let browser: Browser
let alice: Person
/** Two share the attack, since the patience with one would be used up; the third is for what comes after. */
let nodes: NodePeer[]

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  nodes = [await startNodePeer(), await startNodePeer(), await startNodePeer()]
  await alice.begin()
})

afterAll(async () => {
  for (const node of nodes) await node.stop()
  await browser.close()
  await site.stop()
})

/** Opens the sync protocol with alice's page as any program could, and says what it likes. */
async function speakWith(person: Person, node: NodePeer | undefined) {
  const invite = decodeInvite((await person.inviteLink()).split('#/join/')[1] ?? '')
  if (invite === null || node === undefined) throw new Error('the invite link is damaged')
  const connection = await node.dial(site.relay, invite.peerId)
  const wire = lpStream(await connection.newStream(SYNC_PROTOCOL))
  let batch = 0
  return {
    send: async (records: readonly RecordBlocks[]) => {
      batch += 1
      await wire.write(encodeMessage({ type: 'records', id: batch, records }))
    },
  }
}

async function refused(person: Person): Promise<Record<string, number>> {
  const rows = await person.page
    .locator('[data-reason]')
    .evaluateAll((items) =>
      items.map(
        (item) =>
          [
            item.getAttribute('data-reason') ?? '',
            Number(item.querySelector('strong')?.textContent),
          ] as const,
      ),
    )
  return Object.fromEntries(rows)
}

describe('a hostile peer', () => {
  it('[E15] sends a hundred wrong records: each is refused for its reason, and nothing held changes', async () => {
    const { manifest } = await networkWith([])
    const words = newWords().join(' ')
    const mallory = await Author.create({ network: await networkIdOf(manifest), words })
    mallory.nowMs = Date.now() - 60_000
    await mallory.write({ kind: 'profile', body: { name: 'Mallory', about: '', hue: 0 } })
    await mallory.post('I am real')
    const accomplice = await Author.create({ network: mallory.network })
    const foreign = await accomplice.post('I am somebody else')
    const valid = [await blocksIn(mallory), await blocksIn(accomplice)]
    const { network, person, signer } = mallory
    const hostile = await hostileRecords({
      network,
      person,
      words,
      signer,
      records: valid[0] ?? [],
      foreign: foreign.cid,
    })
    expect(hostile.length).toBeGreaterThanOrEqual(100)

    await alice.post('Before the attack')
    const speakers = [await speakWith(alice, nodes[0]), await speakWith(alice, nodes[1])]
    for (const log of valid) await speakers[0]?.send(log)
    const attack = (async () => {
      for (const [index, { blocks }] of hostile.entries()) await speakers[index % 2]?.send([blocks])
    })()
    await alice.post('In the midst of it')
    await attack

    const expected: Record<string, number> = {}
    // Only what is told apart from the log that is held counts; a repeated entry is no fault.
    for (const { reason } of hostile)
      if (reason !== 'duplicate') expected[reason] = (expected[reason] ?? 0) + 1
    await alice.goTo('Connections')
    await until('all are refused', async () => sum(await refused(alice)) >= sum(expected))
    expect(await refused(alice)).toEqual(expected)

    await alice.goTo('Latest')
    await alice.article('Before the attack').waitFor()
    await alice.article('In the midst of it').waitFor()
    expect(await alice.page.getByRole('article').count()).toBe(2)
    await alice.page.reload()
    await alice.ready()
    await alice.article('Before the attack').waitFor()
    expect(alice.faults).toEqual([])
  })

  it('[E16] that goes on is cut off', async () => {
    const { send } = await speakWith(alice, nodes[2])
    const peerId = nodes[2]?.helia.libp2p.peerId.toString() ?? ''
    const link = alice.page.getByRole('list', { name: 'Peers' }).getByText(peerId.slice(-8))
    await link.waitFor()
    const garbage = async (): Promise<void> => {
      for (let times = 0; times < 400; times += 1) await send([{ entry: new Uint8Array(100), body: null }])
    }
    // Whether a write fails before all is sent depends on how fast the page is.
    await garbage().catch(() => undefined)
    await link.waitFor({ state: 'detached' })
    await expect(speakWith(alice, nodes[2])).rejects.toThrow()
    expect(alice.faults).toEqual([])
  })
})

async function blocksIn(author: Author): Promise<RecordBlocks[]> {
  const blocks: RecordBlocks[] = []
  for await (const record of author.store.all())
    blocks.push({ entry: record.entryBlock, body: record.bodyBlock })
  return blocks
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
