/** What goes over from one epoch to the next: what a beginning is made of, and whether a book holds the same. */
import { inPages, type Beginning, type Page } from './beginning'
import type { Book, News } from './book'
import { snapshotOf } from './checkpoint'
import { certifiedAt, certifiedIn } from './certificate'
import { applyAll } from './freeze'
import { leafCount } from './leaves'
import type { Ledger } from './ledger'
import { slotKey } from './slots'
import type { BlockId, Final } from './types'

/**
 * What a beginning carries and is not final here; null while the book cannot prove all of it, or lacks a page of it or the
 * table of a campaign: a table is no final, so nobody would look again when it has come.
 */
export function carriedBy(book: Book, beginning: Beginning): Final[] | null {
  const found: Final[] = []
  const named = book.change.carriedIn(beginning)
  if (named === null) return null
  for (const { slot, value } of named) {
    const key = slotKey(slot)
    if (book.ledger.settled.get(key) === value) continue
    const final = certifiedAt(book, key, value)
    if (final === null || lacksTable(book, final)) return null
    found.push(final)
  }
  return found
}

function lacksTable(book: Book, { signed: { block } }: Final): boolean {
  return block.t === 'spon' && book.ledger.tableById(block.table) === undefined
}

/** What the book holds, with these; null when they do not fit. */
function ledgerWith(book: Book, carried: readonly Final[]): Ledger | null {
  const copy = book.ledger.under(book.ledger.terms)
  return applyAll(copy, carried) ? copy : null
}

/** The root over what the book holds with these; null when they do not fit, or the sum is not the supply. */
export async function rootWith(
  book: Book,
  carried: readonly Final[],
  breathe?: () => Promise<void>,
): Promise<Pick<Beginning, 'root' | 'sum' | 'leaves'> | null> {
  const copy = ledgerWith(book, carried)
  return copy === null ? null : rootOf(copy, breathe)
}

async function rootOf(ledger: Ledger, breathe?: () => Promise<void>) {
  const snapshot = await snapshotOf(ledger, breathe)
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
  const copy = ledgerWith(book, carried)
  return copy !== null && leafCount(copy) === beginning.leaves && isRootOf(copy, beginning, breathe)
}

async function isRootOf(ledger: Ledger, beginning: Beginning, breathe?: () => Promise<void>) {
  const here = await rootOf(ledger, breathe)
  return here?.root === beginning.root && here.sum === beginning.sum && here.leaves === beginning.leaves
}

export interface Proposed {
  readonly beginning: Beginning
  readonly pages: readonly Page[]
}

/**
 * What this book would begin the next epoch with: all that is certified, however much that is (rule AM126). Null while
 * something in it waits for something else.
 */
export async function beginningOf(
  book: Book,
  next: BlockId,
  breathe?: () => Promise<void>,
): Promise<Proposed | null> {
  if (book.isIncomplete) return null
  const certified = certifiedIn(book)
  const here = await rootWith(book, certified, breathe)
  if (here === null) return null
  const { ledger, epoch } = book.ledger.terms
  const named = certified.map(({ proof }) => ({ slot: proof.slot, value: proof.value }))
  const { first: carried, pages } = await inPages(named, ledger)
  const said = { v: 1, ledger, epoch, next, ...here, carried } as const
  const [page] = pages
  return {
    beginning: page === undefined ? { t: 'begin', ...said } : { t: 'begin-paged', ...said, rest: page.id },
    pages,
  }
}

/**
 * Begins the next epoch once its old witnesses have agreed with what, and this book holds all of it. It costs a tree, so
 * it is looked at when words of the change come, and not at each final on the way to it; a turn that is shown too early
 * differs in how many leaves there are (rule AM84). Others may be heard meanwhile, so it looks again.
 */
export async function turnIfDue(book: Book, breathe?: () => Promise<void>): Promise<News[]> {
  const { change } = book
  const turn = change.agreed()
  if (turn === null || change.successor === null || !book.mayEndWith(turn.quorum.value)) return []
  const carried = carriedBy(book, turn.beginning)
  const copy = carried === null ? null : ledgerWith(book, carried)
  if (carried === null || copy === null || leafCount(copy) !== turn.beginning.leaves) return []
  const finals = book.finals().length
  if (!change.isWorthATry(finals)) return []
  const isDue = await isRootOf(copy, turn.beginning, breathe)
  if (book.change !== change) return []
  if (book.finals().length !== finals) return turnIfDue(book, breathe)
  return isDue ? book.turn(turn, change.successor.terms, carried) : []
}
