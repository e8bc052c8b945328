/** The witnesses of a ledger change while it is paid with: real peers over WebSockets, one old witness away. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { declare } from '../../src/amp/founding'
import { supplyOf } from '../../src/amp/ledger'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import type { AccountId, KeyId } from '../../src/amp/types'
import { networkIdOf } from '../../src/records/network-id'
import { checkOrigin } from '../../src/app/origin-desk'
import { ORIGIN_FILE } from '../../src/amp/origin'
import { checkLedger, readNetwork } from '../../tools/ledger/check'
import { forkLedger } from '../../tools/ledger/fork'
import {
  announceAt,
  announceSuccession,
  lastTerms,
  planSuccession,
  readPlan,
  signSuccession,
  withSuccessor,
} from '../../tools/ledger/succeed'
import { listen, runWitness, witnessKey, type RunningWitness } from '../../tools/witness'
import { keptPorts } from '../helpers/kept-ports'

const MANIFEST = { v: 1, name: 'Epochs', purpose: 'test' }
const OLD = ['w0', 'w1', 'w2', 'w3'] as const
const NEW = ['n2', 'n3'] as const
const PEOPLE = ['alice', 'bob'] as const
const EACH = 1_000 * UNITS_PER_AMP
/** No measure: after this only a fault explains that it has not come, also on a machine that does much else. */
const SOON_MS = 90_000
const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

class Village {
  readonly folder: string
  readonly #running = new Map<string, RunningWitness>()
  readonly #lines = new Map<string, { address: string; key: KeyId }>()
  network: Record<string, unknown> = {}
  #paid = 0

  constructor(folder: string) {
    this.folder = folder
  }

  static async found(): Promise<Village> {
    const village = new Village(await mkdtemp(join(tmpdir(), 'synereo-epoch-')))
    ends.push(() => rm(village.folder, { recursive: true, force: true }))
    ends.push(() => village.stopAll())
    for (const name of [...OLD, ...NEW, ...PEOPLE]) {
      // A port of its own, which stays the same over a restart.
      const key = await witnessKey(join(village.folder, name))
      const { node, address } = await listen(key, '127.0.0.1', await keptPorts(1))
      await node.stop()
      village.#lines.set(name, { address, key: key.signer.device })
    }
    const ledger = await declare({
      ...{ name: 'Epochs', symbol: 'AMP', supply: 2 * EACH, grant: 0, feePpm: 0, previous: null },
      witnesses: OLD.map((name) => village.key(name)),
      addresses: new Map(OLD.map((name) => [village.key(name), [village.address(name)]])),
      given: new Map(PEOPLE.map((name) => [village.account(name), EACH])),
    })
    if (!ledger.ok) throw new Error(ledger.error)
    village.network = { manifest: MANIFEST, ledger: ledger.value }
    return village
  }

  key(name: string): KeyId {
    const found = this.#lines.get(name)
    if (found === undefined) throw new Error(`nobody is called ${name}`)
    return found.key
  }

  account(name: string): AccountId {
    return this.key(name) as string as AccountId
  }

  address(name: string): string {
    return this.#lines.get(name)?.address ?? ''
  }

  async start(name: string): Promise<void> {
    const key = await witnessKey(join(this.folder, name))
    const line = await listen(key, '127.0.0.1', Number(this.address(name).split('/')[4]))
    const id = await networkIdOf(MANIFEST)
    const running = await runWitness(key, line, id, this.network.ledger, Date.now)
    this.#running.set(name, running)
  }

  at(name: string): RunningWitness {
    const found = this.#running.get(name)
    if (found === undefined) throw new Error(`${name} does not run`)
    return found
  }

  async stop(name: string): Promise<void> {
    await this.#running.get(name)?.stop()
    this.#running.delete(name)
  }

  async stopAll(): Promise<void> {
    await Promise.allSettled([...this.#running.keys()].map((name) => this.stop(name)))
  }

  epochAt(name: string): number {
    return this.at(name).book.ledger.terms.epoch
  }

  async pay(from: string, to: string, amount: number): Promise<void> {
    this.#paid += 1
    const { purse, desk } = this.at(from)
    await purse.wish({
      id: `payment ${String(this.#paid)}`,
      t: 'send',
      to: this.account(to),
      amount,
      memo: null,
    })
    void desk.pump(false)
  }

  /** Whoever asks the witnesses is told by those that have read it. */
  async everybodyReads(whose: string, balance: number): Promise<void> {
    for (const name of this.#running.keys())
      await expect
        .poll(() => this.at(name).book.ledger.account(this.account(whose)).balance, { timeout: SOON_MS })
        .toBe(balance)
  }

  /** What somebody has, with all that came taken up and nothing open. */
  balanceAt(name: string, whose: string): number | null {
    const { purse, book } = this.at(name)
    return purse.isWaiting() ? null : book.ledger.account(this.account(whose)).balance
  }
}

describe('the witnesses of a ledger change', () => {
  it('[AM57] payments before, during and after become final, with one old witness away, and who asks later reads the same', async () => {
    const village = await Village.found()
    for (const name of ['w0', 'w1', 'w2', ...NEW, ...PEOPLE]) await village.start(name)
    await village.pay('alice', 'bob', 10)
    await expect.poll(() => village.balanceAt('bob', 'bob'), { timeout: SOON_MS }).toBe(EACH + 10)

    const { file } = await planSuccession({
      ...{
        network: village.network,
        folder: join(village.folder, 'plan'),
        without: ['w2', 'w3'].map((name) => village.key(name)),
      },
      ...{ newWitnesses: 0, host: '127.0.0.1', port: 4201, isSecure: false },
      others: new Map(NEW.map((name) => [village.key(name), village.address(name)])),
    })
    for (const name of ['w0', 'w1', 'w2'])
      await signSuccession(village.network, file, join(village.folder, name))
    const changed = announceSuccession(village.network, file)
    for (let count = 0; count < 5; count += 1) {
      await village.pay('alice', 'bob', 1)
      await village.pay('bob', 'alice', 2)
    }
    expect(await changed).toBe(true)
    for (const name of ['w0', 'w1', ...NEW, ...PEOPLE])
      await expect.poll(() => village.epochAt(name), { timeout: SOON_MS }).toBe(1)
    await expect.poll(() => village.balanceAt('alice', 'alice'), { timeout: SOON_MS }).toBe(EACH - 5)
    await expect.poll(() => village.balanceAt('bob', 'bob'), { timeout: SOON_MS }).toBe(EACH + 5)
    await village.pay('bob', 'alice', 5)
    await expect.poll(() => village.balanceAt('alice', 'alice'), { timeout: SOON_MS }).toBe(EACH)
    for (const name of [...NEW, ...PEOPLE])
      expect(supplyOf(village.at(name).book.ledger).total).toBe(2 * EACH)

    // One that was away all the time, and one that loads what it kept, go on where the others are.
    await village.start('w3')
    await village.stop('w0')
    await village.start('w0')
    for (const name of ['w0', 'w3'])
      await expect.poll(() => village.epochAt(name), { timeout: SOON_MS }).toBe(1)
    await village.stop('w1')
    await village.pay('alice', 'bob', 7)
    await expect.poll(() => village.balanceAt('bob', 'bob'), { timeout: SOON_MS }).toBe(EACH + 7)

    village.network = withSuccessor(village.network, await readPlan(file))
    await village.stop('w2')
    await village.everybodyReads('bob', EACH + 7)
    const checked = await checkLedger(village.network, village.account('alice'))
    expect(checked.replayed).toMatchObject({ balances: 2 * EACH, untaken: 0, locked: 0, total: 2 * EACH })
    expect(checked.signed).toMatchObject({ at: 'signed', isSameHere: true, balance: EACH - 7 })
  })

  it('[AM62] [AM67] they change twice, and who was away for both, comes new, or founds a ledger that goes on elsewhere, goes through the epochs in order', async () => {
    const village = await Village.found()
    for (const name of [...OLD, ...NEW, ...PEOPLE]) await village.start(name)
    await village.pay('alice', 'bob', 10)
    await expect.poll(() => village.balanceAt('bob', 'bob'), { timeout: SOON_MS }).toBe(EACH + 10)
    await village.stop('bob')
    const change = async (
      epoch: number,
      leave: readonly string[],
      come: readonly string[],
      signers: readonly string[],
    ) => {
      const { file } = await planSuccession({
        ...{ network: village.network, folder: join(village.folder, String(epoch)) },
        ...{ newWitnesses: 0, host: '127.0.0.1', port: 4201, isSecure: false },
        without: leave.map((name) => village.key(name)),
        others: new Map(come.map((name) => [village.key(name), village.address(name)])),
      })
      for (const name of signers) await signSuccession(village.network, file, join(village.folder, name))
      expect(await announceSuccession(village.network, file)).toBe(true)
      village.network = withSuccessor(village.network, await readPlan(file))
      await expect.poll(() => village.epochAt('alice'), { timeout: SOON_MS }).toBe(epoch)
      await village.pay('alice', 'bob', epoch)
      await expect.poll(() => village.balanceAt('alice', 'alice'), { timeout: SOON_MS }).not.toBeNull()
    }
    await change(1, ['w2', 'w3'], NEW, ['w0', 'w1', 'w2'])
    await change(2, ['w0', 'w1'], ['w3'], ['w0', 'w1', 'n2'])
    await village.stop('w2')
    await village.start('bob')
    await expect.poll(() => village.epochAt('bob'), { timeout: SOON_MS }).toBe(2)
    await expect.poll(() => village.balanceAt('bob', 'bob'), { timeout: SOON_MS }).toBe(EACH + 13)
    await village.everybodyReads('bob', EACH + 13)
    const checked = await checkLedger(village.network, village.account('bob'))
    expect(checked.replayed.total).toBe(2 * EACH)
    expect(checked.signed).toMatchObject({ at: 'signed', signers: 3, isSameHere: true, balance: EACH + 13 })

    // Also from a network.json that knows of no change.
    const ofOld = village.network.ledger as Record<string, unknown>
    const folder = join(village.folder, 'elsewhere')
    const { networkFile } = await forkLedger(
      { ...village.network, ledger: { ...ofOld, successors: [] } },
      {
        ...{ folder, name: null, symbol: 'NEW', leavesOut: false, newWitnesses: 1, others: [] },
        ...{ grant: 0, feePpm: 0, host: '127.0.0.1', port: 4_201, isSecure: false },
      },
    )
    const elsewhere = await readNetwork(networkFile)
    const proof = await readFile(join(folder, ORIGIN_FILE))
    expect(await checkOrigin(elsewhere.ledger, () => Promise.resolve(new Response(proof)))).toMatchObject({
      ...{ at: 'verified', name: 'Epochs', signers: 3, witnesses: 3 },
    })
  })

  it('[AM68] announce may stop after any write and be repeated: network.json is whole, names the change once, and the change gets done', async () => {
    const village = await Village.found()
    const { file } = await planSuccession({
      ...{ network: village.network, folder: join(village.folder, 'plan'), without: [village.key('w3')] },
      ...{ newWitnesses: 0, host: '127.0.0.1', port: 4201, isSecure: false },
      others: new Map([[village.key('n2'), village.address('n2')]]),
    })
    for (const name of ['w0', 'w1', 'w2'])
      await signSuccession(village.network, file, join(village.folder, name))
    const path = join(village.folder, 'network.json')
    await writeFile(path, JSON.stringify(village.network))
    // Stopped in the middle of what it writes, and before that took the place of the other.
    await writeFile(`${path}.new`, '{ "ledger": { "succ')
    expect(await announceAt(path, file, 1)).toBe(false)
    const named = await readFile(path, 'utf8')
    expect((await lastTerms(JSON.parse(named) as Record<string, unknown>)).epoch).toBe(1)
    // Stopped after it was written, before anybody was told; then when some were told; then when it was done.
    for (const name of ['w0', 'w1']) await village.start(name)
    expect(await announceAt(path, file, 3_000)).toBe(false)
    for (const name of ['w2', 'n2']) await village.start(name)
    expect(await announceAt(path, file)).toBe(true)
    expect(await announceAt(path, file)).toBe(true)
    const done = JSON.parse(await readFile(path, 'utf8')) as { ledger: { ends?: unknown } }
    expect({ ...done, ledger: { ...done.ledger, ends: undefined } }).toEqual(JSON.parse(named))
    // [AM69] Whoever comes new believes no other end of that epoch.
    expect(done.ledger.ends).toHaveLength(1)
    const checked = await checkLedger(done, null)
    expect(checked.signed).toMatchObject({ at: 'signed', isSameHere: true })
    expect(village.epochAt('n2')).toBe(1)

    // Another change for the same epoch is not put beside it.
    const other = await planSuccession({
      ...{ network: village.network, folder: join(village.folder, 'other'), without: [village.key('w2')] },
      ...{ newWitnesses: 0, host: '127.0.0.1', port: 4201, isSecure: false, others: new Map() },
    })
    await expect(announceAt(path, other.file)).rejects.toThrow('names other witnesses for epoch 1')
  })

  it('[AM68] a witness whose note of what it signed was cut off by a crash can sign', async () => {
    const village = await Village.found()
    const { file } = await planSuccession({
      ...{ network: village.network, folder: join(village.folder, 'plan'), without: [village.key('w3')] },
      ...{ newWitnesses: 0, host: '127.0.0.1', port: 4201, isSecure: false, others: new Map() },
    })
    const folder = join(village.folder, 'w0')
    await writeFile(join(folder, 'signed-epoch-1.new'), 'bafy')
    expect(await signSuccession(village.network, file, folder)).toEqual({ weight: 1, needed: 3 })
    expect(await readdir(folder)).not.toContain('signed-epoch-1.new')
  })

  it('[AM146] new witnesses are planned where they can be asked: at no port of one that stays, and at none that there is not', async () => {
    const village = await Village.found()
    const port = Number(village.address('w1').split('/')[4])
    const planned = (folder: string, change: { host?: string; port?: number; newWitnesses?: number }) =>
      planSuccession({
        ...{ network: village.network, folder: join(village.folder, folder), without: [village.key('w0')] },
        ...{ newWitnesses: 2, host: '127.0.0.1', port, isSecure: false, others: new Map() },
        ...change,
      })
    const taken = ['w1', 'w2', 'w3'].map((name) => Number(village.address(name).split('/')[4]))
    const free = Array.from({ length: 9 }, (_, index) => port + index).filter((one) => !taken.includes(one))
    const { witnesses, manifest } = await planned('here', {})
    expect(witnesses.map((each) => each.port)).toEqual(free.slice(0, 2))
    expect(new Set(manifest.witnesses.map(({ addresses }) => addresses[0]?.split('/')[4])).size).toBe(5)
    // At another host the port is nobody's.
    const elsewhere = await planned('elsewhere', { host: 'honey.example' })
    expect(elsewhere.witnesses.map((each) => each.port)).toEqual([port, port + 1])

    for (const wrong of [{ port: 70_000 }, { port: 0 }, { port: 65_535 }])
      await expect(planned('nowhere', wrong)).rejects.toThrow('ports of the witnesses are out of bounds')
    for (const host of ['a b/c', '', '::1'])
      await expect(planned('nowhere', { host })).rejects.toThrow('a name or an IPv4 address')
    await expect(readdir(join(village.folder, 'nowhere'))).rejects.toThrow('ENOENT')
  })

  it('[AM61] a witness signs one successor of its epoch and no other; too few are not announced, and who is none signs nothing', async () => {
    const village = await Village.found()
    const planned = (folder: string, without: string) =>
      planSuccession({
        ...{
          network: village.network,
          folder: join(village.folder, folder),
          without: [village.key(without)],
        },
        ...{ newWitnesses: 1, host: '127.0.0.1', port: 4201, isSecure: false, others: new Map() },
      })
    const [one, other] = [await planned('one', 'w3'), await planned('other', 'w2')]
    expect(one.manifest.witnesses).toHaveLength(4)
    expect(one.witnesses).toHaveLength(1)
    const sign = (file: string, name: string) =>
      signSuccession(village.network, file, join(village.folder, name))
    expect(await sign(one.file, 'w0')).toEqual({ weight: 1, needed: 3 })
    expect(await sign(one.file, 'w0')).toEqual({ weight: 1, needed: 3 })
    expect(await sign(one.file, 'w1')).toEqual({ weight: 2, needed: 3 })
    await expect(sign(other.file, 'w0')).rejects.toThrow('has signed another successor')
    await expect(sign(one.file, 'n2')).rejects.toThrow('is no witness of this ledger')
    await expect(announceSuccession(village.network, one.file)).rejects.toThrow('that are needed')
    await expect(planned('one', 'w3')).rejects.toThrow('is there already')
    await expect(planned('third', 'n2')).rejects.toThrow('is no witness of this ledger')
    expect(await sign(one.file, 'w2')).toEqual({ weight: 3, needed: 3 })
    // Declared so, the ledger is in the next epoch: what follows on the first does not follow on it.
    const next = withSuccessor(village.network, await readPlan(one.file))
    expect((await lastTerms(next)).epoch).toBe(1)
    await expect(signSuccession(next, one.file, join(village.folder, 'w0'))).rejects.toThrow(
      'does not follow',
    )
  })
})
