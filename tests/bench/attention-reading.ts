/**
 * What a kernel does not do: reading records and turning their names into whole numbers. Both are done once, when a record
 * comes, and are never on the way of an evaluation; they are measured here because they cost more than building.
 */
import * as dagCbor from '@ipld/dag-cbor'
import { Numbering } from '../../src/attention/numbering'
import type { Network } from './network'
import type { Row } from './row'

/** Of more acts only so many are read, which is stated. */
const MOST_READ = 500_000

interface ReadAct {
  readonly by: string
  readonly post: string
  readonly kind: number
  readonly at: number
}

export function readingRows({ columns }: Network, title: (name: string) => string): Row[] {
  const count = Math.min(columns.actBy.length, MOST_READ)
  // Keys are 64 hex digits and posts are named by CIDs of 59 letters.
  const records = Array.from({ length: count }, (_, act) =>
    dagCbor.encode({
      by: nameOf(columns.actBy[act], 64),
      post: nameOf(columns.actPost[act], 59),
      kind: columns.actKind[act] ?? 0,
      at: columns.actAt[act] ?? 0,
    }),
  )
  let began = performance.now()
  const acts = records.map((record) => dagCbor.decode<ReadAct>(record))
  const readMs = performance.now() - began
  began = performance.now()
  const people = new Numbering()
  const posts = new Numbering()
  const by = Int32Array.from(acts, (act) => people.of(act.by))
  const post = Int32Array.from(acts, (act) => posts.of(act.post))
  const numberMs = performance.now() - began
  if (by.length !== post.length) throw new Error('as many people as posts must have been numbered')
  return [
    { name: title(`read ${count} acts from dag-cbor, not part of a build`), value: readMs, unit: 'ms' },
    {
      name: title(`give their people and posts whole numbers, not part of a build`),
      value: numberMs,
      unit: 'ms',
    },
  ]
}

function nameOf(number: number | undefined, length: number): string {
  return (number ?? 0).toString(16).padStart(length, '0')
}
