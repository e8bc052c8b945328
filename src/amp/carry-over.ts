/** What goes over from one epoch to the next: what a beginning is made of, and whether a book holds the same. */
import type { Beginning } from './beginning'
import type { Book, News } from './book'
import { snapshotOf } from './checkpoint'
import { applyAll } from './freeze'
import { MAX_CARRIED } from './limits'
import { slotKey } from './slots'
import type { BlockId, Final, SlotKey } from './types'

/** What the book can prove of places at which it knows nothing final: a skip goes before a certificate. */
export function certifiedIn(book: Book): Final[] {
  const found: Final[] = []
  for (const tally of book.openTallies()) {
    const final = certifiedAt(book, slotKey(tally.slot))
    if (final !== null) found.push(final)
  }
  return found.sort((a, b) => (slotKey(a.proof.slot) < slotKey(b.proof.slot) ? -1 : 1))
}

/** @param wanted of one block; else of whatever there is */
export function certifiedAt(book: Book, key: SlotKey, wanted: BlockId | null = null): Final | null {
  const tally = book.tally(key)
  for (const stage of ['vow', 'vote'] as const)
    for (const value of tally?.quorumValues(stage) ?? []) {
      const proof = tally?.quorum(stage, value) ?? null
      const signed = tally?.candidate(value)
      if (proof !== null && signed !== undefined && (wanted === null || wanted === value))
        return { signed, proof }
    }
  return null
}

/** What a beginning carries and is not final here; null while the book cannot prove all of it. */
export function carriedBy(book: Book, { carried }: Beginning): Final[] | null {
  const found: Final[] = []
  for (const { slot, value } of carried) {
    const key = slotKey(slot)
    if (book.ledger.settled.get(key) === value) continue
    const final = certifiedAt(book, key, value)
    if (final === null) return null
    found.push(final)
  }
  return found
}

/** The root over what the book holds with these; null when they do not fit, or the sum is not the supply. */
export async function rootWith(
  book: Book,
  carried: readonly Final[],
  breathe?: () => Promise<void>,
): Promise<Pick<Beginning, 'root' | 'sum' | 'leaves'> | null> {
  const copy = book.ledger.under(book.ledger.terms)
  if (!applyAll(copy, carried)) return null
  const snapshot = await snapshotOf(copy, breathe)
  if (snapshot === undefined) return null
  const { hash, sum } = snapshot.tree.root
  return { root: hash, sum, leaves: snapshot.leaves.length }
}

/** True when this book, with what the beginning carries, holds exactly what the beginning says. */
export async function isSame(
  book: Book,
  beginning: Beginning,
  carried: readonly Final[],
  breathe?: () => Promise<void>,
): Promise<boolean> {
  const here = await rootWith(book, carried, breathe)
  return here?.root === beginning.root && here.sum === beginning.sum && here.leaves === beginning.leaves
}

/** What this book would begin the next epoch with; null while something in it waits for something else. */
export async function beginningOf(
  book: Book,
  next: BlockId,
  breathe?: () => Promise<void>,
): Promise<Beginning | null> {
  if (book.isIncomplete) return null
  const certified = certifiedIn(book)
  const here = certified.length > MAX_CARRIED ? null : await rootWith(book, certified, breathe)
  if (here === null) return null
  const { ledger, epoch } = book.ledger.terms
  const carried = certified.map(({ proof }) => ({ slot: proof.slot, value: proof.value }))
  return { v: 1, t: 'begin', ledger, epoch, next, ...here, carried }
}

/**
 * Begins the next epoch once its old witnesses have agreed with what, and this book holds all of it. Others may be heard
 * meanwhile, so it looks again.
 */
export async function turnIfDue(book: Book, breathe?: () => Promise<void>): Promise<News[]> {
  const { change } = book
  const turn = change.agreed()
  if (turn === null || change.successor === null) return []
  const carried = carriedBy(book, turn.beginning)
  if (carried === null || !change.isWorthATry(book.finals().length)) return []
  const finals = book.finals().length
  const isDue = await isSame(book, turn.beginning, carried, breathe)
  if (book.change !== change) return []
  if (book.finals().length !== finals) return turnIfDue(book, breathe)
  return isDue ? book.turn(turn, change.successor.terms, carried) : []
}
