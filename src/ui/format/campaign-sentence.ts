import type { Forecast } from '../../amp/forecast'
import type { CampaignState } from '../../app/money-state'
import { inLocale, say, sayCount } from '../words/words.svelte'
import { roundAmpText } from './amount'
import { wholeNumber } from './numbers'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const untilThen = inLocale((locale) => new Intl.RelativeTimeFormat(locale))

/** A network sets it in millionths. */
const fee = inLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }),
)

/** `0.0025` → "0.25%". */
export function feeText(share: number): string {
  return fee().format(share)
}

/** What was expected of a campaign that runs or has run. */
export function expectedSentence({ least, most }: Forecast): string {
  if (least.people === most.people)
    return sayCount(
      most.people,
      'Expected was {count} person, {to} AMP.',
      'Expected were {count} people, {to} AMP.',
      { to: roundAmpText(most.spent) },
    )
  return say('Expected were {least} to {most} people, {from} to {to} AMP.', rangeOf({ least, most }))
}

/** What may come of a campaign that somebody thinks about. */
export function forecastSentence({ least, most }: Forecast): string {
  if (least.people === most.people)
    return sayCount(
      most.people,
      'Going by who was about lately, {count} of them may look, for {to} AMP. It is a guess: who only reads leaves no trace. The rest comes back.',
      'Going by who was about lately, {count} of them may look, for {to} AMP. It is a guess: who only reads leaves no trace. The rest comes back.',
      { to: roundAmpText(most.spent) },
    )
  return say(
    'Going by who was about in the last day and in the last week, {least} to {most} of them may look, for {from} to {to} AMP. It is a guess: who only reads leaves no trace. The rest comes back.',
    rangeOf({ least, most }),
  )
}

/** How many were paid, beside what was expected. */
export function outcomeSentence({ least, most }: Forecast, people: number): string {
  if (people < least.people) return say('Fewer looked than expected.')
  return people > most.people ? say('More looked than expected.') : say('As many looked as expected.')
}

/** What of the budget counts (rule AM109), where that is not all of it; null where it is. */
export function countingSentence(campaign: Pick<CampaignState, 'budget' | 'weight'>): string | null {
  const [budget, counting] = [roundAmpText(campaign.budget), roundAmpText(campaign.weight)]
  if (budget === counting) return null
  return say(
    'Of the {budget} AMP set aside for it, {counting} AMP lift the post: what people are offered or were paid for looking at it, and the fee of the witnesses. What comes back lifts nothing.',
    { budget, counting },
  )
}

/** What of an own campaign is still locked, and what becomes of it. */
export function leftSentence({
  budget,
  weight,
  locked,
  isOver,
  isClosed,
}: Pick<CampaignState, 'budget' | 'weight' | 'locked' | 'isOver' | 'isClosed'>): string {
  if (isClosed && locked > 0)
    return say('It is over; {amount} AMP are kept for people who looked and were not paid yet.', {
      amount: roundAmpText(locked),
    })
  // Of a closed one all counts that did not come back (rule AM109).
  if (isClosed && weight < budget) return say('It is over, and what was left has come back.')
  if (locked === 0)
    return isOver || isClosed
      ? say('It is over; all that it offered was paid, and nothing of it was left.')
      : say('All that it offered was paid, and nothing of it is left.')
  return isOver
    ? say('Its time is over; {amount} AMP are left and come back.', { amount: roundAmpText(locked) })
    : say('It runs; {amount} AMP are still locked.', { amount: roundAmpText(locked) })
}

/** When the rest of an own campaign comes back, which is some time after its last look; null where it is over or has no rest. */
export function endSentence(
  { endsMs, locked, isOver, isClosed }: Pick<CampaignState, 'endsMs' | 'locked' | 'isOver' | 'isClosed'>,
  nowMs: number,
): string | null {
  if (isOver || isClosed || locked === 0) return null
  const leftMs = Math.max(MINUTE_MS, endsMs - nowMs)
  const when =
    leftMs < HOUR_MS
      ? untilThen().format(Math.round(leftMs / MINUTE_MS), 'minute')
      : untilThen().format(Math.round(leftMs / HOUR_MS), 'hour')
  return say('What nobody earns comes back {when}.', { when })
}

function rangeOf({ least, most }: Forecast) {
  return {
    ...{ least: wholeNumber(least.people), most: wholeNumber(most.people) },
    ...{ from: roundAmpText(least.spent), to: roundAmpText(most.spent) },
  }
}
