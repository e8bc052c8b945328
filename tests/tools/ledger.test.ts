/** A ledger that is founded in a temporary folder, run by three of its four witnesses, paid with and checked. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readDeclaration } from '../../src/amp/declaration'
import type { AccountId } from '../../src/amp/types'
import { checkOrigin } from '../../src/app/origin-desk'
import { networkIdOf } from '../../src/records/network-id'
import { startHelperWitness } from '../../tools/helper-witness'
import { checkLedger, linesOf, readNetwork } from '../../tools/ledger/check'
import { forkLedger } from '../../tools/ledger/fork'
import { foundLedger, type FoundingPlan } from '../../tools/ledger/found'
import { listen, runWitness, witnessKey } from '../../tools/witness'
import { keptPorts } from '../helpers/kept-ports'
import { testPerson } from '../helpers/test-person'
import { becomesTrue } from '../helpers/becomes-true'

const SUPPLY = 1_000
const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function emptyFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'synereo-found-'))
  ends.push(() => rm(path, { recursive: true, force: true }))
  return path
}

function plan(folder: string, change: Partial<FoundingPlan> = {}): FoundingPlan {
  const manifest = { v: 1, name: 'Honey', purpose: 'test' }
  return {
    ...{ folder: join(folder, 'founded'), network: { name: 'Honey', manifest, relays: [], stun: [] } },
    ...{ name: 'Honey', symbol: 'HNY', supply: SUPPLY, previous: null },
    ...{ newWitnesses: 4, others: [], given: new Map(), grant: 0, feePpm: 0 },
    ...{ host: '127.0.0.1', port: 4_201, isSecure: false },
    ...change,
  }
}

describe('founding a ledger', () => {
  it('[AM53] [AM54] [AM79] [AM114] three of its four witnesses make a payment final, its payer proves what is left, and it goes on elsewhere', async () => {
    const folder = await emptyFolder()
    const alice = await witnessKey(join(folder, 'alice'))
    const account = alice.signer.device as string as AccountId
    const bob = (await testPerson('bob')).id
    const given = new Map([[account, 100]])
    const founded = await foundLedger(plan(folder, { given, port: await keptPorts(4) }))
    const network = await readNetwork(founded.networkFile)
    for (const { stateDir, port } of founded.witnesses.slice(1)) {
      const at = { folder: join(stateDir, 'witness'), host: '127.0.0.1', port }
      const { running } = await startHelperWitness({ networkFile: founded.networkFile, ...at })
      if (running === null) throw new Error('expected the ledger to name the witness')
      ends.push(() => running.stop())
    }

    const id = await networkIdOf(network.manifest)
    const payer = await runWitness(alice, await listen(alice, '127.0.0.1', 0), id, network.ledger, Date.now)
    ends.push(() => payer.stop())
    await payer.purse.wish({ id: 'for honey', t: 'send', to: bob, amount: 30, memo: null })
    await becomesTrue(() => expect(payer.purse.stateOf('for honey')?.at).toBe('final'))

    const ofAlice = await checkLedger(network, account)
    expect(ofAlice.replayed).toEqual({ balances: SUPPLY - 30, untaken: 30, locked: 0, total: SUPPLY })
    expect(ofAlice.signed).toMatchObject({ at: 'signed', sum: SUPPLY, balance: 70, isSameHere: true })

    expect(linesOf(ofAlice, true).at(-1)).toMatch(/^Proven of that account +0\.00007 HNY$/)
    const nobody = await checkLedger(network, (await testPerson('charlie')).id)
    expect(linesOf(nobody, true).at(-1)).toBe('No witness showed a balance of that account.')
    expect(linesOf(nobody, false).at(-1)).toBe('What was read here is the same, account for account.')

    const change = {
      ...plan(folder),
      ...{ folder: join(folder, 'elsewhere'), name: null, symbol: 'NEW', leavesOut: false },
    }
    // With room for five accounts bob, who has the least, would stay out.
    await expect(forkLedger(network, change, 5)).rejects.toThrow(
      '1 with less stay out, with 0.00003 AMP together',
    )
    await expect(readdir(change.folder)).rejects.toThrow('ENOENT')
    const elsewhere = await readNetwork((await forkLedger(network, change)).networkFile)
    const fork = await readDeclaration(elsewhere.ledger)
    if (!fork.ok) throw new Error(fork.error)
    const begins = new Map(fork.value.allocation.rows.map((row) => [row.account, row.amount]))
    expect([begins.get(account), begins.get(bob), fork.value.manifest.supply]).toEqual([70, 30, SUPPLY])
    expect(fork.value.manifest.previous).not.toBeNull()
    const small = { ...change, folder: join(folder, 'smaller'), leavesOut: true }
    const smaller = await forkLedger(network, small, 5)
    expect(smaller.manifest.supply).toBe(SUPPLY - 30)

    // A page that joins it proves where it comes from, by the file beside it.
    const proof = new Uint8Array(await readFile(join(change.folder, 'checkpoint.cbor')))
    const joins = (declared: unknown, file: Uint8Array<ArrayBuffer> | null) =>
      checkOrigin(declared, () => Promise.resolve(new Response(file, { status: file === null ? 404 : 200 })))
    const { ledger } = payer.book.ledger.terms
    expect(await joins(elsewhere.ledger, proof)).toMatchObject({
      ...{ at: 'verified', name: 'Honey', ledger, signers: 3, witnesses: 4, accounts: 6 },
      leftOut: { accounts: 0, amount: 0 },
    })
    expect(await joins(elsewhere.ledger, null)).toEqual({ at: 'no-file' })
    expect(await joins(network.ledger, proof)).toEqual({ at: 'none' })
    expect(await joins(elsewhere.ledger, proof.subarray(1))).toMatchObject({ why: 'not-a-checkpoint' })
    const { ledger: cut } = await readNetwork(smaller.networkFile)
    expect(await joins(cut, new Uint8Array(await readFile(join(small.folder, 'checkpoint.cbor'))))).toEqual({
      ...{ at: 'refused', why: 'other-balances' },
    })
    const old = founded.witnesses.map(({ key }) => key)
    expect([...fork.value.terms.weights.keys()].filter((key) => old.includes(key))).toEqual([])
  })

  it('[AM53] what is founded can be read by a page; the supply is given away to the last unit', async () => {
    const folder = await emptyFolder()
    const { id } = await testPerson('alice')
    const other = (await witnessKey(join(folder, 'other'))).signer.device
    const given = new Map([[id, 1]])
    const found = plan(folder, {
      newWitnesses: 3,
      others: [other],
      given,
      host: 'honey.example',
      isSecure: true,
    })
    const { networkFile, witnesses } = await foundLedger(found)
    const read = await readDeclaration((await readNetwork(networkFile)).ledger)
    if (!read.ok) throw new Error(read.error)
    const { allocation, addresses, terms } = read.value
    expect(allocation.rows.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([1, 249, 250, 250, 250])
    expect([...terms.weights.keys()]).toEqual([...witnesses.map(({ key }) => key), other])
    const [address] = addresses.get(witnesses[1]?.key ?? other) ?? []
    expect(address).toMatch(/^\/dns4\/honey\.example\/tcp\/4202\/wss\/p2p\//)
  })

  it('[AM53] [AM54] what cannot be founded is said before a key is made, and nothing is written over', async () => {
    const folder = await emptyFolder()
    const { id } = await testPerson('alice')
    const refused = async (change: Partial<FoundingPlan>) =>
      foundLedger(plan(folder, change)).then(
        () => 'founded',
        (error: unknown) => (error as Error).message,
      )
    expect(await refused({ newWitnesses: 0 })).toContain('one witness at least')
    expect(await refused({ given: new Map([[id, SUPPLY + 1]]) })).toContain('More is given away')
    expect(await refused({ port: 65_534 })).toContain('ports')
    expect(await refused({ symbol: 'TOO LONG A SYMBOL' })).toContain('The symbol')
    expect(await refused({ name: 'x'.repeat(51) })).toContain('The name')
    expect(await refused({ supply: 0 })).toContain('The supply')
    expect(await refused({ feePpm: 2_000_000 })).toContain('The fee')
    expect(await refused({ host: '::1' })).toContain('IPv4')
    expect(await refused({ host: '' })).toContain('IPv4')
    const many = Array.from({ length: 50_001 }, (_, index): [AccountId, number] => {
      return [`dust ${String(index)}` as AccountId, 1]
    })
    expect(await refused({ supply: 50_001, given: new Map(many) })).toContain('50,000 accounts at most')
    expect(await refused({ supply: 50_001, given: new Map(many.slice(4)) })).toContain('50,000 accounts')
    await expect(readdir(join(folder, 'founded'))).rejects.toThrow('ENOENT')
    const { networkFile } = await foundLedger(plan(folder))
    const before = await readFile(networkFile, 'utf8')
    expect(await refused({})).toContain('is there already')
    expect(await readFile(networkFile, 'utf8')).toBe(before)
    const again = { folder: join(folder, 'again'), network: await readNetwork(networkFile) }
    expect(await refused(again)).toContain('declares a ledger already')
  })
})
