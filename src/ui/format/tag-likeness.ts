import { skeletonOf } from '../../lib/look-alike'
import { remembered } from '../../lib/remembered'
import type { Tag } from '../../records/types'

/** More than the lists of a view hold. */
const MAX_REMEMBERED = 1_000
const looksOf = remembered(MAX_REMEMBERED, skeletonOf)

/**
 * Which other tag this one could be taken for; null when none, or when it is the first that the reader has joined of
 * those that look so (rule LK7).
 */
export function tagLike(tag: Tag, joined: readonly Tag[], others: Iterable<Tag>): Tag | null {
  const looks = looksOf(tag)
  const owner = joined.find((other) => looksOf(other) === looks)
  if (owner !== undefined) return owner === tag ? null : owner
  for (const other of others) if (other !== tag && looksOf(other) === looks) return other
  return null
}
