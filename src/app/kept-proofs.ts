/** What a witness must be able to show of what it said: heard again at a start, and let go of when it is settled (rule AM80). */
import { readFact } from '../amp/gate'
import { slotKey } from '../amp/slots'
import type { Answer } from '../amp/witness-answer'
import { proofNames } from '../amp/witness-log'
import type { DeskInit } from './ledger-desk-init'

type Parts = Pick<DeskInit, 'store' | 'participant'>

/** What this witness acknowledged and is final nowhere that it knows of; after what is final, which says the epoch. */
export async function recallProofs({ store, participant }: Parts, isOver: () => boolean): Promise<void> {
  if (participant.witness === null || isOver()) return
  const { ledger } = participant.book
  const over: string[] = []
  for (const { name, facts } of await store.proofs())
    for (const bytes of facts) {
      const read = await readFact(bytes, ledger.terms, () => Promise.resolve(true))
      const isDone = read.ok
        ? read.value.t === 'certified' && ledger.settled.has(slotKey(read.value.final.proof.slot))
        : read.error === 'past-epoch'
      if (isDone) over.push(name)
      else if (read.ok) await participant.recall(read.value)
    }
  if (over.length > 0 && !isOver()) await store.dropProofs(over)
}

/** Where something became final nothing more is to be shown. */
export async function dropProofs({ store, participant }: Parts, news: Answer['news']): Promise<void> {
  if (participant.witness === null) return
  const names = news.flatMap((item) =>
    item.t === 'final' ? proofNames(participant.book.ledger.terms.epoch, slotKey(item.final.proof.slot)) : [],
  )
  if (names.length > 0) await store.dropProofs(names)
}
