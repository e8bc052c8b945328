/** What neurons and synapses of a brain look like: who stands out, how large, in which colour. */
import type { EdgeDisplayData, NodeDisplayData } from 'sigma/types'
import type { Brain } from '../../attention/brain'
import { mixed, type Look } from './look'

export interface Shown {
  readonly step: number
  /** A place of the brain, or null. */
  readonly chosen: number | null
  /** The lobe that is looked at, or null. */
  readonly lobe: number | null
}

/** A node of the picture; where it is, a layout says. */
export interface Neuron {
  x: number
  y: number
  label: string
}

const VIEWER = 0
/** How much of its colour is left to what is not looked at. */
const FADED = 0.16
/** A mere follow is so much of its colour and so wide, and more the stronger it is; what goes from lobe to lobe is paler. */
const [WIDE, HAIR] = [
  { leastShare: 0.5, leastPx: 1.2 },
  { leastShare: 0.25, leastPx: 0.6 },
]
/** No tie is drawn thinner. */
export const LEAST_TIE_PX = HAIR.leastPx
const BETWEEN = 0.6
const MOST_TIE_PX = 5
/** The more somebody is attended by those in the picture, the larger. */
const [LEAST_PX, GROWTH_PX, MOST_PX, VIEWER_PX] = [3, 3.2, 12, 8]
/** Of more people than these, or with less room, neurons are smaller, by so much at most. */
const FULL_SIZE_PEOPLE = 250
const FULL_SIZE_WIDTH_PX = 520
const LEAST_SCALE = 0.45
/** So many may have their names written, if there is room. */
const MOST_NAMED = 250
/** Of very many ties the strongest have a width, the others are hairlines: a page without a graphics card draws those in half the time. */
const WIDE_TIES = 3_000

export class Appearance {
  look: Look
  readonly #brain: Brain
  #shown: Shown
  #lit: ReadonlySet<number> | null = null
  readonly #isTied: Uint8Array
  /** By person: the strengths of the synapses from them, added up. */
  readonly #attended: Float64Array
  readonly #scale: number
  /** By tie: how strong it was at its best. */
  readonly #best: Float64Array
  readonly #leastWide: number
  #names: readonly number[] = []

  /** @param widthPx of the picture */
  constructor(brain: Brain, look: Look, widthPx: number, shown: Shown) {
    this.#brain = brain
    this.look = look
    this.#shown = shown
    this.#isTied = new Uint8Array(brain.people.length)
    this.#attended = new Float64Array(brain.people.length)
    this.#best = Float64Array.from({ length: brain.tieCount }, (_, tie) => brain.bestWidth(tie))
    this.#leastWide = brain.tieCount <= WIDE_TIES ? 0 : (this.#best.toSorted().at(-WIDE_TIES) ?? 0)
    const room = Math.min(1, widthPx / FULL_SIZE_WIDTH_PX)
    this.#scale = Math.max(LEAST_SCALE, room * Math.min(1, Math.sqrt(FULL_SIZE_PEOPLE / brain.people.length)))
    this.show(shown)
  }

  /** Whose names may be written: who is chosen, the reader and the landmarks first, then by what they are attended. */
  get names(): readonly number[] {
    return this.#names
  }

  /** Whether anybody was tied to them at the step that is shown. */
  isTied(place: number): boolean {
    return this.#isTied[place] === 1
  }

  show(shown: Shown): void {
    const brain = this.#brain
    this.#shown = shown
    this.#isTied.fill(0)
    this.#isTied[VIEWER] = 1
    this.#attended.fill(0)
    for (let tie = 0; tie < brain.tieCount; tie += 1) {
      if (!brain.isTied(tie, shown.step)) continue
      const [first, second] = brain.endsOf(tie)
      for (const end of [first, second]) this.#isTied[end] = 1
      // The first attends the second with the first of the two strengths.
      this.#attended[second] = (this.#attended[second] ?? 0) + brain.strength(tie, 0, shown.step)
      this.#attended[first] = (this.#attended[first] ?? 0) + brain.strength(tie, 1, shown.step)
    }
    this.#lit = this.#litNow()
    this.#names = this.#named()
  }

  #litNow(): ReadonlySet<number> | null {
    const { chosen, lobe, step } = this.#shown
    const brain = this.#brain
    if (chosen !== null) {
      const ties = [...brain.tiesOf(chosen)].filter((tie) => brain.isTied(tie, step))
      return new Set([chosen, ...ties.flatMap((tie) => brain.endsOf(tie))])
    }
    if (lobe === null) return null
    return new Set([...brain.people.keys()].filter((place) => brain.lobeOf[place] === lobe))
  }

  #colourOf(place: number): string {
    if (place === VIEWER) return this.look.you
    return this.look.lobes[this.#brain.lobeOf[place] ?? -1] ?? this.look.lobeless
  }

  #isLit(place: number): boolean {
    return this.#isTied[place] === 1 && (this.#lit === null || this.#lit.has(place))
  }

  neuron(place: number, neuron: Neuron): Partial<NodeDisplayData> {
    const isChosen = place === this.#shown.chosen
    const isLit = isChosen || this.#isLit(place)
    const colour = this.#colourOf(place)
    const size = Math.min(MOST_PX, LEAST_PX + GROWTH_PX * Math.sqrt(this.#attended[place] ?? 0)) * this.#scale
    return {
      ...neuron,
      size: place === VIEWER ? Math.max(size, VIEWER_PX) : size,
      color: isLit ? colour : mixed(colour, this.look.ground, FADED),
      highlighted: isChosen,
      zIndex: isChosen || place === VIEWER ? 2 : Number(isLit),
    }
  }

  #isWide(tie: number): boolean {
    return (
      (this.#best[tie] ?? 0) >= this.#leastWide || this.#brain.endsOf(tie).includes(this.#shown.chosen ?? -1)
    )
  }

  /** Those after whom lobes are named are the landmarks. */
  #isLeader(place: number): boolean {
    const lobe = this.#brain.lobeOf[place] ?? -1
    return lobe in this.look.lobes && this.#brain.lobes[lobe]?.name === this.#brain.people[place]
  }

  tie(tie: number): Partial<EdgeDisplayData> {
    const brain = this.#brain
    const { step, chosen } = this.#shown
    if (!brain.isTied(tie, step)) return { hidden: true }
    const [first, second] = brain.endsOf(tie)
    const isLit =
      chosen === null
        ? this.#lit === null || (this.#lit.has(first) && this.#lit.has(second))
        : first === chosen || second === chosen
    const isWithin = brain.lobeOf[first] === brain.lobeOf[second]
    const colour = isWithin ? this.#colourOf(second) : this.look.lobeless
    const strength = Math.sqrt(brain.width(tie, step))
    const isWide = this.#isWide(tie)
    const { leastShare, leastPx } = isWide ? WIDE : HAIR
    const share = (isWithin ? 1 : BETWEEN) * (leastShare + (1 - leastShare) * strength)
    return {
      color: mixed(colour, this.look.ground, isLit ? (chosen === null ? share : 1) : share * FADED),
      type: isWide ? 'wide' : 'hair',
      size: leastPx + (MOST_TIE_PX - leastPx) * strength,
      zIndex: Number(isLit),
    }
  }

  #named(): number[] {
    const { chosen } = this.#shown
    const first = (place: number): number =>
      place === chosen ? 3 : place === VIEWER ? 2 : Number(this.#isLeader(place))
    const isNamed = (place: number): boolean => place === chosen || this.#isLit(place)
    return [...this.#brain.people.keys()]
      .filter(isNamed)
      .sort((a, b) => first(b) - first(a) || (this.#attended[b] ?? 0) - (this.#attended[a] ?? 0) || a - b)
      .slice(0, MOST_NAMED)
  }
}
