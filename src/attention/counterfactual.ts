/**
 * Which single record holds a post up most: the few that seem strongest from its explanation are thought away one by
 * one, and the model really ranks without each (rule A15).
 */
import type { Counterfactual, Explanation, Removal, Tie } from './explanation'
import { recompute } from './recompute'

/** Records thought away: each costs the model two changes, and may cost an evaluation of everything. */
const TRIED = 5
/** Looked at for the estimate; what adds less to a charge or to a tie is not the strongest record of a post. */
const RECHARGES = 10
const ACTS_OF_TIE = 3
const BUNDLE = 10

/** Strongest first by estimate, at most TRIED. Views are no records: nobody else knows of them. */
export function removalsOf(why: Explanation): Removal[] {
  const rows = candidates(why).map((removal) => ({ removal, weight: weightOf(why, removal) }))
  // Sorting keeps the order of equals, and that is fixed by the explanation.
  rows.sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight))
  return rows
    .filter(({ weight }) => weight > 0)
    .slice(0, TRIED)
    .map(({ removal }) => removal)
}

/** So little of a current may be rounding. */
const ROUNDING = 1e-9

export type Place = Pick<Counterfactual, 'rank' | 'current'>

/**
 * The one without which the post falls furthest; of those that cost it as many places, the one that costs it most of its
 * current. Null when none holds it up.
 * @param stand where the post stands
 * @param standWithout and where in a world without the record
 */
export function counterfactualOf(
  why: Explanation,
  stand: Place,
  standWithout: (removal: Removal) => Place,
): Counterfactual | null {
  let best: Counterfactual | null = null
  for (const without of removalsOf(why)) {
    const found = { without, ...standWithout(without) }
    if (found.current >= stand.current * (1 - ROUNDING)) continue
    if (best === null || isWorse(found, best)) best = found
  }
  return best
}

function isWorse(a: Place, b: Place): boolean {
  return a.rank === b.rank ? a.current < b.current : (a.rank ?? Infinity) > (b.rank ?? Infinity)
}

/** The share of the current that would be lost with the record. */
function weightOf(why: Explanation, removal: Removal): number {
  return why.current === 0 ? 0 : 1 - recompute(why, removal).current / why.current
}

function candidates(why: Explanation): Removal[] {
  const { author, viewer, post, recharges, carriedBy, arrival } = why
  const path = arrival.by === 'author' || arrival.by === 'engager' ? arrival.path : []
  const removals = new Map<string, Removal>()
  const add = (removal: Removal): void => {
    removals.set(JSON.stringify(removal), removal)
  }
  const addAct = (
    by: string,
    on: string,
    kind: Explanation['carriedBy'][number]['kind'],
    at: number,
  ): void => {
    if (kind !== 'view') add({ act: { by, post: on, kind, at } })
  }
  for (const { kind, at } of carriedBy) addAct(path[0] ?? '', post, kind, at)
  const strongest = [...recharges].sort((a, b) => b.added - a.added).slice(0, RECHARGES)
  for (const { by, kind, at } of strongest) if (kind !== 'amplification') addAct(by, post, kind, at)
  for (const tie of tiesThatMatter(why, path)) {
    // That one follows the author oneself is known, and says nothing about the others.
    const isOwnFollow = tie.author === author && tie.by === viewer
    if (tie.isFollowed && !isOwnFollow) add({ follow: { from: tie.by, to: tie.author } })
    for (const { post: on, kind, at } of tie.acts.slice(0, ACTS_OF_TIE)) addAct(tie.by, on, kind, at)
  }
  return [...removals.values()]
}

/** Those of the path, of the viewer's own engagement, and of the heaviest of the bundle. */
function tiesThatMatter({ author, viewer, bundle, ties }: Explanation, path: readonly string[]): Tie[] {
  const weight = (member: (typeof bundle)[number]): number => member.transmission * member.attentionToAuthor
  const heavy = new Set(
    [...bundle]
      .sort((a, b) => weight(b) - weight(a))
      .slice(0, BUNDLE)
      .map(({ person }) => person),
  )
  const isOnPath = ({ author: from, by }: Tie): boolean => {
    const index = path.indexOf(from)
    return index !== -1 && path[index + 1] === by
  }
  return ties.filter((tie) => {
    if (isOnPath(tie) || (tie.author === author && tie.by === viewer)) return true
    return (tie.author === author && heavy.has(tie.by)) || (tie.by === viewer && heavy.has(tie.author))
  })
}
