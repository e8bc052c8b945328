/**
 * The end of an epoch: what a witness that freezes shows of the places of which it acknowledged or voided something, and
 * the ledger with which the next epoch begins, a function of the lists of a quorum alone (epoch-rules.ts).
 */
import type { Book } from './book'
import { EPOCH_RULES, type EpochRules, type FrozenSlot } from './epoch-rules'
import type { Fact } from './facts'
import { judge } from './judge'
import { applyFinal, Ledger } from './ledger'
import type { Allocation, Terms } from './manifest'
import type { SlotRecord } from './slot-rules'
import { slotKey, slotOf } from './slots'
import type { Quorum } from './statements'
import type { BlockId, Final, SignedBlock, SlotKey } from './types'

/** Null while it cannot prove something that it said: it asks others for the words that it lost in a crash. */
export function frozenFacts(
  book: Book,
  records: Iterable<readonly [SlotKey, SlotRecord]>,
  rules: Pick<EpochRules, 'listOf'> = EPOCH_RULES,
): Fact[] | null {
  const facts: Fact[] = []
  for (const [key, record] of records) {
    const { acked, voided } = rules.listOf(record)
    if (acked === null && !voided) continue
    const proven = proofsAt(book, key, acked, voided)
    if (proven === null) return null
    facts.push(...proven)
  }
  const tables = facts.flatMap((fact) => {
    const block = fact.t === 'block' ? fact.signed.block : fact.t === 'final' ? fact.final.signed.block : null
    const table = block?.t === 'spon' ? book.ledger.tableById(block.table) : undefined
    return table === undefined ? [] : [{ t: 'table', table } as const]
  })
  return [...tables, ...facts]
}

function proofsAt(book: Book, key: SlotKey, acked: BlockId | null, voided: boolean): Fact[] | null {
  const final = book.finalAt(key)
  if (final !== undefined) return [{ t: 'final', final }]
  const tally = book.tally(key)
  const shown: Fact[] = []
  const [vowed = null] = voided ? (tally?.quorumValues('vow') ?? []) : []
  if (voided && vowed === null) return null
  for (const [stage, value] of [
    ['vote', acked],
    ['vow', vowed],
  ] as const) {
    if (value === null) continue
    const quorum = tally?.quorum(stage, value) ?? null
    const signed = tally?.candidate(value)
    if (quorum === null || signed === undefined) return null
    shown.push({ t: 'block', signed }, { t: 'quorum', quorum })
  }
  return shown
}

/**
 * What the old epoch leaves, under its own terms; undefined when a list shows words about a block that no list shows.
 * Whoever gives other lists may get another ledger, so the old witnesses agree on one set of them (`mayBegin`).
 */
export function ledgerAfter(
  lists: readonly (readonly Fact[])[],
  terms: Terms,
  allocation: Allocation['rows'],
  rules: Pick<EpochRules, 'carried'> = EPOCH_RULES,
): Ledger | undefined {
  const ledger = new Ledger(terms, allocation)
  const facts = lists.flat()
  for (const fact of facts) if (fact.t === 'table') ledger.keepTable(fact.table)
  const blocks = new Map<BlockId, SignedBlock>()
  for (const fact of facts) {
    const signed = fact.t === 'block' ? fact.signed : fact.t === 'final' ? fact.final.signed : null
    if (signed !== null) blocks.set(signed.id, signed)
  }
  const open: Final[] = []
  for (const places of placesOf(facts).values()) {
    const value = rules.carried(places.map(({ shown }) => shown))
    const proof = places.find(({ quorum, shown }) =>
      value === 'skip' ? shown.voided : quorum.value === value,
    )?.quorum
    if (value === 'open' || proof === undefined) continue
    const signed = blocks.get(proof.value)
    if (signed === undefined || slotKey(slotOf(signed.block)) !== slotKey(proof.slot)) return undefined
    open.push({ signed, proof })
  }
  return applyAll(ledger, open) ? ledger : undefined
}

function placesOf(facts: readonly Fact[]) {
  const places = new Map<SlotKey, { readonly shown: FrozenSlot; readonly quorum: Quorum }[]>()
  for (const fact of facts) {
    const quorum = fact.t === 'quorum' ? fact.quorum : fact.t === 'final' ? fact.final.proof : null
    if (quorum === null) continue
    const isBlock = quorum.t === 'vote' || quorum.t === 'ack'
    const shown = { acked: isBlock ? quorum.value : null, voided: !isBlock }
    const key = slotKey(quorum.slot)
    places.set(key, [...(places.get(key) ?? []), { shown, quorum }])
  }
  return places
}

/** Each as soon as what it stands on is there; false when something is left over. */
export function applyAll(ledger: Ledger, finals: readonly Final[]): boolean {
  let open = finals
  for (let before = -1; open.length > 0 && open.length !== before;) {
    before = open.length
    open = open.filter((final) => {
      const isDue = judge(ledger, final.signed).verdict === 'valid'
      if (isDue) applyFinal(ledger, final)
      return !isDue
    })
  }
  return open.length === 0
}
