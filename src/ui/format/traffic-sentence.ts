import type { LinkTraffic } from '../../peer/link-traffic'
import { inLocale, say } from '../words/words.svelte'
import { sizeText } from './bytes'

const milliseconds = inLocale(
  (locale) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'millisecond',
      unitDisplay: 'short',
      maximumFractionDigits: 0,
    }),
)

/** "Answers within 40 ms; 2.1 kB sent, 750 byte received." */
export function trafficSentence({ roundTripMs, sentBytes, receivedBytes }: LinkTraffic): string {
  const carried = { sent: sizeText(sentBytes), received: sizeText(receivedBytes) }
  if (roundTripMs === null) return say('{sent} sent, {received} received.', carried)
  // Nothing answers in no time.
  const time = milliseconds().format(Math.max(1, roundTripMs))
  return say('Answers within {time}; {sent} sent, {received} received.', { time, ...carried })
}
