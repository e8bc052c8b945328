/** Three witnesses of four: two in the test, one is `npm run helper`; the fourth is away, so its vote is needed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeAnswer, encodeRequest } from '../../src/amp/exchange'
import { networkIdOf } from '../../src/records/network-id'
import { startHelperWitness } from '../../tools/helper-witness'
import { declareLedger } from '../../tools/local-ledger'
import { ROOT } from '../../tools/site'
import { listen, runWitness, witnessKey, type RunningWitness } from '../../tools/witness'
import { keptPorts } from '../helpers/kept-ports'
import { testPerson } from '../helpers/test-person'

const MANIFEST = { v: 1, name: 'Helpers', purpose: 'test' }
const FIRST_ENTRY = 40
const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function stateFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'synereo-helper-'))
  ends.push(() => rm(path, { recursive: true, force: true }))
  return path
}

async function finals({ desk }: RunningWitness): Promise<number> {
  const answer = await desk.answer(encodeRequest({ t: 'since', mark: '', from: 0 }))
  const decoded = answer === null ? undefined : decodeAnswer(answer)
  return decoded?.t === 'finals' ? decoded.facts.length : 0
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Resolves with what the helper said, once it says so much. */
function heard(child: ChildProcess, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const take = (chunk: Buffer): void => {
      said += chunk.toString()
      if (said.includes(wanted)) resolve(said)
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.once('exit', () => reject(new Error(`the helper ended: ${said}`)))
  })
}

function runHelper(stateDir: string, network: string, port: number): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'tools/helper.ts')], {
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', RELAY_PORT: '0', WITNESS_PORT: String(port) },
      ...{ STATE_DIR: stateDir, NETWORK: network },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

describe('`npm run helper` with a network.json', () => {
  it('[AM30] votes where the ledger names its key, and is silent for good when its file is damaged', async () => {
    const folder = await stateFolder()
    const keys = await Promise.all(
      ['one', 'two', 'helper/witness', 'away'].map((name) => witnessKey(join(folder, name))),
    )
    const [one, two, helper, away] = keys as [
      (typeof keys)[0],
      (typeof keys)[0],
      (typeof keys)[0],
      (typeof keys)[0],
    ]
    const lines = [await listen(one, '127.0.0.1', 0), await listen(two, '127.0.0.1', 0)] as const
    const port = await keptPorts(1)
    const peer = helper.libp2pKey.publicKey.toString()
    const declared = await declareLedger(
      [one, two, helper, away].map(({ signer }) => signer.device),
      new Map([
        [one.signer.device, [lines[0].address]],
        [two.signer.device, [lines[1].address]],
        [helper.signer.device, [`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${peer}`]],
      ]),
    )
    const network = join(folder, 'network.json')
    await writeFile(network, JSON.stringify({ manifest: MANIFEST, ledger: declared }))
    const child = runHelper(join(folder, 'helper'), network, port)
    await heard(child, 'This witness votes')

    const id = await networkIdOf(MANIFEST)
    const running = [
      await runWitness(one, lines[0], id, declared, Date.now),
      await runWitness(two, lines[1], id, declared, Date.now),
    ] as const
    ends.push(() => Promise.all(running.map((witness) => witness.stop())))
    const { id: account } = await testPerson('alice')
    await running[0].desk.answer(encodeRequest({ t: 'grant', account }))
    for (let tries = 0; (await finals(running[0])) === 0; tries += 1) {
      if (tries > 100) throw new Error('the grant did not become final')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }

    await stop(child)
    const log = join(folder, 'helper/witness/said.log')
    const bytes = await readFile(log)
    // What it said first; what became final last may be had from others again.
    bytes[FIRST_ENTRY] = (bytes[FIRST_ENTRY] ?? 0) ^ 1
    await writeFile(log, bytes)
    const again = runHelper(join(folder, 'helper'), network, port)
    const [code] = await Promise.all([
      new Promise((resolve) => again.once('exit', resolve)),
      heard(again, 'is damaged'),
    ])
    expect(code).not.toBe(0)
  })

  it('[AM30] says which key it has where the ledger does not name it', async () => {
    const folder = await stateFolder()
    const other = await witnessKey(join(folder, 'other'))
    const networkFile = join(folder, 'network.json')
    const ledger = await declareLedger([other.signer.device], new Map())
    await writeFile(networkFile, JSON.stringify({ manifest: MANIFEST, ledger }))
    const at = { folder: join(folder, 'mine'), host: '127.0.0.1', port: 0 }
    const { key, running } = await startHelperWitness({ networkFile, ...at })
    expect(running).toBeNull()
    expect(key).not.toBe(other.signer.device)
    await writeFile(networkFile, JSON.stringify({ manifest: MANIFEST }))
    await expect(startHelperWitness({ networkFile, ...at })).rejects.toThrow(networkFile)
  })
})
