/**
 * Blocks are taken by their SHA-256 alone. Bitswap compares an incoming block with what is wanted by the bytes of the
 * hash, whatever kind of hash its sender says it is. In the kind `identity` a block is its own hash: any neighbour could
 * answer every want with the 32 bytes of the hash itself, and the want would end with a block that is then refused.
 */
import { identity } from 'multiformats/hashes/identity'
import type { MultihashHasher } from 'multiformats'

export const NO_IDENTITY: MultihashHasher = { ...identity, digest: refuse }

function refuse(): never {
  throw new Error('blocks that are their own hash are not taken')
}
