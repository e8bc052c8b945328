/** What each slider of the ranking is called, and how a ranking differs from the usual, in plain words. */
import { ADJUSTABLE, ADJUSTABLE_NAMES, type AdjustableName, type Ranking } from '../../attention/adjustable'
import { counted, shortNumber } from './numbers'

export interface RankingWords {
  readonly label: string
  /** As in ../shared/model/MODEL.md. */
  readonly symbol: string
  readonly low: string
  readonly high: string
  readonly unit: (value: number) => string
}

const times = (value: number): string => shortNumber(value)
export const RANKING_WORDS: Readonly<Record<AdjustableName, RankingWords>> = {
  chargeHalfLifeHours: {
    label: 'How long a post stays charged',
    symbol: 'H_q',
    low: 'news of the hour',
    high: 'slow reading',
    unit: (hours) => (hours < 48 ? counted(hours, 'hour') : `${shortNumber(hours / 24)} days`),
  },
  rechargeGain: {
    label: 'How much engagement recharges a post',
    symbol: 'γ',
    low: 'not at all',
    high: 'crowd-lifted',
    unit: times,
  },
  likeWeight: { label: 'What a like counts', symbol: 'w', low: 'nothing', high: 'much', unit: times },
  commentWeight: { label: 'What a comment counts', symbol: 'w', low: 'nothing', high: 'much', unit: times },
  shareWeight: { label: 'What a share counts', symbol: 'w', low: 'nothing', high: 'much', unit: times },
  affinityGain: {
    label: 'How much your own engagement with the author counts',
    symbol: 'k_A',
    low: 'everybody alike',
    high: 'my favourites',
    unit: times,
  },
  baseGain: {
    label: 'How much people without standing count',
    symbol: 'g0',
    low: 'only my circle’s word',
    high: 'newcomers welcome',
    unit: times,
  },
  baseTransmission: {
    label: 'How far posts travel to you',
    symbol: 'τ',
    low: 'close friends',
    high: 'far and wide',
    unit: (value) => `${shortNumber(value)} a step`,
  },
  engagementHalfLifeDays: {
    label: 'How long engagement is remembered',
    symbol: 'H_e',
    low: 'short memory',
    high: 'old loyalties',
    unit: (days) => counted(days, 'day'),
  },
}

/** "What a share counts: 0 instead of 5"; nothing of what is as usual. */
export function changesOf(ranking: Ranking): string[] {
  return ADJUSTABLE_NAMES.flatMap((name) => {
    const value = ranking[name]
    const { usual } = ADJUSTABLE[name]
    const { label, unit } = RANKING_WORDS[name]
    return value === undefined || value === usual
      ? []
      : [`${label}: ${unit(value)} instead of ${unit(usual)}`]
  })
}

export function isSameRanking(a: Ranking, b: Ranking): boolean {
  return ADJUSTABLE_NAMES.every(
    (name) => Math.abs((a[name] ?? ADJUSTABLE[name].usual) - (b[name] ?? ADJUSTABLE[name].usual)) < 1e-9,
  )
}
