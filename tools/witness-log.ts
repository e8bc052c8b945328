/** The disk of a witness that runs alone: one file, to which is only added, each entry on the disk before it counts. */
import { access, open, readFile, rename, type FileHandle } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { isPleaFor, type OwnBlock, type OwnClaim, type OwnLog, type OwnerMemory } from '../src/amp/owner'
import type { PurseMemory, Wish, WishEnd, WishLog } from '../src/amp/wish'
import { slotKey, slotOf } from '../src/amp/slots'
import type { CloseReportBody } from '../src/amp/statements'
import type { KeyId } from '../src/amp/types'
import type { HeldUpClaim, KeptProof, KeptStatement, WitnessLog, WitnessMemory } from '../src/amp/witness-log'
import type { FinalsStore } from '../src/app/ledger-desk-init'
import { Queue } from '../src/lib/queue'
import { lockFile, type FileLock, type TakenOverError } from './file-lock'
import {
  MAGIC,
  NO_DIGEST,
  readEntries,
  readOldEntries,
  readTip,
  writeFully,
  written,
  writeTip,
  type Tip,
} from './witness-log-check'

type Entry =
  /** Earlier builds kept no proof. */
  | { readonly t: 'statement'; readonly value: KeptStatement; readonly proof?: KeptProof | null }
  | { readonly t: 'report'; readonly value: CloseReportBody }
  | { readonly t: 'held up'; readonly value: HeldUpClaim }
  | { readonly t: 'block'; readonly value: OwnBlock }
  | { readonly t: 'claim'; readonly value: OwnClaim }
  | { readonly t: 'wish'; readonly value: Wish }
  | { readonly t: 'wish ended'; readonly value: string }
  | { readonly t: 'final'; readonly value: Uint8Array }
  | { readonly t: 'mark'; readonly value: readonly [string, number] }
  | { readonly t: 'lie'; readonly value: readonly [KeyId, Uint8Array] }

/** No list of finals has these names: those of others begin with a peer's. */
const BEGAN = 'began'
const FORGOTTEN = 'forgotten'
const FROZEN = 'frozen'

export class WitnessFile implements WitnessLog, OwnLog, WishLog, FinalsStore {
  readonly #lock: FileLock
  readonly #file: FileHandle
  readonly #queue = new Queue()
  #isClosed = false
  readonly #statements: KeptStatement[] = []
  readonly #proofs = new Map<string, KeptProof>()
  readonly #reports: CloseReportBody[] = []
  readonly #heldUp: HeldUpClaim[] = []
  readonly #blocks = new Map<string, OwnBlock>()
  readonly #claims: OwnClaim[] = []
  readonly #wishes = new Map<string, Wish>()
  readonly #finals: Uint8Array[] = []
  readonly #lies = new Map<KeyId, Uint8Array>()
  readonly #marks = new Map<string, number>()

  /** How far the log had come. */
  readonly #tip: FileHandle
  #turn = 0
  /** Of a tip that was not kept some may be on the disk, as if what was taken back had been said. */
  #isTipInDoubt = false

  private constructor(lock: FileLock, file: FileHandle, tip: FileHandle) {
    this.#lock = lock
    this.#file = file
    this.#tip = tip
  }

  /**
   * Two that write one log would overwrite each other's words.
   * @param isNew whether the witness has never spoken: else a file that is missing has been lost, and it must be silent
   */
  static async open(path: string, isNew: boolean): Promise<WitnessFile> {
    const lock = await lockFile(path)
    const handles: FileHandle[] = []
    try {
      if (isNew) await begin(path)
      else await renew(path)
      const file = await open(path, 'r+')
      handles.push(file)
      const tip = await open(tipOf(path), 'r+')
      handles.push(tip)
      const log = new WitnessFile(lock, file, tip)
      await log.#load(path)
      // The first entry says nothing but that the log began: one without it has lost what was in it.
      if (log.#marks.get(BEGAN) === undefined) throw damaged(path)
      return log
    } catch (error) {
      for (const handle of handles) await handle.close()
      await lock.release()
      throw error
    }
  }

  /** Resolves when another process writes the log: nothing that is asked of this one is kept any more. */
  get takenOver(): Promise<TakenOverError> {
    return this.#lock.lost
  }

  #end = 0
  #count = 0
  #digest: Uint8Array = NO_DIGEST

  async #load(path: string): Promise<void> {
    const { bodies, digests, end } = readEntries(await readFile(path))
    const tip = readTip(await readFile(tipOf(path)))
    // What the witness has said was on the disk by then, so all of it must be there as it was written.
    const isWhole = tip !== null && (tip.count === 0 || digests[tip.count - 1]?.equals(tip.digest) === true)
    if (!isWhole) throw damaged(path)
    for (const body of bodies) this.#note(deserialize(body) as Entry)
    // The end of a write that a crash cut off: it was never counted.
    await this.#file.truncate(end)
    this.#end = end
    this.#count = bodies.length
    this.#digest = digests.at(-1) ?? NO_DIGEST
  }

  /** Whoever still wants something kept waits for good, as after a crash, and so does not say it. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.#queue.run(async () => {
      await this.#file.close()
      await this.#tip.close()
      await this.#lock.release()
    })
  }

  async keepStatement(value: KeptStatement, proof: KeptProof | null): Promise<void> {
    await this.#add({ t: 'statement', value, proof })
  }

  proofs(): Promise<readonly KeptProof[]> {
    return Promise.resolve([...this.#proofs.values()])
  }

  /** In memory alone: to this file is only added, and a start finds out anew what is settled. */
  dropProofs(names: readonly string[]): Promise<void> {
    for (const name of names) this.#proofs.delete(name)
    return Promise.resolve()
  }

  async keepReport(value: CloseReportBody): Promise<void> {
    await this.#add({ t: 'report', value })
  }

  async keepHeldUp(value: HeldUpClaim): Promise<void> {
    await this.#add({ t: 'held up', value })
  }

  async keepForgotten(): Promise<void> {
    await this.keepMark(FORGOTTEN, 1)
  }

  async keepFrozen(epoch: number): Promise<void> {
    await this.keepMark(FROZEN, epoch)
  }

  async keepBlock(value: OwnBlock): Promise<boolean> {
    const there = this.#blocks.get(slotKey(slotOf(value.signed.block)))
    if (there !== undefined && !isPleaFor(there, value)) return false
    await this.#add({ t: 'block', value })
    return true
  }

  async keepClaim(value: OwnClaim): Promise<void> {
    await this.#add({ t: 'claim', value })
  }

  async keepWish(value: Wish): Promise<void> {
    await this.#add({ t: 'wish', value })
  }

  renewWish(value: Wish): Promise<boolean> {
    return this.#add({ t: 'wish', value }, () => this.#wishes.has(value.id))
  }

  async endWish(id: string, _end: WishEnd): Promise<boolean> {
    return this.#add({ t: 'wish ended', value: id }, () => this.#wishes.has(id))
  }

  finals(): Promise<readonly Uint8Array[]> {
    return Promise.resolve(this.#finals)
  }

  async keepFinals(facts: readonly Uint8Array[]): Promise<void> {
    for (const value of facts) await this.#add({ t: 'final', value })
  }

  lies(): Promise<readonly Uint8Array[]> {
    return Promise.resolve([...this.#lies.values()])
  }

  async keepLie(witness: KeyId, proof: Uint8Array): Promise<void> {
    await this.#add({ t: 'lie', value: [witness, proof] })
  }

  mark(list: string): Promise<number> {
    return Promise.resolve(this.#marks.get(list) ?? 0)
  }

  async keepMark(list: string, next: number): Promise<void> {
    if (this.#marks.get(list) !== next) await this.#add({ t: 'mark', value: [list, next] })
  }

  witnessMemory(): WitnessMemory {
    return {
      statements: [...this.#statements],
      reports: [...this.#reports],
      heldUp: [...this.#heldUp],
      hasForgotten: this.#marks.has(FORGOTTEN),
      frozenEpoch: this.#marks.get(FROZEN) ?? -1,
    }
  }

  ownerMemory(): OwnerMemory & PurseMemory {
    return {
      blocks: [...this.#blocks.values()],
      claims: [...this.#claims],
      wishes: [...this.#wishes.values()],
    }
  }

  /** @param isDue asked in its turn; false when nothing was written */
  #add(entry: Entry, isDue = () => true): Promise<boolean> {
    if (this.#isClosed) return new Promise(() => undefined)
    return this.#queue.run(async () => {
      if (!isDue()) return false
      const { bytes, digest } = written(this.#digest, serialize(entry))
      await this.#lock.check()
      if (this.#isTipInDoubt) await this.#mark({ count: this.#count, digest: this.#digest })
      // Until all of it is kept the end is where it was, and the next entry is written over this one.
      await writeFully(this.#file, bytes, this.#end)
      // What became final may be had from others again; what this witness said and signed may not.
      if (entry.t !== 'final') await this.#mark({ count: this.#count + 1, digest })
      // Who took over since the look before has not read it, and may say otherwise.
      await this.#lock.check()
      this.#end += bytes.byteLength
      this.#count += 1
      this.#digest = digest
      this.#note(entry)
      return true
    })
  }

  async #mark(tip: Tip): Promise<void> {
    this.#isTipInDoubt = true
    await writeTip(this.#tip, tip, this.#turn + 1)
    this.#isTipInDoubt = false
    this.#turn += 1
  }

  #note(entry: Entry): void {
    switch (entry.t) {
      case 'statement':
        this.#statements.push(entry.value)
        if (entry.proof != null) this.#proofs.set(entry.proof.name, entry.proof)
        break
      case 'report':
        this.#reports.push(entry.value)
        break
      case 'held up':
        this.#heldUp.push(entry.value)
        break
      case 'block':
        this.#blocks.set(slotKey(slotOf(entry.value.signed.block)), entry.value)
        if (entry.value.wish !== null) this.#wishes.delete(entry.value.wish)
        break
      case 'claim':
        this.#claims.push(entry.value)
        break
      case 'wish':
        this.#wishes.set(entry.value.id, entry.value)
        break
      case 'wish ended':
        this.#wishes.delete(entry.value)
        break
      case 'final':
        this.#finals.push(entry.value)
        break
      case 'mark':
        this.#marks.set(...(entry.value as [string, number]))
        break
      case 'lie':
        this.#lies.set(...(entry.value as [KeyId, Uint8Array]))
    }
  }
}

function tipOf(path: string): string {
  return `${path}.tip`
}

function damaged(path: string): Error {
  return new Error(
    `${path} is damaged: something that this witness said is not in it as it was written. It must not go on, since it might say otherwise now. Found its successor with another key.`,
  )
}

/** Of a disk that is full it leaves no log, and the next start begins it. */
async function begin(path: string): Promise<void> {
  if (await exists(path)) throw new Error(`${path} is there already: another process has begun it.`)
  await writeAnew(path, [serialize({ t: 'mark', value: [BEGAN, 1] } satisfies Entry)])
}

/** A log of before there were digests is written anew with them; it could not be checked then, and is believed once. */
async function renew(path: string): Promise<void> {
  const bytes = await readFile(path)
  if (bytes.subarray(0, MAGIC.byteLength).equals(MAGIC)) return
  const bodies = readOldEntries(bytes)
  if (bodies.length === 0) throw damaged(path)
  await writeAnew(path, bodies)
}

async function writeAnew(path: string, bodies: readonly Buffer[]): Promise<void> {
  const parts: Buffer[] = [MAGIC]
  let digest: Buffer = NO_DIGEST
  for (const body of bodies) {
    const entry = written(digest, body)
    parts.push(entry.bytes)
    digest = entry.digest
  }
  const log = await open(`${path}.new`, 'w', 0o600)
  const tip = await open(tipOf(path), 'w', 0o600)
  try {
    await writeFully(log, Buffer.concat(parts), 0)
    await writeTip(tip, { count: bodies.length, digest }, 0)
  } finally {
    await log.close()
    await tip.close()
  }
  await rename(`${path}.new`, path)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
