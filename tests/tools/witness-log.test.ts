import { mkdtemp, open, readFile, rename, rm, truncate, writeFile, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeptStatement } from '../../src/amp/witness-log'
import type { BlockId, LedgerId } from '../../src/amp/types'
import type { Wish } from '../../src/amp/wish'
import { TakenOverError } from '../../tools/file-lock'
import { WitnessFile } from '../../tools/witness-log'
import { testDevice, testPerson } from '../helpers/test-person'

const { id: account } = await testPerson('alice')
const witness = testDevice('a witness').device
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-said-'))
  path = join(folder, 'said.log')
})

afterEach(() => {
  vi.restoreAllMocks()
  return rm(folder, { recursive: true, force: true })
})

function vote(seq: number): KeptStatement {
  const slot = { kind: 'account', account, seq } as const
  const said = { v: 1, ledger: 'a ledger' as LedgerId, t: 'vote', epoch: 0, slot } as const
  return { body: { ...said, value: `block ${seq}` as BlockId, witness, timeMs: seq }, view: null }
}

/** A disk with room for so many bytes: a write that crosses its end comes back short, only the next one throws. */
async function diskWithRoom() {
  const probe = await open(join(folder, 'probe'), 'w')
  const handles = Object.getPrototypeOf(probe) as FileHandle
  await probe.close()
  const disk = { roomBytes: Number.POSITIVE_INFINITY }
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own handle below
  const write = handles.write as (...args: unknown[]) => Promise<{ bytesWritten: number }>
  vi.spyOn(handles, 'write').mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    const [bytes, offset, length, position] = args as [Uint8Array, number, number, number]
    if (disk.roomBytes === 0) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
    const taken = Math.min(length, disk.roomBytes)
    disk.roomBytes -= taken
    return write.call(this, bytes, offset, taken, position)
  } as never)
  return disk
}

async function saidThreeTimes(): Promise<void> {
  const log = await WitnessFile.open(path, true)
  for (const seq of [0, 1, 2]) await log.keepStatement(vote(seq), null)
  await log.close()
}

async function votes(): Promise<number> {
  const log = await WitnessFile.open(path, false)
  const { statements } = log.witnessMemory()
  await log.close()
  return statements.length
}

describe('the file of a witness', () => {
  it('[AM28] gives back what was said, also after a write that a crash cut off', async () => {
    await saidThreeTimes()
    const whole = await readFile(path)
    await writeFile(path, Buffer.concat([whole, whole.subarray(30, 80)]))
    expect(await votes()).toBe(3)
    const log = await WitnessFile.open(path, false)
    await log.keepStatement(vote(3), null)
    await log.close()
    expect(await votes()).toBe(4)
  })

  it('[AM29] [AM56] remembers that the witness has forgotten, and which epoch is over for it', async () => {
    const first = await WitnessFile.open(path, true)
    expect(first.witnessMemory().hasForgotten).toBe(false)
    expect(first.witnessMemory().frozenEpoch).toBe(-1)
    await first.keepForgotten()
    await first.keepFrozen(0)
    await first.close()
    const again = await WitnessFile.open(path, false)
    expect(again.witnessMemory()).toMatchObject({ hasForgotten: true, frozenEpoch: 0 })
    await again.close()
  })

  it('[AM147] remembers that what was held is to be paid all the same, and of what is in line no more nothing', async () => {
    const first = await WitnessFile.open(path, true)
    const wish: Wish = { id: 'grant', t: 'send', to: account, amount: 5, memo: null, wishedMs: 1 }
    await first.keepWish(wish)
    expect(await first.renewWish({ ...wish, wishedMs: 2 })).toBe(true)
    expect(await first.renewWish({ ...wish, id: 'another' })).toBe(false)
    await first.close()
    const again = await WitnessFile.open(path, false)
    expect(again.ownerMemory().wishes).toEqual([{ ...wish, wishedMs: 2 }])
    await again.close()
  })

  it('[AM101] remembers whom the witness held up', async () => {
    const first = await WitnessFile.open(path, true)
    const heldUp = { campaign: 'a campaign' as BlockId, viewer: account }
    expect(first.witnessMemory().heldUp).toEqual([])
    await first.keepHeldUp(heldUp)
    await first.close()
    const again = await WitnessFile.open(path, false)
    expect(again.witnessMemory().heldUp).toEqual([heldUp])
    await again.close()
  })

  it('[AM28] is not believed when any byte of it is another', async () => {
    await saidThreeTimes()
    const whole = await readFile(path)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoiled = Buffer.from(whole)
        spoiled[at] = (spoiled[at] ?? 0) ^ change
        await writeFile(path, spoiled)
        await expect(votes()).rejects.toThrow('damaged')
      }),
      { seed: 28, numRuns: 60 },
    )
    await writeFile(path, whole)
    expect(await votes()).toBe(3)
  })

  it('[AM28] is not believed when its end is missing, wherever it was cut', async () => {
    await saidThreeTimes()
    const { byteLength } = await readFile(path)
    for (const bytes of [byteLength - 1, Math.floor(byteLength / 2), 20, 0]) {
      const whole = await readFile(path)
      await truncate(path, bytes)
      await expect(votes()).rejects.toThrow('damaged')
      await writeFile(path, whole)
    }
  })

  it('[AM28] is not believed without the word of how far it had come, and one spoilt copy of that does not matter', async () => {
    await saidThreeTimes()
    const tip = await readFile(`${path}.tip`)
    for (const half of [0, tip.byteLength / 2]) {
      const spoiled = Buffer.from(tip)
      spoiled[half] = 99
      await writeFile(`${path}.tip`, spoiled)
      expect(await votes()).toBe(3)
    }
    await writeFile(`${path}.tip`, Buffer.alloc(tip.byteLength))
    await expect(votes()).rejects.toThrow('damaged')
  })

  it('[AM143] of a disk that fills keeps whatever it says it kept, wherever the room ends, also once there is room again', async () => {
    await saidThreeTimes()
    const [log, tip] = [await readFile(path), await readFile(`${path}.tip`)]
    const disk = await diskWithRoom()
    for (const roomBytes of [0, 1, 40, 200, 300, 340, 380, 420, 500, 600]) {
      await writeFile(path, log)
      await writeFile(`${path}.tip`, tip)
      const file = await WitnessFile.open(path, false)
      disk.roomBytes = roomBytes
      const long = { ...vote(3), body: { ...vote(3).body, value: 'x'.repeat(600) as BlockId } }
      await expect(file.keepStatement(long, null)).rejects.toThrow('ENOSPC')
      expect(file.witnessMemory().statements).toHaveLength(3)
      disk.roomBytes = roomBytes
      const isKept = await file.keepStatement(vote(3), null).then(
        () => true,
        () => false,
      )
      await file.close()
      disk.roomBytes = Number.POSITIVE_INFINITY
      const again = await WitnessFile.open(path, false)
      // More may stand there, that was kept and not said.
      const all = [0, 1, 2, ...(isKept ? [3] : [])].map(vote)
      expect(again.witnessMemory().statements.slice(0, all.length)).toEqual(all)
      await again.close()
    }
  })

  it('[AM143] of a disk that fills takes back what was written without the word of how far it has come', async () => {
    const file = await WitnessFile.open(path, true)
    const disk = await diskWithRoom()
    await file.keepStatement(vote(0), null)
    const before = (await readFile(path)).byteLength
    await file.keepStatement(vote(1), null)
    const entryBytes = (await readFile(path)).byteLength - before
    for (const tipBytes of [0, 20, 69]) {
      disk.roomBytes = entryBytes + tipBytes
      await expect(file.keepStatement(vote(7), null)).rejects.toThrow('ENOSPC')
    }
    disk.roomBytes = Number.POSITIVE_INFINITY
    await file.keepStatement(vote(2), null)
    await file.close()
    const again = await WitnessFile.open(path, false)
    expect(again.witnessMemory().statements).toEqual([vote(0), vote(1), vote(2)])
    await again.close()
  })

  it('[AM143] is begun later where the disk has no room at first', async () => {
    const disk = await diskWithRoom()
    for (const roomBytes of [0, 30, 120]) {
      disk.roomBytes = roomBytes
      await expect(WitnessFile.open(path, true)).rejects.toThrow('ENOSPC')
      await expect(readFile(path)).rejects.toThrow('ENOENT')
    }
    disk.roomBytes = Number.POSITIVE_INFINITY
    await saidThreeTimes()
    expect(await votes()).toBe(3)
    await expect(WitnessFile.open(path, true)).rejects.toThrow('is there already')
  })

  it('[AM144] of which another process has taken the lock keeps nothing more, and spoils nothing that the other keeps', async () => {
    const stopped = await WitnessFile.open(path, true)
    await stopped.keepStatement(vote(0), null)
    // As of a container that stands still: another home, and no sign of life reaches this copy of its lock.
    const holder = JSON.parse(await readFile(`${path}.lock`, 'utf8')) as object
    await writeFile(`${path}.copy`, JSON.stringify({ ...holder, home: 'another container' }))
    await rename(`${path}.copy`, `${path}.lock`)
    const other = await WitnessFile.open(path, false)
    await other.keepStatement(vote(1), null)
    await expect(stopped.keepStatement(vote(7), null)).rejects.toBeInstanceOf(TakenOverError)
    expect((await stopped.takenOver).message).toContain('Another process writes')
    await stopped.close()
    await other.keepStatement(vote(2), null)
    await other.close()
    expect(await votes()).toBe(3)
  })

  it('[AM144] says nothing of what it wrote while another process began', async () => {
    const file = await WitnessFile.open(path, true)
    const probe = await open(join(folder, 'probe'), 'w')
    const handles = Object.getPrototypeOf(probe) as FileHandle
    await probe.close()
    vi.spyOn(handles, 'datasync').mockImplementation(() =>
      writeFile(`${path}.lock`, JSON.stringify({ token: 'of another', pid: 1, host: 'elsewhere' })),
    )
    await expect(file.keepStatement(vote(0), null)).rejects.toBeInstanceOf(TakenOverError)
    expect(file.witnessMemory().statements).toEqual([])
    await file.close()
    expect(await readFile(`${path}.lock`, 'utf8')).toContain('of another')
  })

  it('[AM28] of before there were digests is taken over once', async () => {
    const entries = [
      { t: 'mark', value: ['began', 1] },
      ...[0, 1].map((seq) => ({ t: 'statement', value: vote(seq) })),
    ]
    const parts = entries.map((entry) => {
      const body = serialize(entry)
      const head = Buffer.alloc(4)
      head.writeUInt32BE(body.byteLength)
      return Buffer.concat([head, body])
    })
    await writeFile(path, Buffer.concat(parts))
    expect(await votes()).toBe(2)
    expect(await votes()).toBe(2)
    const whole = await readFile(path)
    whole[whole.byteLength - 1] = (whole.at(-1) ?? 0) ^ 1
    await writeFile(path, whole)
    await expect(votes()).rejects.toThrow('damaged')
  })
})
