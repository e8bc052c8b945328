/**
 * The log of somebody who signs two entries at one place, and writes on behind both: each branch is without fault for who
 * has not seen the other. Now and then it takes back what is another's, which its device may sign and nobody heeds. Of
 * somebody honest, whose browser was copied, the branches grow apart as it comes, and are joined in the end.
 */
import type { Position } from '../../peer/messages'
import { signRecord } from '../../records/sign'
import type { LogHead } from '../../records/store'
import type { CarriedBlocks, Draft, RecordBlocks, RecordCid, SignedRecord } from '../../records/types'
import { NETWORK, type SimulatedPerson } from './people'

export type Branch = 0 | 1

/** Entries before the branches part; 0 is a log of which already the first entry is there twice. */
const MAX_COMMON = 3
const TAKES_BACK_SHARE = 0.15
/** It mostly writes one entry, and now and then so many that who carries them would have no patience left for their faults. */
const LONG = { share: 0.15, entries: 80 } as const

export interface ForkedLogWorld {
  random(): number
  nowMs(): number
  /** Its signature holds: whoever keeps it is right. */
  signed(record: SignedRecord): void
}

export class ForkedLog {
  readonly owner: SimulatedPerson
  readonly #world: ForkedLogWorld
  readonly #branches: readonly [SignedRecord[], SignedRecord[]] = [[], []]
  /** The device on which the owner goes on; null for somebody who means to speak with two tongues. */
  readonly #next: SimulatedPerson | null
  /** What that device signed: nothing before the branches are joined. */
  readonly #joined: SignedRecord[] = []
  readonly #common: number
  #growing: Promise<void> = Promise.resolve()
  #count = 0

  constructor(owner: SimulatedPerson, world: ForkedLogWorld, next: SimulatedPerson | null = null) {
    this.owner = owner
    this.#world = world
    this.#next = next
    this.#common = Math.floor(world.random() * (MAX_COMMON + 1))
  }

  /** Writes some entries, each of them on both branches once these have parted. @param others what it may take back although it is not its own */
  grow(others: readonly RecordCid[]): Promise<void> {
    const count = this.#world.random() < LONG.share ? LONG.entries : 1
    this.#growing = this.#growing.then(async () => {
      for (let grown = 0; grown < count && this.#joined.length === 0; grown += 1)
        await this.#growByOne(others)
    })
    return this.#growing
  }

  /** The owner has found out, and goes on as another device that names both ends. */
  join(): Promise<void> {
    const next = this.#next
    if (next === null) return Promise.resolve()
    this.#growing = this.#growing.then(async () => {
      const heads = [...new Set(this.#branches.flatMap((branch) => branch.at(-1)?.cid ?? []))]
      if (heads.length === 0) return
      const { device } = this.owner.signer
      for (const draft of [begun(next, 'New'), { kind: 'merge', body: { device, heads } } as const])
        this.#joined.push(await this.#write(next, this.#joined, draft))
    })
    return this.#growing
  }

  /** Everything that whoever attends the owner has to hold; nothing before the branches are joined. */
  get toBeHeld(): readonly RecordCid[] {
    if (this.#joined.length === 0) return []
    return [...new Set([...this.#branches.flat(), ...this.#joined].map(({ cid }) => cid))]
  }

  /** The logs that are told to whoever is shown this branch. */
  positions(branch: Branch): readonly Position[] {
    const { person, signer } = this.owner
    const own = { person, device: signer.device, next: this.#branches[branch].length }
    const joined = this.#next && { person, device: this.#next.signer.device, next: this.#joined.length }
    return joined === null || joined.next === 0 ? [own] : [own, joined]
  }

  from(branch: Branch, { person, device, next }: Position, most: number): RecordBlocks[] {
    if (person !== this.owner.person) return []
    const isOld = device === this.owner.signer.device
    const log = isOld ? this.#branches[branch] : device === this.#next?.signer.device ? this.#joined : []
    return log.slice(next, next + most).map(blocksOf)
  }

  /** An entry and those before it, the last first. */
  endingIn(end: RecordCid, most: number): RecordBlocks[] {
    const branch = this.#branches.find((one) => one.some(({ cid }) => cid === end)) ?? []
    const at = branch.findIndex(({ cid }) => cid === end)
    return branch
      .slice(Math.max(0, at + 1 - most), at + 1)
      .toReversed()
      .map(blocksOf)
  }

  /** The last entries of a branch as they travel by impulse. */
  carried(branch: Branch, most: number): CarriedBlocks[] {
    const { certificate } = this.owner
    return this.#branches[branch].slice(-most).map((record) => ({ ...blocksOf(record), certificate }))
  }

  async #growByOne(others: readonly RecordCid[]): Promise<void> {
    const [one, other] = this.#branches
    if (one.length < this.#common) {
      const entry = await this.#sign(one, others)
      one.push(entry)
      other.push(entry)
      return
    }
    const isHonest = this.#next !== null
    for (const branch of this.#branches)
      if (!isHonest || this.#world.random() < 0.5) branch.push(await this.#sign(branch, others))
  }

  #sign(branch: readonly SignedRecord[], others: readonly RecordCid[]): Promise<SignedRecord> {
    this.#count += 1
    return this.#write(this.owner, branch, this.#draft(branch.length, others))
  }

  async #write(
    { person, signer }: SimulatedPerson,
    log: readonly SignedRecord[],
    draft: Draft,
  ): Promise<SignedRecord> {
    const place = { network: NETWORK, person, head: headOf(log), nowMs: this.#world.nowMs() }
    const record = await signRecord(draft, place, signer)
    if (!record.ok) throw new Error(`what a forked log says is no record: ${record.error}`)
    this.#world.signed(record.value)
    return record.value
  }

  #draft(seq: number, others: readonly RecordCid[]): Draft {
    if (seq === 0) return begun(this.owner, `Once ${this.#next === null ? this.#count : 0}`)
    const taken = others[Math.floor(this.#world.random() * others.length)]
    const takesBack = this.#world.random() < TAKES_BACK_SHARE && this.#next === null
    if (taken !== undefined && takesBack) return { kind: 'retract', body: { entry: taken } }
    return { kind: 'post', body: { text: `Said with two tongues, ${this.#count}`, tags: [], images: [] } }
  }
}

function begun({ certificate }: SimulatedPerson, label: string): Draft {
  return { kind: 'device', body: { certificate, label } }
}

function headOf(branch: readonly SignedRecord[]): LogHead | null {
  const last = branch.at(-1)
  if (last === undefined) return null
  const { cid, header } = last
  return { person: header.person, device: header.device, seq: header.seq, cid, time: header.time }
}

function blocksOf({ entryBlock, bodyBlock }: SignedRecord): RecordBlocks {
  return { entry: entryBlock, body: bodyBlock }
}
