/**
 * The post that is being written, kept over a reload: of each tab its own, so that two that write at once lose nothing. A
 * tab holds a lock on its draft while it is open. One that nobody holds is of a tab that was closed, and is taken up by
 * the next that is opened.
 */
import type { PersonId } from '../../identity/types'
import type { PostView } from '../../social/types'
import { asSigned, calledFrom, type Called } from '../format/mention-typed'
import { forget, note, noted, notedNames } from './notes'

const DRAFT = 'synereo-post-draft-'
const THIS_TAB = 'synereo-tab'
/** A page that is loaded again gets its lock when the one before has gone; who waits longer is a copy of a tab that is open. */
const LOCK_WITHIN_MS = 1_000

export interface PostDraft {
  readonly text: string
  readonly called: readonly Called[]
  /** Null when it warns of nothing: what was meant to be folded must not go out unfolded. */
  readonly warning: string | null
  /** Unix milliseconds; what the owner posted later with the same words is this draft, gone out. */
  readonly changedMs: number
}

export const NO_DRAFT: PostDraft = { text: '', called: [], warning: null, changedMs: 0 }

let here: Promise<string> | null = null

/** The name under which this tab keeps its draft, the same until it is closed. */
export function draftOfTab(): Promise<string> {
  return (here ??= findOwn())
}

async function findOwn(): Promise<string> {
  const before = tabBefore()
  if (before !== null && (await isGranted(before, { signal: AbortSignal.timeout(LOCK_WITHIN_MS) })))
    return before
  for (const orphan of lastFirst(notedNames(DRAFT)))
    if (await isGranted(orphan, { ifAvailable: true })) return as(orphan)
  const fresh = DRAFT + crypto.randomUUID()
  await isGranted(fresh, { ifAvailable: true })
  return as(fresh)
}

function tabBefore(): string | null {
  try {
    return sessionStorage.getItem(THIS_TAB)
  } catch {
    return null
  }
}

function as(name: string): string {
  try {
    sessionStorage.setItem(THIS_TAB, name)
  } catch {
    // The next load of this tab takes its draft up as one that nobody holds.
  }
  return name
}

/** Held as long as the page is, once it is granted. */
function isGranted(name: string, how: LockOptions): Promise<boolean> {
  return new Promise((answer) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      answer(lock !== null)
      return lock === null ? undefined : new Promise<void>(() => undefined)
    }
    navigator.locks.request(name, how, hold).catch(() => {
      answer(false)
    })
  })
}

function lastFirst(names: readonly string[]): string[] {
  return names.toSorted((a, b) => keptPost(b).changedMs - keptPost(a).changedMs)
}

export function keptPost(name: string): PostDraft {
  try {
    const kept = JSON.parse(noted(name) ?? '{}') as Readonly<Record<string, unknown>>
    if (typeof kept.text !== 'string' || typeof kept.changedMs !== 'number') return NO_DRAFT
    return {
      text: kept.text,
      called: calledFrom(JSON.stringify(kept.called ?? [])),
      warning: typeof kept.warning === 'string' ? kept.warning : null,
      changedMs: kept.changedMs,
    }
  } catch {
    return NO_DRAFT
  }
}

export function keepPost(name: string, draft: PostDraft): void {
  if (draft.text === '' && draft.warning === null) forget(name)
  else note(name, JSON.stringify(draft))
}

/** Posted before the page could let go of the draft, as when it was loaded again in the middle (rule DR1). */
export function hasGoneOut(draft: PostDraft, posts: Iterable<PostView>, self: PersonId | null): boolean {
  const words = asSigned(draft.text, draft.called).trim()
  if (words === '') return false
  for (const { author, text, time } of posts)
    if (author === self && time >= draft.changedMs && text === words) return true
  return false
}
