/** What a Reo rests on that is seen from a chair, and why it is nothing where it is (rule CH2). */
import type { ChairView, CommunityView } from '../../attention/types'
import { say, sayCount } from '../words/words.svelte'

/** What a chair answered of the person who is looked at. */
export interface Answer {
  /** Null where nothing can be said: the number would be made up. */
  readonly reo: number | null
  readonly sentence: string
}

/** @param name of the person looked at; null for the reader */
export function fromOwnChair(reo: number, name: string | null): Answer {
  if (name === null)
    return { reo: null, sentence: say('Nobody has standing with themselves: choose with whom.') }
  const none = say(
    'No chain leads there: nobody whom you attend gives {name} attention, as far as is known here.',
    { name },
  )
  return { reo, sentence: reo > 0 ? '' : none }
}

/** @param chair the name of whose it is */
export function fromChairOf(chair: string, view: ChairView | null, name: string | null): Answer {
  if (view === null) return { reo: null, sentence: say('What {chair} attends is not known here.', { chair }) }
  const reo = view.about ?? 0
  if (reo > 0)
    return {
      reo,
      sentence: say(
        'By the records kept here. What {chair} has only looked at, and whom they mute, nobody else knows.',
        { chair },
      ),
    }
  const none =
    name === null
      ? say(
          'No chain leads to you: nobody whom {chair} attends gives you attention, as far as is known here.',
          { chair },
        )
      : say(
          'No chain leads there: nobody whom {chair} attends gives {name} attention, as far as is known here.',
          { chair, name },
        )
  return { reo, sentence: none }
}

export function fromCommunity(view: CommunityView | null, name: string | null): Answer {
  const heard = view?.heard.length ?? 0
  if (view === null || heard === 0)
    return {
      reo: null,
      sentence:
        (view?.unheard ?? 0) === 0
          ? say('Nobody else has joined it, as far as is known here.')
          : say('Nobody near you attends any of its members, so none of them is heard.'),
    }
  const reo = view.about ?? 0
  if (reo > 0)
    return {
      reo,
      sentence: sayCount(
        heard,
        'As {count} member sees it, the only one whom you or the people you attend attend.',
        'As {count} members see it together, each heard as much as you and the people you attend attend them.',
      ),
    }
  const none =
    name === null
      ? say(
          'No chain leads to you: nobody whom the members heard attend gives you attention, as far as is known here.',
        )
      : say(
          'No chain leads there: nobody whom the members heard attend gives {name} attention, as far as is known here.',
          { name },
        )
  return { reo, sentence: none }
}
