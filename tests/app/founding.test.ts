import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FoundingDesk, type FoundingWish } from '../../src/app/founding'
import { readNetworkText } from '../../src/app/network-choice'
import { OwnerDesk } from '../../src/app/owner-desk'
import { Publisher } from '../../src/app/publish'
import { newWords } from '../../src/identity/words'
import { Queue } from '../../src/lib/queue'
import { networkIdOf } from '../../src/records/network-id'
import type { NetworkId } from '../../src/records/types'
import { DeviceStore } from '../../src/storage/device-store'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import { testDevice, testPerson } from '../helpers/test-person'

const { id: alice } = await testPerson('alice')
let nowMs = 1_000

function desk(): FoundingDesk {
  return new FoundingDesk({ stun: [] }, alice, () => (nowMs += 1))
}

function wish(change: Partial<FoundingWish> = {}): FoundingWish {
  return {
    ...{ name: ' Honey ', witnesses: [testDevice('w0').device], supply: 1_000, relays: ['/dns4/a/tcp/1/ws'] },
    ...{ given: new Map([[alice, 400]]), grant: 100 },
    ...change,
  }
}

/** A browser in which nobody has begun in this network yet. */
async function newcomer(network: NetworkId, ledger: unknown): Promise<OwnerDesk> {
  const db = await openDatabase(network, () => undefined)
  return new OwnerDesk({
    ...{ device: new DeviceStore(db), network, ledger },
    publisher: new Publisher({
      ...{ store: new IdbRecordStore(db), network, queue: new Queue(), now: Date.now },
      changed: () => undefined,
    }),
    ...{ changed: () => undefined, begun: async () => undefined, notice: () => undefined },
  })
}

async function founded(change: Partial<FoundingWish> = {}) {
  const made = await desk().found(wish(change))
  if (!made.ok) throw new Error(made.error)
  const read = await readNetworkText(made.value.text)
  if (!read.ok) throw new Error(read.error)
  return { ...made.value, config: read.value }
}

const deviceOf = (owner: OwnerDesk) => owner.self?.signer.device

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  // A device calls itself by the browser's name.
  vi.stubGlobal('navigator', { userAgent: 'Test' })
})

describe('founding a network', () => {
  it('[FN1] makes a network.json that a page reads, with the relays and the AMP that were wished for', async () => {
    const { config, name, quorum, begins } = await founded()
    expect([config.name, name, config.relays]).toEqual(['Honey', 'Honey', ['/dns4/a/tcp/1/ws']])
    expect(quorum).toBe(1)
    expect(begins).toEqual([
      { account: testDevice('w0').device, amount: 600 },
      { account: alice, amount: 400 },
    ])
  })

  it('[FN1] makes two networks of two files, though all that was typed is the same', async () => {
    const [one, other] = [await founded(), await founded()]
    expect(one.id).not.toBe(other.id)
  })

  it('[FN2] refuses a starter that no witness has', async () => {
    expect(await desk().found(wish({ grant: 601 }))).toEqual({ ok: false, error: 'nothing-to-grant' })
    expect(await desk().found(wish({ name: ' ' }))).toEqual({ ok: false, error: 'name' })
  })
})

describe('the code of a browser', () => {
  it('[FN3] is the same until it begins in a network that names it, whose device it then is, and another afterwards', async () => {
    const code = await desk().code()
    expect(await desk().code()).toBe(code)
    const { id, config } = await founded({ witnesses: [code] })
    const owner = await newcomer(id, config.ledger)
    expect(await owner.begin('Alice', 7, true)).toMatchObject({ ok: true })
    expect(deviceOf(owner)).toBe(code)
    expect(await desk().code()).not.toBe(code)
  })

  it('[FN3] is the device of whoever comes with twelve words as well', async () => {
    const code = await desk().code()
    const { id, config } = await founded({ witnesses: [testDevice('w0').device, code] })
    const owner = await newcomer(id, config.ledger)
    expect(await owner.recover(newWords().join(' '), true)).toMatchObject({ ok: true })
    expect(deviceOf(owner)).toBe(code)
  })

  it('[FN3] stays with the browser until the owner has said whether its key is for here', async () => {
    const code = await desk().code()
    const { id, config } = await founded({ witnesses: [code] })
    const owner = await newcomer(id, config.ledger)
    expect(await owner.begin('Alice', 7)).toEqual({ ok: false, error: 'is-named' })
    expect(await owner.recover(newWords().join(' '))).toEqual({ ok: false, error: 'is-named' })
    expect(owner.self).toBeNull()
    expect(await owner.begin('Alice', 7, false)).toMatchObject({ ok: true })
    expect(deviceOf(owner)).not.toBe(code)
    expect(await desk().code()).toBe(code)
  })

  it('[FN3] is no device in a network that does not name it, or has no AMP, or cannot be read', async () => {
    const code = await desk().code()
    const { config } = await founded()
    for (const [network, ledger] of [
      ['other witnesses', config.ledger],
      ['no ledger', null],
      ['nonsense', 'nonsense'],
    ] as const) {
      const owner = await newcomer(await networkIdOf({ name: network }), ledger)
      expect(await owner.begin('Alice', 7)).toMatchObject({ ok: true })
      expect(deviceOf(owner)).not.toBe(code)
    }
    expect(await desk().code()).toBe(code)
  })

  it('[FN3] is one, whichever tab asks first', async () => {
    const codes = await Promise.all([desk().code(), desk().code(), desk().code()])
    expect(new Set(codes).size).toBe(1)
  })
})
