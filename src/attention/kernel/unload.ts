/** The way back from a kernel's tables to the columns that they were filled from (load.ts). */
import type { Columns } from './load'
import { KIND_BITS, KIND_MASK, VIEW, type PostTable, type TimedAct } from './post-table'
import type { Rows } from './rows'
import type { SynapseTable } from './synapse-table'

/**
 * Everything known but what is the viewer's alone: views, dials and joined tags. Acts come whether they count or wait.
 * @param ahead acts that wait for their time
 */
export function unload(
  people: number,
  synapses: SynapseTable,
  posts: PostTable,
  ahead: readonly TimedAct[],
): Columns {
  const follows = pairsOf(synapses.followers, people)
  return {
    people,
    followFrom: follows.items,
    followTo: follows.rows,
    postAuthor: posts.author.slice(0, posts.count),
    postAt: posts.at.slice(0, posts.count),
    ...actsOf(
      posts,
      ahead.filter(({ kind }) => kind !== VIEW),
    ),
  }
}

function pairsOf(
  { start, length, items: all }: Rows,
  count: number,
): { rows: Int32Array; items: Int32Array } {
  let total = 0
  for (let row = 0; row < count; row += 1) total += length[row]!
  const rows = new Int32Array(total)
  const items = new Int32Array(total)
  let place = 0
  for (let row = 0; row < count; row += 1) {
    const from = start[row]!
    const end = from + length[row]!
    rows.fill(row, place, place + end - from)
    for (let index = from; index < end; index += 1) items[place++] = all[index]!
  }
  return { rows, items }
}

function actsOf(
  posts: PostTable,
  ahead: readonly TimedAct[],
): Pick<Columns, 'actBy' | 'actPost' | 'actKind' | 'actAt'> {
  const tables = [posts.acts, posts.waiting]
  let count = ahead.length
  for (const { length } of tables) for (let post = 0; post < posts.count; post += 1) count += length[post]!
  const actBy = new Int32Array(count)
  const actPost = new Int32Array(count)
  const actKind = new Uint8Array(count)
  const actAt = new Float64Array(count)
  let place = 0
  for (let post = 0; post < posts.count; post += 1) {
    for (const { start, length, items, weights } of tables) {
      const end = start[post]! + length[post]!
      for (let index = start[post]!; index < end; index += 1) {
        const item = items[index]!
        // Of views only the viewer's wait.
        if ((item & KIND_MASK) === VIEW) continue
        actBy[place] = item >> KIND_BITS
        actPost[place] = post
        actKind[place] = item & KIND_MASK
        actAt[place] = weights[index]!
        place += 1
      }
    }
  }
  for (const { by, post, kind, at } of ahead) {
    actBy[place] = by
    actPost[place] = post
    actKind[place] = kind
    actAt[place] = at
    place += 1
  }
  return {
    actBy: actBy.slice(0, place),
    actPost: actPost.slice(0, place),
    actKind: actKind.slice(0, place),
    actAt: actAt.slice(0, place),
  }
}
