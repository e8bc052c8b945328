/** Whom a simulated page is linked with: as src/peer/dialler.ts does it, with the real address book and topology. */
import type { PersonId } from '../../identity/types'
import { AddressBook, type Candidate } from '../../peer/address-book'
import { Anchors } from '../../peer/anchors'
import { DIAL_JITTER_MS, GOOD_LINK_MS } from '../../peer/config'
import { isLetIn, nextMove, type Acquirable, type Tie } from '../../peer/topology'
import type { PeerWorld } from './peer'

/** Dialling through a relay, measured in real browsers: 0.2 to 1.5 s. */
const DIAL_MS = 800

/** The page whose links they are. */
export interface LinkedPage {
  readonly name: string
  readonly person: PersonId
  /** What its clock shows. */
  nowMs(): number
  /** Who has proved to be at the other end. */
  personAt(peerId: string): PersonId | null
  isCutOff(peerId: string): boolean
  /** Strangers to be linked with beyond their places. */
  extraLinks(): number
  isRunning(): boolean
}

export class LinkChoice {
  readonly #world: PeerWorld
  readonly #page: LinkedPage
  readonly #anchors: Anchors
  readonly #book = new AddressBook((candidate) => this.#anchors.rank(candidate))
  /** By peer: since when, by the time of all. */
  readonly #since = new Map<string, number>()

  constructor(world: PeerWorld, page: LinkedPage) {
    this.#world = world
    this.#page = page
    const remembered = world.remembered(page.name)
    this.#anchors = new Anchors(remembered, (person) => this.#strength(person), page.nowMs())
    for (const candidate of remembered) this.#book.heard(candidate)
  }

  opened(peerId: string): void {
    this.#since.set(peerId, this.#world.agenda.nowMs)
  }

  closed(peerId: string): void {
    const lastedMs = this.#world.agenda.nowMs - (this.#since.get(peerId) ?? 0)
    if (lastedMs >= GOOD_LINK_MS) this.#book.succeeded(peerId)
    else this.#book.failed(peerId, this.#page.nowMs())
  }

  /** Whether somebody who dials us is let in. */
  isLetIn(peerId: string): boolean {
    // The one in question is counted already.
    return isLetIn(this.#world.lines.linked(this.#page.name).length - 1, this.#book.rankOf(peerId))
  }

  hearPresences(): void {
    for (const peerId of this.#world.present(this.#page.name)) {
      const person = this.#world.personAt(peerId)
      this.#book.heard({ peerId, person, relays: [], seenAt: this.#page.nowMs() })
    }
  }

  /** A peer that could not be reached is worth another try now. */
  tryAgain(peerId: string): void {
    this.#book.succeeded(peerId)
  }

  /** Makes the next move, if there is one. */
  look(): void {
    const { lines, agenda } = this.#world
    const { name } = this.#page
    const linked = new Set(lines.linked(name))
    const candidates = this.#book.dialable(this.#page.nowMs())
    const move = nextMove<Acquirable>({
      links: [...linked].map((peerId) => {
        const person = this.#page.personAt(peerId)
        const steadyDays = this.#anchors.daysOf(peerId, person)
        return { peerId, sinceMs: this.#since.get(peerId) ?? 0, steadyDays, tie: person && this.#tie(person) }
      }),
      acquirable: candidates.flatMap((candidate) => this.#acquirable(candidate, linked)),
      connectionsMade: 0,
      extraLinks: this.#page.extraLinks(),
      nowMs: agenda.nowMs,
      random: () => this.#world.random(),
    })
    if (move === null) return
    if (move.type === 'drop') {
      this.#book.failed(move.peerId, this.#page.nowMs())
      lines.unlink(name, move.peerId)
      return
    }
    const { peerId } = move.whom
    // Two at a time are seldom: the next look comes later than most dials end.
    const dialMs = DIAL_JITTER_MS * this.#world.random() + DIAL_MS * this.#world.random()
    agenda.after(dialMs, () => {
      if (!this.#page.isRunning() || lines.linked(name).includes(peerId)) return
      if (!lines.link(name, peerId)) this.#book.failed(peerId, this.#page.nowMs())
    })
  }

  #acquirable({ peerId, person, seenAt }: Candidate, linked: ReadonlySet<string>): Acquirable[] {
    if (linked.has(peerId) || peerId === this.#page.name || this.#page.isCutOff(peerId)) return []
    const isFriendOfFriend = this.#world.lines.linked(peerId).some((other) => linked.has(other))
    const failures = this.#book.failuresOf(peerId)
    const [tie, steadyDays] = [this.#tie(person), this.#anchors.daysOf(peerId, person)]
    return [{ peerId, tie, steadyDays, isFriendOfFriend, seenAtMs: seenAt, failures }]
  }

  #tie(person: PersonId | null): Tie {
    if (person === null) return { strength: 0, attendsUs: false }
    const { name, person: own } = this.#page
    const other = this.#world.nameOf(person)
    const attendsUs =
      other !== null &&
      other !== name &&
      this.#world.following(other).includes(own) &&
      this.#world.lines.isReachable(name, other)
    return { strength: this.#strength(person), attendsUs }
  }

  #strength(person: PersonId | null): number {
    return person !== null && this.#world.following(this.#page.name).includes(person) ? 1 : 0
  }
}
