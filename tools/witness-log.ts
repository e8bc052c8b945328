/** The disk of a witness that runs alone: one file, to which is only added, each entry on the disk before it counts. */
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import type { OwnBlock, OwnClaim, OwnLog, OwnerFault, OwnerMemory } from '../src/amp/owner'
import type { PurseMemory, Wish, WishLog } from '../src/amp/purse'
import { slotKey, slotOf } from '../src/amp/slots'
import type { CloseReportBody } from '../src/amp/statements'
import type { KeptStatement, WitnessLog, WitnessMemory } from '../src/amp/witness'
import type { FinalsStore } from '../src/app/ledger-desk'
import { Queue } from '../src/lib/queue'
import { lockFile, type FileLock } from './file-lock'

type Entry =
  | { readonly t: 'statement'; readonly value: KeptStatement }
  | { readonly t: 'report'; readonly value: CloseReportBody }
  | { readonly t: 'block'; readonly value: OwnBlock }
  | { readonly t: 'claim'; readonly value: OwnClaim }
  | { readonly t: 'wish'; readonly value: Wish }
  | { readonly t: 'wish ended'; readonly value: string }
  | { readonly t: 'final'; readonly value: Uint8Array }
  | { readonly t: 'mark'; readonly value: readonly [string, number] }

const LENGTH_BYTES = 4

export class WitnessFile implements WitnessLog, OwnLog, WishLog, FinalsStore {
  readonly #lock: FileLock
  readonly #file: FileHandle
  readonly #queue = new Queue()
  readonly #statements: KeptStatement[] = []
  readonly #reports: CloseReportBody[] = []
  readonly #blocks = new Map<string, OwnBlock>()
  readonly #claims: OwnClaim[] = []
  readonly #wishes = new Map<string, Wish>()
  readonly #finals: Uint8Array[] = []
  readonly #marks = new Map<string, number>()

  private constructor(lock: FileLock, file: FileHandle) {
    this.#lock = lock
    this.#file = file
  }

  /**
   * Two that write one log would overwrite each other's words.
   * @param isNew whether the witness has never spoken: else a file that is missing has been lost, and it must be silent
   */
  static async open(path: string, isNew: boolean): Promise<WitnessFile> {
    const lock = await lockFile(path)
    if (isNew) await (await open(path, 'wx', 0o600)).close()
    const log = new WitnessFile(lock, await open(path, 'r+'))
    const end = await log.#load(path)
    // The end of a write that a crash cut off: it was never counted.
    await log.#file.truncate(end)
    log.#end = end
    // The first entry says nothing but that the log began: one without it has lost what was in it.
    if (isNew) await log.keepMark('began', 1)
    else if (log.#marks.get('began') === undefined) throw new Error(`${path} has lost what it kept.`)
    return log
  }

  #end = 0

  async #load(path: string): Promise<number> {
    const chunks: Buffer[] = []
    for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    let offset = 0
    while (offset + LENGTH_BYTES <= bytes.byteLength) {
      const next = offset + LENGTH_BYTES + bytes.readUInt32BE(offset)
      if (next > bytes.byteLength) break
      this.#note(deserialize(bytes.subarray(offset + LENGTH_BYTES, next)) as Entry)
      offset = next
    }
    return offset
  }

  close(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#file.close()
      await this.#lock.release()
    })
  }

  async keepStatement(value: KeptStatement): Promise<void> {
    await this.#add({ t: 'statement', value })
  }

  async keepReport(value: CloseReportBody): Promise<void> {
    await this.#add({ t: 'report', value })
  }

  async keepBlock(value: OwnBlock): Promise<boolean> {
    if (this.#blocks.has(slotKey(slotOf(value.signed.block)))) return false
    await this.#add({ t: 'block', value })
    return true
  }

  async keepClaim(value: OwnClaim): Promise<void> {
    await this.#add({ t: 'claim', value })
  }

  async keepWish(value: Wish): Promise<void> {
    await this.#add({ t: 'wish', value })
  }

  async endWish(id: string, _fault: OwnerFault): Promise<void> {
    await this.#add({ t: 'wish ended', value: id })
  }

  finals(): Promise<readonly Uint8Array[]> {
    return Promise.resolve(this.#finals)
  }

  async keepFinals(facts: readonly Uint8Array[]): Promise<void> {
    for (const value of facts) await this.#add({ t: 'final', value })
  }

  mark(list: string): Promise<number> {
    return Promise.resolve(this.#marks.get(list) ?? 0)
  }

  async keepMark(list: string, next: number): Promise<void> {
    if (this.#marks.get(list) !== next) await this.#add({ t: 'mark', value: [list, next] })
  }

  witnessMemory(): WitnessMemory {
    return { statements: [...this.#statements], reports: [...this.#reports] }
  }

  ownerMemory(): OwnerMemory & PurseMemory {
    return {
      blocks: [...this.#blocks.values()],
      claims: [...this.#claims],
      wishes: [...this.#wishes.values()],
    }
  }

  #add(entry: Entry): Promise<void> {
    return this.#queue.run(async () => {
      const body = serialize(entry)
      const head = Buffer.alloc(LENGTH_BYTES)
      head.writeUInt32BE(body.byteLength)
      const bytes = Buffer.concat([head, body])
      await this.#file.write(bytes, 0, bytes.byteLength, this.#end)
      await this.#file.datasync()
      this.#end += bytes.byteLength
      this.#note(entry)
    })
  }

  #note(entry: Entry): void {
    switch (entry.t) {
      case 'statement':
        this.#statements.push(entry.value)
        break
      case 'report':
        this.#reports.push(entry.value)
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
    }
  }
}
