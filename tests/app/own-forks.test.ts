import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { endsOf, OwnForks } from '../../src/app/own-forks'
import { makeDeviceOf, moveOn, openSelf } from '../../src/app/ownership'
import { newWords } from '../../src/identity/words'
import { ok } from '../../src/lib/result'
import type { Draft, NetworkId, RecordCid, RecordOf } from '../../src/records/types'
import { DeviceStore } from '../../src/storage/device-store'
import { openDatabase } from '../../src/storage/open'
import { Author, testNetwork } from '../helpers/author'
import { becomesTrue } from '../helpers/becomes-true'

let opened = 0

/** Alice's browser, and a copy of it that wrote on by itself. */
async function copiedBrowser() {
  opened += 1
  const db = await openDatabase(`forks-${opened}` as NetworkId, () => undefined)
  const device = new DeviceStore(db)
  const words = newWords().join(' ')
  const made = await makeDeviceOf(device, testNetwork, words)
  const self = await openSelf(device)
  if (!made.ok || self === null) throw new Error('alice could not begin')
  const { signer } = self
  const here = await Author.create({ words, signer })
  const copy = await Author.create({ words, signer })
  return { device, words, here, copy }
}

async function page({ device, here }: Awaited<ReturnType<typeof copiedBrowser>>) {
  let self = await openSelf(device)
  const published: Draft[] = []
  const merges: RecordOf<'merge'>[] = []
  let settle = (): void => undefined
  let reloads = 0
  let isJoined = false
  const forks = new OwnForks({
    ...{ self: () => self, store: here.store, merges: () => merges, label: () => 'Test' },
    publish: async (draft) => {
      published.push(draft)
      return ok('' as RecordCid)
    },
    moveOn: async (former) => {
      const moved = await moveOn(device, testNetwork, former)
      if (moved.ok && moved.value) reloads += 1
    },
    joined: async () => {
      isJoined = true
      await device.merged()
      self = await openSelf(device)
    },
    after: (_ms, task) => {
      settle = task
      return () => undefined
    },
  })
  return {
    ...{ forks, published, merges },
    settle: () => settle(),
    reloads: () => reloads,
    isJoined: () => isJoined,
  }
}

describe('a browser that was copied', () => {
  it('[SY17] goes on as a further device when it is shown what the other signed, and joins both ends there', async () => {
    const browser = await copiedBrowser()
    const { here, copy, device } = browser
    const own = await here.post('here')
    const [first, last] = [await copy.post('there'), await copy.post('there, too')]
    const before = await page(browser)
    await before.forks.open()
    expect(before.published).toEqual([])
    for (const stray of [first, last]) await before.forks.stray(stray)
    before.settle()
    await becomesTrue(() => expect(before.reloads()).toBe(1))
    const after = await page(browser)
    await after.forks.open()
    const former = here.signer.device
    expect((await openSelf(device))?.signer.device).not.toBe(former)
    expect(after.published.map(({ kind }) => kind)).toEqual(['device', 'merge'])
    expect(after.published[1]?.body).toEqual({ device: former, heads: [own.cid, last.cid] })
    expect(after.isJoined()).toBe(true)
    const once = await page(browser)
    await once.forks.open()
    expect(once.published.map(({ kind }) => kind)).not.toContain('merge')
  })

  it('[SY17] writes its old log no more when the other copy has joined it', async () => {
    const browser = await copiedBrowser()
    const { here, words } = browser
    const further = await Author.create({ words })
    const body = { device: here.signer.device, heads: [(await here.post('here')).cid] }
    const merge = await further.write({ kind: 'merge', body })
    const { forks, reloads } = await page(browser)
    const stranger = await Author.create()
    const lie = await stranger.write({ kind: 'merge', body })
    await forks.changed({ added: [lie], forgotten: [], source: 'peer' })
    expect(reloads()).toBe(0)
    await forks.changed({ added: [merge], forgotten: [], source: 'peer' })
    expect(reloads()).toBe(1)
    expect((await page(browser)).reloads()).toBe(0)
  })

  it('[SY17] finds it at its next start when it ended before it could move on', async () => {
    const browser = await copiedBrowser()
    const further = await Author.create({ words: browser.words })
    const heads = [(await browser.here.post('here')).cid]
    const merge = await further.write({ kind: 'merge', body: { device: browser.here.signer.device, heads } })
    const { forks, merges, reloads } = await page(browser)
    merges.push(merge as RecordOf<'merge'>)
    await forks.open()
    expect(reloads()).toBe(1)
  })

  it('[SY19] is not moved by what it did not sign, nor by what others did', async () => {
    const browser = await copiedBrowser()
    const stray = await browser.copy.post('there')
    const signature = Uint8Array.from(stray.signature, (byte) => byte ^ 1)
    const stranger = await (await Author.create()).post('not hers')
    const { forks, settle, reloads, published } = await page(browser)
    await forks.stray({ ...stray, signature })
    await forks.stray(stranger)
    settle()
    expect([reloads(), published]).toEqual([0, []])
  })

  it('[SY19] looks at so many signatures in a while, and no more', async () => {
    const browser = await copiedBrowser()
    const stray = await browser.copy.post('there')
    let checks = 0
    const forks = new OwnForks({
      ...{ self: () => self, store: browser.here.store, merges: () => [], label: () => 'Test' },
      verify: async () => {
        checks += 1
        return false
      },
      publish: async () => ok('' as RecordCid),
      moveOn: async () => undefined,
      joined: async () => undefined,
      after: () => () => undefined,
    })
    const self = await openSelf(browser.device)
    for (let count = 0; count < 3_000; count += 1) await forks.stray(stray)
    expect(checks).toBe(1_000)
  })

  it('[SY17] names the entries behind which none came', async () => {
    const { copy, here } = await copiedBrowser()
    const [one, two, three] = [await copy.post('1'), await copy.post('2'), await here.post('3')]
    expect(endsOf([two, three, one])).toEqual([two.cid, three.cid])
  })
})
