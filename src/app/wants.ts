/**
 * Whose logs the leading tab asks its peers for just now (app/interest.ts decides), and how near the people are to whom
 * it could be linked. It looks again when either may have changed.
 */
import type { PersonId } from '../identity/types'
import { Paced } from '../lib/paced'
import type { Membership } from '../peer/announcement-shares'
import type { Peer } from '../peer/peer'
import { PAGE_CLOCK } from '../peer/sync-wire'
import type { Tie } from '../peer/topology'
import { Guests } from './guests'
import { attendedPeople, keptPeople, wantedOnly, wantedPeople } from './interest'
import { Announced } from './announced'
import type { Known } from './known'
import type { Tag } from '../records/types'
import type { CampaignState } from './money-state'

/**
 * Between evaluations and records of others, and looking again whom to ask for. Of a thousand people near it takes some
 * ten milliseconds of the page.
 */
const LOOK_PAUSE_MS = 1_000
/**
 * After somebody who announces a post has been asked for, others who do are gathered so long: anybody can, under as many
 * names as they like.
 */
export const ANNOUNCED_PAUSE_MS = 2_000
/**
 * … and twice as long after each time that brought somebody new with no such pause between, up to this: whoever makes up
 * names without end makes a `want` for each link of it, which names everybody.
 */
export const MAX_ANNOUNCED_PAUSE_MS = 16_000
/** Strength of the tie with people (PeerHost): whoever invited us or whose page is open comes before those we attend. */
const GUEST_NEARNESS = 2

export interface WantsInit {
  readonly known: Pick<
    Known,
    'society' | 'evaluation' | 'labellers' | 'bookmarked' | 'keepsOnlyFollowed' | 'lifting'
  >
  readonly viewer: () => PersonId | null
  readonly peer: () => Pick<Peer, 'links' | 'setTags' | 'wantsChanged'> | null
  readonly now: () => number
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Whose records came with the page: nobody can write in their name. */
  readonly shipped: Pick<ReadonlySet<PersonId>, 'has'>
  /** Whether no room is left for what strangers write (rule SB3). */
  readonly isNearlyFull: () => boolean
}

export class Wants {
  readonly #init: WantsInit
  readonly #guests = new Guests()
  /** Who pay for a look at a post that is not here, and may be of somebody far. */
  #sponsors: readonly PersonId[] = []
  #people: ReadonlyMap<PersonId, number> = new Map()
  readonly #announced = new Announced()
  readonly #announcedLook = new Paced(PAGE_CLOCK, () => this.#lookForAnnounced())
  #announcedPauseMs = ANNOUNCED_PAUSE_MS
  #announcedMs = -Infinity
  /** Drawn once for each member of a community, anew when the page is loaded. */
  readonly #lots = new Map<PersonId, number>()
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

  /** The page of this person was opened by hand. */
  addGuest(person: PersonId): void {
    this.#guests.open(person)
    this.look()
  }

  /**
   * A link from elsewhere names this person. Whoever made it chose whom, so nobody is dialled for it, no relay of theirs is
   * used, and of their log as much is taken in as of a stranger's.
   * @returns false when too many were named lately
   */
  addNamed(person: PersonId, nowMs: number): boolean {
    const isNamed = this.#guests.name(person, nowMs)
    if (isNamed) this.look()
    return isNamed
  }

  /** A member of a community says that they have written; they are asked for at once, where few say so. */
  announced(person: PersonId, tag: Tag, from: string): void {
    this.#announced.note(person, tag, from, this.#init.now())
    this.#announcedLook.soon()
  }

  /** Of whom nothing is kept may be a member; of whom something is, it shows. */
  membership(person: PersonId, tag: Tag): Membership {
    const { society } = this.#init.known
    if (society.joined(person).includes(tag)) return 'member'
    return society.person(person).name === null ? 'unknown' : 'none'
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
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#listenToTags()
    const former = this.#people
    this.#people = this.#wanted()
    // Also where more is wanted of somebody than before.
    if ([...former].join() !== [...this.#people].join()) this.#init.peer()?.wantsChanged()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#announcedLook.stop()
  }

  /** Whom to be linked with first. */
  tie(person: PersonId | null): Tie {
    const viewer = this.#init.viewer()
    const attendsUs = person !== null && viewer !== null && this.#init.known.society.follows(person, viewer)
    return { strength: this.#nearness(person), attendsUs }
  }

  /** Whether the viewer counts on what this person writes. */
  isAttended(person: PersonId): boolean {
    const viewer = this.#init.viewer()
    return (
      viewer !== null && !this.#init.shipped.has(person) && this.#init.known.society.follows(viewer, person)
    )
  }

  attendsSomebody(): boolean {
    const viewer = this.#init.viewer()
    if (viewer === null) return false
    return this.#init.known.society.following(viewer).some((person) => !this.#init.shipped.has(person))
  }

  linkedPeople(): PersonId[] {
    return (this.#init.peer()?.links() ?? []).flatMap(({ person }) => (person === null ? [] : [person]))
  }

  /** @returns how long others are gathered now */
  #lookForAnnounced(): number {
    const former = this.#people
    const nowMs = PAGE_CLOCK.now()
    const isSoon = nowMs - this.#announcedMs < 2 * this.#announcedPauseMs
    this.#announcedMs = nowMs
    this.look()
    const isNew = [...this.#people.keys()].some((person) => !former.has(person))
    const longerMs = Math.min(MAX_ANNOUNCED_PAUSE_MS, 2 * this.#announcedPauseMs)
    this.#announcedPauseMs = isSoon && isNew ? longerMs : ANNOUNCED_PAUSE_MS
    return this.#announcedPauseMs
  }

  #wanted(): Map<PersonId, number> {
    const viewer = this.#init.viewer()
    const { known } = this.#init
    const { society, evaluation, labellers, bookmarked } = known
    const [guests, named] = [this.#guests.opened(), this.#guests.named()]
    if (viewer !== null && known.keepsOnlyFollowed) {
      return wantedOnly([viewer, ...guests], named, keptPeople(viewer, society, known))
    }
    if (viewer !== null && this.#init.isNearlyFull()) {
      return wantedOnly([viewer, ...guests], named, attendedPeople(viewer, society, known))
    }
    return wantedPeople({
      viewer,
      following: viewer === null ? [] : society.following(viewer),
      labellers,
      bookmarked,
      members: viewer === null ? [] : society.joined(viewer).map((tag) => society.members(tag)),
      announced: this.#announced.people(
        this.#init.now(),
        (...member) => this.membership(...member) !== 'none',
      ),
      lot: (person) => this.#lotOf(person),
      // The model was given people by their ids and gives them back.
      nearest: (evaluation?.nearest ?? []) as readonly PersonId[],
      liftedBy: (person) => society.liftedBy(person),
      linked: this.linkedPeople(),
      guests,
      named,
      sponsors: this.#sponsors,
    })
  }

  /** What is announced is not asked for where only those followed are kept. */
  #listenToTags(): void {
    const viewer = this.#init.viewer()
    const { society, keepsOnlyFollowed } = this.#init.known
    const tags = viewer === null || keepsOnlyFollowed ? [] : society.joined(viewer)
    this.#init.peer()?.setTags(tags)
  }

  #lotOf(person: PersonId): number {
    const lot = this.#lots.get(person) ?? this.#init.random()
    this.#lots.set(person, lot)
    return lot
  }

  #nearness(person: PersonId | null): number {
    if (person === null) return 0
    if (this.#guests.isOpen(person)) return GUEST_NEARNESS
    const viewer = this.#init.viewer()
    const { society, evaluation } = this.#init.known
    const arriving = evaluation?.transmission(person) ?? 0
    return viewer !== null && society.follows(viewer, person) ? 1 + arriving : arriving
  }
}
