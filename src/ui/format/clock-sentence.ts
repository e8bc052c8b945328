import { say } from '../words/words.svelte'
import { fullTime } from './time'

/** What a clock that is wrong leads to, and what to do. @param aheadMs below 0 when it is behind */
export function clockSentence(aheadMs: number, nowMs: number): string {
  const times = { here: fullTime(nowMs), there: fullTime(nowMs - aheadMs) }
  return aheadMs > 0
    ? say(
        'This device says it is {here}; the host of this page says it is {there}. What you write with a clock that is ahead is refused by others, and stays dated in the future. Set the clock first, then load the page again.',
        times,
      )
    : say(
        'This device says it is {here}; the host of this page says it is {there}. With a clock that is behind, what others write is refused here as if it came from the future. Set the clock, then load the page again.',
        times,
      )
}
