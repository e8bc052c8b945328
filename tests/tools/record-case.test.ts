import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBundle } from '../../src/records/bundle'
import { recordCase } from '../../tools/cases/record'
import { Author, TEST_MANIFEST } from '../helpers/author'

let folder: string
let network: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-case-'))
  network = join(folder, 'network.json')
  await writeFile(network, JSON.stringify({ name: 'test', manifest: TEST_MANIFEST }))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function answerTo(bytes: Uint8Array) {
  const file = join(folder, 'case.bin')
  await writeFile(file, bytes)
  return recordCase(file, network)
}

async function aliceBundle(): Promise<Uint8Array> {
  const alice = await Author.create()
  await alice.post('hello')
  return encodeBundle(await alice.store.range(alice.logId(), 0, 10))
}

describe('npm run case -- record', () => {
  it('[R13] accepts a log of the network', async () => {
    expect(await answerTo(await aliceBundle())).toEqual({ accepted: true, reason: null })
  })

  it('[R13] answers any bytes, and accepts none that nobody signed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
        const { accepted, reason } = await answerTo(bytes)
        expect(accepted).toBe(false)
        expect(typeof reason).toBe('string')
      }),
      { seed: 41, numRuns: 200 },
    )
  })

  it('[R13] answers a log with any byte changed, and accepts none of them', async () => {
    const good = await aliceBundle()
    await fc.assert(
      fc.asyncProperty(fc.nat(good.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (index, by) => {
        const changed = Uint8Array.from(good)
        changed[index] = (changed[index] ?? 0) ^ by
        expect((await answerTo(changed)).accepted).toBe(false)
      }),
      { seed: 42, numRuns: 300 },
    )
  })

  it('[R13] does not read a file that is larger than any case', async () => {
    expect(await answerTo(new Uint8Array(17 * 1024 * 1024))).toEqual({ accepted: false, reason: 'too-large' })
  })
})
