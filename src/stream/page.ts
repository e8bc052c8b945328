/**
 * What a reader has been shown of the Stream, as a value: pages that do not jump (rules ST8 to ST11). A window keeps
 * what it has shown in its place, whatever is ranked, written or seen meanwhile; further pages go on from there with
 * what was to be had when it was opened; what has come since waits until the reader asks for it.
 */
import type { RecordCid } from '../records/types'
import type { Candidate } from './candidates'
import { mix, type Above, type Move, type Placed } from './mix'

export interface StreamWindow extends Above {
  /** When it was opened, Unix milliseconds: what is seen later stays fresh in this window. */
  readonly visitAt: number
  /** What there was when the window was opened, shown or not. */
  readonly offered: ReadonlySet<RecordCid>
  /** Whether a next page has anything. */
  readonly hasMore: boolean
}

/** More than a screen of any size holds; a page more when the reader comes near the end. */
export const PAGE_POSTS = 30

/** @param posts everything there is, in the pure order; the same in all functions of this file */
export function open(posts: readonly Candidate[], visitAt: number, size = PAGE_POSTS): StreamWindow {
  const offered = new Set(posts.map(({ id }) => id))
  return next({ visitAt, shown: [], passed: new Map(), offered, hasMore: true }, posts, size)
}

/** The window with a page more. */
export function next(reading: StreamWindow, posts: readonly Candidate[], size = PAGE_POSTS): StreamWindow {
  const { visitAt, shown, offered } = reading
  const isShown = idsOf(shown)
  const rest = posts.filter(({ id }) => offered.has(id) && !isShown.has(id))
  // One more than is shown, to know whether there is more.
  const { placed, passed } = mix(rest, reading, size + 1)
  return {
    visitAt,
    shown: [...shown, ...placed.slice(0, size)],
    passed,
    offered,
    hasMore: placed.length > size,
  }
}

/** How many have come since the window was opened. */
export function waiting({ offered }: StreamWindow, posts: readonly Candidate[]): number {
  return posts.filter(({ id }) => !offered.has(id)).length
}

/** The window without what is gone: withdrawn, muted or hidden. The others stay as they are. */
export function without(reading: StreamWindow, isGone: (id: RecordCid) => boolean): StreamWindow {
  if (!reading.shown.some(({ post }) => isGone(post.id))) return reading
  return { ...reading, shown: reading.shown.filter(({ post }) => !isGone(post.id)) }
}

/** A window as plain data, to be kept over a reload of the page. */
export interface KeptWindow {
  readonly visitAt: number
  readonly shown: readonly { readonly id: RecordCid; readonly move: Move | null }[]
  readonly passed: readonly (readonly [RecordCid, Move])[]
  readonly offered: readonly RecordCid[]
}

export function keep({ visitAt, shown, passed, offered }: StreamWindow): KeptWindow {
  const rows = shown.map(({ post: { id }, move }) => ({ id, move }))
  return { visitAt, shown: rows, passed: [...passed], offered: [...offered] }
}

/** The same window again; what is no candidate any more is gone from it. */
export function resume(kept: KeptWindow, posts: readonly Candidate[]): StreamWindow {
  const byId = new Map(posts.map((post) => [post.id, post]))
  const shown = kept.shown.flatMap(({ id, move }): Placed[] => {
    const post = byId.get(id)
    return post === undefined ? [] : [{ post, move }]
  })
  const offered = new Set(kept.offered)
  return next(
    { visitAt: kept.visitAt, shown, passed: new Map(kept.passed), offered, hasMore: true },
    posts,
    0,
  )
}

function idsOf(placed: readonly Placed[]): Set<RecordCid> {
  return new Set(placed.map(({ post }) => post.id))
}
