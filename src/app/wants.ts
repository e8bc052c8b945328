/**
 * Whose logs the leading tab asks its peers for just now (app/interest.ts decides), and how near the people are to whom
 * it could be linked. It looks again when either may have changed.
 */
import type { PersonId } from '../identity/types'
import type { Peer } from '../peer/peer'
import type { Tie } from '../peer/topology'
import { keptPeople, wantedOnly, wantedPeople } from './interest'
import type { Known } from './known'
import type { CampaignState } from './money-state'

/** People whose pages were opened lately: their records are asked for, though nobody near attends them. */
const MAX_GUESTS = 20
/**
 * Between evaluations and records of others, and looking again whom to ask for. Of a thousand people near it takes some
 * ten milliseconds of the page.
 */
const LOOK_PAUSE_MS = 1_000
/** Strength of the tie with people (PeerHost): whoever invited us or whose page is open comes before those we attend. */
const GUEST_NEARNESS = 2

export interface WantsInit {
  readonly known: Known
  readonly viewer: () => PersonId | null
  readonly peer: () => Peer | null
}

export class Wants {
  readonly #init: WantsInit
  readonly #guests = new Set<PersonId>()
  /** Who pay for a look at a post that is not here, and may be of somebody far. */
  #sponsors: readonly PersonId[] = []
  #people: ReadonlyMap<PersonId, number> = new Map()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(init: WantsInit) {
    this.#init = init
  }

  /** Most wanted first, and how many entries of each log. */
  get people(): ReadonlyMap<PersonId, number> {
    return this.#people
  }

  /** How many entries of their logs are taken in. */
  entriesOf(person: PersonId): number {
    return this.#people.get(person) ?? 0
  }

  /** The page of this person was opened. */
  addGuest(person: PersonId): void {
    this.#guests.delete(person)
    this.#guests.add(person)
    const oldest = this.#guests.values().next()
    if (this.#guests.size > MAX_GUESTS && oldest.done === false) this.#guests.delete(oldest.value)
    this.look()
  }

  /** These campaigns run: posts that they lift may be of people whose logs are not asked for. */
  setCampaigns(campaigns: readonly CampaignState[]): void {
    const former = this.#sponsors
    this.#sponsors = this.#init.known.lifting.sponsorsAway(campaigns)
    if (former.join() !== this.#sponsors.join()) this.look()
  }

  /** The model may see other people near, or people lift others: looked at soon, since it takes a while. */
  lookSoon(): void {
    this.#timer ??= setTimeout(() => this.look(), LOOK_PAUSE_MS)
  }

  /** The viewer attends other people now, or is linked with others: ask peers for the right logs. */
  look(): void {
    this.stop()
    this.#timer = undefined
    const former = this.#people
    this.#people = this.#wanted()
    if ([...former.keys()].join() !== [...this.#people.keys()].join()) this.#init.peer()?.wantsChanged()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  /** Whom to be linked with first. */
  tie(person: PersonId | null): Tie {
    const viewer = this.#init.viewer()
    const attendsUs = person !== null && viewer !== null && this.#init.known.society.follows(person, viewer)
    return { strength: this.#nearness(person), attendsUs }
  }

  linkedPeople(): PersonId[] {
    return (this.#init.peer()?.links() ?? []).flatMap(({ person }) => (person === null ? [] : [person]))
  }

  #wanted(): Map<PersonId, number> {
    const viewer = this.#init.viewer()
    const { society, evaluation, labellers, keepsOnlyFollowed } = this.#init.known
    const guests = [...this.#guests]
    if (viewer !== null && keepsOnlyFollowed) {
      return wantedOnly([viewer, ...guests], keptPeople(viewer, society, labellers))
    }
    return wantedPeople({
      viewer,
      following: viewer === null ? [] : society.following(viewer),
      labellers,
      members: viewer === null ? [] : society.joined(viewer).map((tag) => society.members(tag)),
      // The model was given people by their ids and gives them back.
      nearest: (evaluation?.nearest ?? []) as readonly PersonId[],
      liftedBy: (person) => society.liftedBy(person),
      linked: this.linkedPeople(),
      guests,
      sponsors: this.#sponsors,
    })
  }

  #nearness(person: PersonId | null): number {
    if (person === null) return 0
    if (this.#guests.has(person)) return GUEST_NEARNESS
    const viewer = this.#init.viewer()
    const { society, evaluation } = this.#init.known
    const arriving = evaluation?.transmission(person) ?? 0
    return viewer !== null && society.follows(viewer, person) ? 1 + arriving : arriving
  }
}
