/**
 * Whom to be linked with: so that the links follow the synapses, leave room for those who attend us, and look beyond
 * both; and so that not all are with whomever the relays and presences of today bring (anchors.ts). Pure. Each link takes
 * a place of the first kind that has one for it; what finds no place is surplus. Links that others made may be surplus and
 * stay while there is room; we ourselves dial only for a free place.
 *
 * What strangers can do is bounded by the kinds: however many come or attend us, they take no place of strength nor of an
 * anchor, and no crowd of them keeps us from dialling those whom we chose.
 */
import { MAX_LINKS } from './config'

/** What the viewer has to do with whoever is at the other end. */
export interface Tie {
  /** Of the synapse, 0 for none. */
  readonly strength: number
  readonly attendsUs: boolean
}

export interface OpenLink {
  readonly peerId: string
  readonly sinceMs: number
  /** On how many days of late a link with it had lasted when the page started (anchors.ts); 0 for who is no anchor. */
  readonly steadyDays: number
  /** Null until the other side has proved who it is. */
  readonly tie: Tie | null
}

/** Somebody who may be dialled now: neither linked nor waiting after a failure. */
export interface Acquirable {
  readonly peerId: string
  readonly tie: Tie
  readonly steadyDays: number
  /** Linked with somebody with whom we are linked. */
  readonly isFriendOfFriend: boolean
  readonly seenAtMs: number
  readonly failures: number
}

export interface Situation<A extends Acquirable> {
  readonly links: readonly OpenLink[]
  readonly acquirable: readonly A[]
  /** RTCPeerConnections that this page has made so far, whoever wanted them. */
  readonly connectionsMade: number
  /** Places for strangers beyond the usual: those whom we are linked with may keep something from us. */
  readonly extraLinks: number
  readonly nowMs: number
  /** 0 ≤ x < 1. */
  readonly random: () => number
}

export type Move<A> =
  { readonly type: 'dial'; readonly whom: A } | { readonly type: 'drop'; readonly peerId: string }

type Kind = 'anchor' | 'strength' | 'attendance' | 'exploration'

/** PROTOCOL.md: about 60 % strongest synapses, 20 % people who attend us, 20 % others. Together MAX_LINKS. */
export const PLACES: Readonly<Record<Exclude<Kind, 'anchor'>, number>> = {
  strength: 14,
  attendance: 5,
  exploration: 5,
}
/** Of the places of strength, while there are so many anchors: one of two may have been won by somebody hostile. */
export const ANCHOR_PLACES = 2

/**
 * A page may make about 500 RTCPeerConnections in its life; after that every dial fails until it is loaded anew. What
 * matters least stops first, and the last twenty are left for codes that people carry.
 */
export const CONNECTIONS_UP_TO: Readonly<Record<Kind, number>> = {
  // Ten minutes and a reload make a stranger an anchor: some more than other strangers get, and nothing of what friends have.
  anchor: 340,
  strength: 480,
  attendance: 400,
  exploration: 300,
}

/** Of an anchor who is a stranger: before all other strangers, and after whoever is attended. */
export const ANCHOR_NEARNESS = Number.EPSILON

/** So much stronger must somebody be to take the place of another: strengths fade and waver, and a link is dear. */
export const SWAP_FACTOR = 1.25
/** The other side proves who it is in a few messages; before that nobody can say that the link is weak. */
export const UNPROVEN_GRACE_MS = 5_000
/** Of those to explore every second, when there is a choice, is a friend of a friend; the others are anybody. */
export const FRIEND_OF_FRIEND_SHARE = 0.5

/** Places for strangers that may be added; with them it is less than a crowd. */
export const MAX_EXTRA_LINKS = 3

const STRANGER: Tie = { strength: 0, attendsUs: false }

/**
 * Links with which nobody else is let in but those whom we attend, and anchors: some more than we keep, so that whoever comes can
 * prove who they are, and few enough that no crowd is ever most of what we hear.
 */
export const MAX_CROWD = MAX_LINKS + 4

/**
 * Whether somebody who dials us is let in, by what we know of them before they prove it.
 * @param nearness 0 for strangers
 */
export function isLetIn(links: number, nearness: number): boolean {
  return links < MAX_CROWD || nearness > 0
}

/**
 * Whether one is made for somebody who dials us or has an offer passed on, by what we know of them before they prove it:
 * it is spent whether a link comes of it or not, so strangers get no more of them than we spend on strangers.
 * @param nearness 0 for strangers, the least there is for an anchor who is one
 */
export function isAnswered(connectionsMade: number, nearness: number): boolean {
  const kind = nearness === 0 ? 'exploration' : nearness <= ANCHOR_NEARNESS ? 'anchor' : 'strength'
  return connectionsMade < CONNECTIONS_UP_TO[kind]
}

/** For whom no connection is made any more until the page is loaded anew. */
export type LeftOut = 'nobody' | 'strangers' | 'everybody'

export function whoIsLeftOut(connectionsMade: number): LeftOut {
  if (connectionsMade >= CONNECTIONS_UP_TO.strength) return 'everybody'
  return connectionsMade >= CONNECTIONS_UP_TO.exploration ? 'strangers' : 'nobody'
}

/** When there are too many links, so often somebody strong is dialled all the same, and else one is ended. */
export const CROWDED_DIAL_SHARE = 0.5

/** The next thing to do; null for nothing. */
export function nextMove<A extends Acquirable>(situation: Situation<A>): Move<A> | null {
  const { links, extraLinks, nowMs, random } = situation
  if (links.length > MAX_LINKS + extraLinks) {
    const sorted = byWorth(links, extraLinks)
    // Whoever come faster than they are ended would else keep us from ever dialling those whom we chose.
    const strong =
      random() < CROWDED_DIAL_SHARE
        ? null
        : (anchorToDial(situation, sorted) ?? strongToDial(situation, sorted))
    if (strong !== null) return { type: 'dial', whom: strong }
    const weakest = sorted
      .filter(({ link }) => link.tie !== null || nowMs - link.sinceMs >= UNPROVEN_GRACE_MS)
      .at(-1)
    return weakest === undefined ? null : { type: 'drop', peerId: weakest.link.peerId }
  }
  const whom = toDial(situation)
  return whom === null ? null : { type: 'dial', whom }
}

/** An anchor for a place that is free: none takes the place of another. */
function anchorToDial<A extends Acquirable>(
  { acquirable, connectionsMade }: Situation<A>,
  taken: readonly Taken[],
): A | null {
  if (connectionsMade >= CONNECTIONS_UP_TO.anchor || held(taken, 'anchor').length >= ANCHOR_PLACES)
    return null
  const anchors = acquirable.filter(({ steadyDays }) => steadyDays > 0)
  return (
    anchors.toSorted(
      (a, b) =>
        a.failures - b.failures ||
        Number(b.tie.strength > 0) - Number(a.tie.strength > 0) ||
        b.steadyDays - a.steadyDays,
    )[0] ?? null
  )
}

/** Somebody for a place of strength that is free, or clearly stronger than the weakest in one. */
function strongToDial<A extends Acquirable>(
  { acquirable, connectionsMade }: Situation<A>,
  taken: readonly Taken[],
): A | null {
  if (connectionsMade >= CONNECTIONS_UP_TO.strength) return null
  const strong = held(taken, 'strength')
  const places = PLACES.strength - held(taken, 'anchor').length
  const weakest = strong.length < places ? 0 : strengthOf(strong.at(-1))
  return best(acquirable.filter(({ tie }) => tie.strength > weakest * SWAP_FACTOR))
}

function toDial<A extends Acquirable>(situation: Situation<A>): A | null {
  const { links, acquirable, connectionsMade, extraLinks, random } = situation
  const taken = byWorth(links, extraLinks)

  const anchor = anchorToDial(situation, taken)
  if (anchor?.failures === 0) return anchor
  const strongest = strongToDial(situation, taken)
  if (strongest !== null) return strongest

  // When all places are taken none is free; when links are as many as may be and a place is free, surplus gives way.
  const mayJoin = (kind: 'attendance' | 'exploration'): boolean =>
    connectionsMade < CONNECTIONS_UP_TO[kind] && held(taken, kind).length < placesOf(kind, extraLinks)
  const attending = best(acquirable.filter(({ tie }) => tie.attendsUs))
  if (attending !== null && mayJoin('attendance')) return attending
  // One that could not be reached has had its turn, and waits for the others.
  if (anchor !== null) return anchor
  return mayJoin('exploration') ? toExplore(acquirable, random) : null
}

/** By chance, so that nobody can arrange to be the one; of those that failed least. */
function toExplore<A extends Acquirable>(acquirable: readonly A[], random: () => number): A | null {
  const strangers = acquirable.filter(({ tie }) => tie.strength === 0)
  const fewest = Math.min(...strangers.map(({ failures }) => failures))
  const pool = strangers.filter(({ failures }) => failures === fewest)
  const near = pool.filter(({ isFriendOfFriend }) => isFriendOfFriend)
  const from = near.length > 0 && random() < FRIEND_OF_FRIEND_SHARE ? near : pool
  return from[Math.floor(random() * from.length)] ?? null
}

function best<A extends Acquirable>(acquirable: readonly A[]): A | null {
  const sorted = acquirable.toSorted(
    (a, b) => b.tie.strength - a.tie.strength || a.failures - b.failures || b.seenAtMs - a.seenAtMs,
  )
  return sorted[0] ?? null
}

interface Taken {
  readonly link: OpenLink
  /** Null for surplus. */
  readonly kind: Kind | null
}

/** The links with the kind of place each takes, the one to go first at the end. */
function byWorth(links: readonly OpenLink[], extraLinks: number): Taken[] {
  // Older ones first: whoever comes later does not push out who is there.
  const strongestFirst = links.toSorted(
    (a, b) => strengthOf(b) - strengthOf(a) || a.sinceMs - b.sinceMs || (a.peerId < b.peerId ? -1 : 1),
  )
  const free = { ...PLACES, exploration: placesOf('exploration', extraLinks) }
  const kinds = new Map<OpenLink, Kind>()
  for (const link of steadiestFirst(links).slice(0, ANCHOR_PLACES)) {
    kinds.set(link, 'anchor')
    free.strength -= 1
  }
  const give = (kind: keyof typeof free, isFit: (tie: Tie) => boolean): void => {
    for (const link of strongestFirst) {
      if (free[kind] === 0) return
      if (kinds.has(link) || !isFit(link.tie ?? STRANGER)) continue
      kinds.set(link, kind)
      free[kind] -= 1
    }
  }
  give('strength', ({ strength }) => strength > 0)
  give('attendance', ({ attendsUs }) => attendsUs)
  // Not for the next strongest: they would in time push out every stranger, and nothing new be found.
  give('exploration', ({ strength }) => strength === 0)
  const taken = strongestFirst.map((link) => ({ link, kind: kinds.get(link) ?? null }))
  return taken.sort((a, b) => BEST_FIRST.indexOf(a.kind) - BEST_FIRST.indexOf(b.kind))
}

/** The anchors among them, those attended before others, as in anchors.ts. */
function steadiestFirst(links: readonly OpenLink[]): OpenLink[] {
  return links
    .filter(({ steadyDays }) => steadyDays > 0)
    .toSorted(
      (a, b) =>
        Number(strengthOf(b) > 0) - Number(strengthOf(a) > 0) ||
        b.steadyDays - a.steadyDays ||
        a.sinceMs - b.sinceMs,
    )
}

function held(taken: readonly Taken[], kind: Kind): OpenLink[] {
  return taken.filter((each) => each.kind === kind).map(({ link }) => link)
}

function placesOf(kind: keyof typeof PLACES, extraLinks: number): number {
  return PLACES[kind] + (kind === 'exploration' ? extraLinks : 0)
}

const BEST_FIRST: readonly (Kind | null)[] = ['anchor', 'strength', 'attendance', 'exploration', null]

function strengthOf(link: OpenLink | undefined): number {
  return link?.tie?.strength ?? 0
}
