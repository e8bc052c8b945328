/** What each slider of the ranking is called, and how a ranking differs from the usual, in plain words. */
import { ADJUSTABLE, ADJUSTABLE_NAMES, type AdjustableName, type Ranking } from '../../attention/adjustable'
import { say, sayCount } from '../words/words.svelte'
import { shortNumber } from './numbers'

export interface RankingWords {
  readonly label: string
  /** As in ../shared/model/MODEL.md. */
  readonly symbol: string
  readonly low: string
  readonly high: string
  readonly unit: (value: number) => string
}

const times = (value: number): string => shortNumber(value)

export function rankingWords(name: AdjustableName): RankingWords {
  const ofWeight = { symbol: 'w', low: say('nothing'), high: say('much'), unit: times }
  switch (name) {
    case 'chargeHalfLifeHours':
      return {
        label: say('How long a post stays charged'),
        symbol: 'H_q',
        low: say('news of the hour'),
        high: say('slow reading'),
        unit: (hours) =>
          hours < 48 ? sayCount(hours, '{count} hour', '{count} hours') : daysInWords(hours / 24),
      }
    case 'rechargeGain':
      return {
        label: say('How much engagement recharges a post'),
        symbol: 'γ',
        low: say('not at all'),
        high: say('crowd-lifted'),
        unit: times,
      }
    case 'likeWeight':
      return { label: say('What a like counts'), ...ofWeight }
    case 'commentWeight':
      return { label: say('What a comment counts'), ...ofWeight }
    case 'shareWeight':
      return { label: say('What a share counts'), ...ofWeight }
    case 'affinityGain':
      return {
        label: say('How much your own engagement with the author counts'),
        symbol: 'k_A',
        low: say('everybody alike'),
        high: say('my favourites'),
        unit: times,
      }
    case 'baseGain':
      return {
        label: say('How much people without standing count'),
        symbol: 'g0',
        low: say('only my circle’s word'),
        high: say('newcomers welcome'),
        unit: times,
      }
    case 'baseTransmission':
      return {
        label: say('How far posts travel to you'),
        symbol: 'τ',
        low: say('close friends'),
        high: say('far and wide'),
        unit: (value) => say('{value} a step', { value: shortNumber(value) }),
      }
    case 'engagementHalfLifeDays':
      return {
        label: say('How long engagement is remembered'),
        symbol: 'H_e',
        low: say('short memory'),
        high: say('old loyalties'),
        unit: daysInWords,
      }
  }
}

function daysInWords(days: number): string {
  return sayCount(days, '{count} day', '{count} days')
}

/** "What a share counts: 0 instead of 5"; nothing of what is as usual. */
export function changesOf(ranking: Ranking): string[] {
  return ADJUSTABLE_NAMES.flatMap((name) => {
    const value = ranking[name]
    const { usual } = ADJUSTABLE[name]
    const { label, unit } = rankingWords(name)
    return value === undefined || value === usual
      ? []
      : [say('{label}: {value} instead of {usual}', { label, value: unit(value), usual: unit(usual) })]
  })
}

export function isSameRanking(a: Ranking, b: Ranking): boolean {
  return ADJUSTABLE_NAMES.every(
    (name) => Math.abs((a[name] ?? ADJUSTABLE[name].usual) - (b[name] ?? ADJUSTABLE[name].usual)) < 1e-9,
  )
}
