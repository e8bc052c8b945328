/** The network as a table: the same people as in the picture, at the same time. */
import type { Brain } from '../../attention/brain'
import { inLocale } from '../words/words.svelte'

export interface NeuronRow {
  readonly place: number
  readonly name: string
  /** Place of the lobe, -1 for none. */
  readonly lobe: number
  /** σ of the synapse by which the reader attends them, 0 … 1; null where there is none … */
  readonly attended: number | null
  /** … and by which they attend the reader. */
  readonly attending: number | null
  readonly reo: number
  readonly ties: number
}

export type Column = 'near' | 'name' | 'lobe' | 'attended' | 'attending' | 'reo' | 'ties'

export interface Order {
  readonly by: Column
  readonly isFalling: boolean
}

const VIEWER = 0
const letters = inLocale((locale) => new Intl.Collator(locale, { numeric: true }))

/** Without the reader; those first from whom most reaches them. */
export function neuronRows(brain: Brain, step: number, nameOf: (place: number) => string): NeuronRow[] {
  const direct = new Map<number, number>()
  for (const tie of brain.tiesOf(VIEWER)) direct.set(otherEnd(brain.endsOf(tie), VIEWER), tie)
  return [...brain.people.keys()].slice(1).map((place) => {
    const tie = direct.get(place)
    return {
      place,
      name: nameOf(place),
      lobe: brain.lobeOf[place] ?? -1,
      // The reader's place is the lowest, so they are the first of each of their ties.
      attended: tie === undefined || !brain.hasSynapse(tie, 0, step) ? null : brain.strength(tie, 0, step),
      attending: tie === undefined || !brain.hasSynapse(tie, 1, step) ? null : brain.strength(tie, 1, step),
      reo: brain.reoOf(place),
      ties: brain.tiesAt(place, step),
    }
  })
}

/** What is missing comes last, whichever way round; equal rows stay in the order of nearness. */
export function inOrder(rows: readonly NeuronRow[], { by, isFalling }: Order): NeuronRow[] {
  const turn = isFalling ? -1 : 1
  return rows.toSorted((a, b) => {
    if (by === 'name') return turn * letters().compare(a.name, b.name) || a.place - b.place
    const [one, other] = [valueOf(a, by), valueOf(b, by)]
    if (one === null || other === null)
      return Number(one === null) - Number(other === null) || a.place - b.place
    return turn * (one - other) || a.place - b.place
  })
}

function valueOf(row: NeuronRow, by: Exclude<Column, 'name'>): number | null {
  if (by === 'near') return row.place
  if (by === 'lobe') return row.lobe === -1 ? null : row.lobe
  return row[by]
}

function otherEnd([first, second]: readonly [number, number], end: number): number {
  return first === end ? second : first
}
