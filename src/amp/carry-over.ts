/** What goes over from one epoch to the next: what a beginning is made of, and whether a book holds the same. */
import { carriedBytes, type Beginning } from './beginning'
import type { Book, News } from './book'
import { snapshotOf } from './checkpoint'
import { certifiedAt, certifiedIn } from './certificate'
import { applyAll, applyFitting } from './freeze'
import { leafCount } from './leaves'
import type { Ledger } from './ledger'
import { MAX_CARRIED, MAX_CARRIED_BYTES } from './limits'
import { slotKey } from './slots'
import type { BlockId, Final, SlotKey } from './types'

/**
 * What a beginning carries and is not final here; null while the book cannot prove all of it, or lacks the table of a
 * campaign: a table is no final, so nobody would look again when it has come.
 */
export function carriedBy(book: Book, { carried }: Beginning): Final[] | null {
  const found: Final[] = []
  for (const { slot, value } of carried) {
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

/**
 * What this book would begin the next epoch with; null while something in it waits for something else.
 * @param own places of which the one that proposes acknowledged or voided something
 */
export async function beginningOf(
  book: Book,
  next: BlockId,
  own: ReadonlySet<SlotKey>,
  breathe?: () => Promise<void>,
): Promise<Beginning | null> {
  if (book.isIncomplete) return null
  const chosen = carriedFrom(book, own)
  const here = await rootWith(book, chosen, breathe)
  if (here === null) return null
  const { ledger, epoch } = book.ledger.terms
  const carried = chosen.map(({ proof }) => ({ slot: proof.slot, value: proof.value }))
  return { v: 1, t: 'begin', ledger, epoch, next, ...here, carried }
}

/**
 * As much of what is certified as a message holds, what the proposer stands behind first (rule AM83). The rest is open
 * again, as nobody of those who vote for it acknowledged it.
 */
function carriedFrom(book: Book, own: ReadonlySet<SlotKey>): Final[] {
  const certified = certifiedIn(book)
  const isOwn = ({ proof }: Final): boolean => own.has(slotKey(proof.slot))
  const chosen = new Set<Final>()
  let bytes = 0
  for (const final of [...certified.filter(isOwn), ...certified.filter((one) => !isOwn(one))]) {
    bytes += carriedBytes(final.proof)
    if (chosen.size === MAX_CARRIED || bytes > MAX_CARRIED_BYTES) break
    chosen.add(final)
  }
  if (chosen.size === certified.length) return certified
  // What stands on something that was cut off is cut off too.
  for (const left of applyFitting(book.ledger.under(book.ledger.terms), [...chosen])) chosen.delete(left)
  return certified.filter((final) => chosen.has(final))
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
