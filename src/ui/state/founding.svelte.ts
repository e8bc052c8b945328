/** What was typed to found a network: a look at another view loses nothing of it. */
import type { FoundedNetwork } from '../../app/founding'
import type { TypedFounding } from '../format/founding-typed'

/** Who gets AMP from the beginning. */
export class Receiving {
  who = $state('')
  amp = $state('')
}

class FoundingForm implements TypedFounding {
  name = $state('')
  isWitness = $state(true)
  codes = $state('')
  supply = $state('1000000')
  own = $state('')
  others = $state<readonly Receiving[]>([])
  starter = $state('100')
  /** What was made last. */
  founded = $state.raw<FoundedNetwork | null>(null)
}

/** As long as the page is open. */
export const founding = new FoundingForm()
