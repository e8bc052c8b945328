/**
 * Keeps this browser within the budget that its owner set (app/budget.ts). Images and visitors go at once. Logs go before
 * the page next reads them (app/waiting-logs.ts), since all that runs here has read them; until then nothing of
 * strangers is asked for, so that it does not grow.
 */
import type { PersonId } from '../identity/types'
import type { Queue } from '../lib/queue'
import type { RecordChange } from '../records/store'
import type { NetworkId } from '../records/types'
import { KeepingStore } from '../storage/keeping-store'
import type { Database } from '../storage/open'
import type { KeepingRow } from '../storage/schema'
import type { Purged } from './api'
import {
  budgetBytes,
  heldBytes,
  NEARLY_SHARE,
  sum,
  toLetGo,
  type GoingThings,
  type Held,
  type HeldLogs,
} from './budget'
import { attendedPeople } from './interest'
import type { Known } from './known'
import type { OpenedSelf } from './ownership'
import type { Pictures } from './pictures'

/** Reading all that is kept takes a second or so of a full disk: after the start, and not often. */
const FIRST_LOOK_MS = 20_000
const LOOK_EVERY_MS = 10 * 60_000
/** Of the budget: when so much has come since, it is looked at sooner. */
const GROWN_SHARE = 0.05
const NOTHING = { count: 0, bytes: 0 }

export interface BudgetInit {
  readonly db: Database
  readonly network: NetworkId
  readonly known: Known
  readonly queue: Queue
  readonly pictures: Pictures
  /** Whose records the network ships: they would be fetched again. */
  readonly shipped: Pick<ReadonlySet<PersonId>, 'has'>
  readonly self: () => OpenedSelf | null
  readonly now: () => number
  /** Whom to ask for may have changed. */
  readonly changed: () => void
  readonly letGo: (bytes: number) => void
  /** Every tab loads anew. */
  readonly reload: () => void
}

export class BudgetDesk {
  readonly #init: BudgetInit
  readonly #store: KeepingStore
  readonly #timers: ReturnType<typeof setTimeout>[] = []
  #isNearlyFull = false
  #isSettled = true
  #grownBytes = 0
  #budget = Infinity

  constructor(init: BudgetInit) {
    this.#init = init
    this.#store = new KeepingStore(init.db)
  }

  get isNearlyFull(): boolean {
    return this.#isNearlyFull
  }

  /** As it was when the page was last open, so that a start asks for nothing that would have to go again (rule SB3). */
  async open(): Promise<void> {
    this.#isNearlyFull = (await this.#store.row()).isNearlyFull ?? false
  }

  start(): void {
    const look = (): void => void this.look().catch(() => undefined)
    this.#timers.push(setTimeout(look, FIRST_LOOK_MS), setInterval(look, LOOK_EVERY_MS))
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** Records were written, by whomever. */
  noted({ added }: RecordChange): void {
    for (const { entryBlock, bodyBlock } of added)
      this.#grownBytes += entryBlock.byteLength + (bodyBlock?.byteLength ?? 0)
    if (this.#grownBytes < this.#budget * GROWN_SHARE || !this.#isSettled) return
    void this.look().catch(() => undefined)
  }

  /** Measures, and lets go of what is too much. */
  async look(): Promise<void> {
    this.#isSettled = false
    this.#grownBytes = 0
    try {
      // Beside the queue, in which all that comes meanwhile would wait: some seconds of a slow machine's full disk.
      const held = await this.#held()
      if (held === null) return
      this.#budget = await this.#budgetNow()
      if (this.#tooMuch(held) === null) await this.#init.queue.run(() => this.#nothingGoes(heldBytes(held)))
      else await this.#init.queue.run(() => this.#keepWithin())
    } finally {
      this.#isSettled = true
    }
  }

  /** Of these kinds all goes, whatever the budget; logs with a new start of every tab. */
  async purge(what: Purged): Promise<void> {
    await this.#init.queue.run(async () => {
      const held = await this.#held()
      if (held === null) return
      const { going } = await this.#store.row()
      if (what === 'visitors') return this.#letGo({ visitors: true, images: [], people: [] }, held, going)
      const images = held.images.filter(({ kind }) => kind === 'cached')
      if (what === 'images') return this.#letGo({ visitors: false, images, people: [] }, held, going)
      const waits = new Set(going.map(({ person }) => person))
      const people = held.logs.filter(
        (logs) => this.#mayGo(logs) && (what === 'logs' || waits.has(logs.person)),
      )
      await this.#dropLogs(people)
    })
  }

  async #dropLogs(people: readonly HeldLogs[]): Promise<void> {
    const { db, network, pictures, now, reload } = this.#init
    const gone = new Set(people.map(({ person }) => person))
    if (gone.size === 0) return this.#store.wait([])
    const { letGo } = await import('./keep-only')
    const kept = { has: (person: PersonId) => !gone.has(person) }
    await pictures.whileStill(() => letGo({ db, network, kept, added: pictures.added }))
    await this.#store.tell({ atMs: now(), people: gone.size, images: 0, visitors: 0, bytes: sum(people) }, [])
    reload()
  }

  /** What goes is what is too much while nothing is written. */
  async #keepWithin(): Promise<void> {
    const held = await this.#held()
    if (held === null) return
    const going = this.#tooMuch(held)
    if (going === null) return this.#nothingGoes(heldBytes(held))
    await this.#letGo(going, held, waiting(going.people))
    const gone = sum(going.images) + (going.visitors ? held.visitors.bytes : 0)
    await this.#left(heldBytes(held) - gone)
  }

  #tooMuch(held: Held): GoingThings | null {
    return toLetGo(held, this.#budget, (person) => this.#nearness(person))
  }

  async #nothingGoes(bytes: number): Promise<void> {
    await this.#store.wait([])
    await this.#left(bytes)
  }

  async #left(bytes: number): Promise<void> {
    const wasNearlyFull = this.#isNearlyFull
    this.#isNearlyFull = bytes > this.#budget * NEARLY_SHARE
    if (wasNearlyFull === this.#isNearlyFull) return
    await this.#store.full(this.#isNearlyFull)
    this.#init.changed()
  }

  /** @param going who waits from now on */
  async #letGo({ visitors, images }: GoingThings, held: Held, going: KeepingRow['going']): Promise<void> {
    const { db, pictures, now } = this.#init
    const leaving = visitors ? held.visitors : NOTHING
    const bytes = sum(images) + leaving.bytes
    if (bytes === 0) {
      await this.#store.wait(going)
      return
    }
    if (visitors) await db.clear('visitors')
    if (images.length > 0) {
      const { dropBlocksOf } = await import('./keep-only')
      const gone = new Set(images.map(({ cid }) => cid))
      const stays = held.images.filter(({ cid }) => !gone.has(cid)).map(({ cid }) => cid)
      await pictures.whileStill(() => dropBlocksOf({ db, added: pictures.added }, gone, stays))
    }
    const counts = { people: 0, images: images.length, visitors: leaving.count }
    await this.#store.tell({ atMs: now(), ...counts, bytes }, going)
    this.#init.letGo(bytes)
  }

  /** Null for nobody's browser. */
  async #held(): Promise<Held | null> {
    const { db, known } = this.#init
    const self = this.#init.self()?.person ?? null
    if (self === null) return null
    const attended = attendedPeople(self, known.society, known)
    const { heldHere } = await import('./held-here')
    return heldHere(db, (person) => (person === self ? 'own' : attended.has(person) ? 'followed' : 'cached'))
  }

  #mayGo({ person, kind }: HeldLogs): boolean {
    return kind === 'cached' && !this.#init.shipped.has(person)
  }

  /** Members of the owner's synereos stay longer than anybody who is merely near. */
  #nearness(person: PersonId): number {
    const { known, shipped } = this.#init
    if (shipped.has(person)) return Infinity
    const self = this.#init.self()?.person ?? null
    const { society, evaluation } = known
    const tags = self === null ? [] : society.joined(self)
    const isMember = tags.some((tag) => society.members(tag).includes(person))
    return (evaluation?.transmission(person) ?? 0) + (isMember ? 1 : 0)
  }

  async #budgetNow(): Promise<number> {
    const chosen = this.#init.known.taste.budgetBytes
    // Private windows of some browsers refuse to say.
    const { quota = null } = await navigator.storage.estimate().catch((): StorageEstimate => ({}))
    return budgetBytes(chosen, quota)
  }
}

function waiting(people: readonly HeldLogs[]): KeepingRow['going'] {
  return people.map(({ person, bytes }) => ({ person, bytes }))
}
