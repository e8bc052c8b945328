/** What two blocks of one owner at one place say of the owner (LEDGER.md 5.4). */
import type { Block } from './blocks'
import type { AccountId, ForkProof, KeyId } from './types'

/** A proof as it is kept: the two blocks as they travel. */
export interface KeptFork {
  readonly account: AccountId
  readonly seq: number
  /** When it was found here; Unix milliseconds. */
  readonly foundMs: number
  readonly a: Uint8Array
  readonly b: Uint8Array
}

/** Of one account: one says it; a second and third say that it was no accident. */
export const MAX_FORKS_PER_ACCOUNT = 3

export interface ForkStore {
  forks(): Promise<readonly KeptFork[]>
  keepFork(fork: KeptFork): Promise<void>
  dropFork(account: AccountId, seq: number): Promise<void>
}

/**
 * True for two spends of one key that do not give the same to the same (rule AM107): whoever took either for paid before it was final has lost
 * it. Another tab, a second device or an old backup makes others, which cost nobody anything; and where two keys signed,
 * the account never obeyed one of them there.
 */
export function isDoubleSpend({ a, b }: ForkProof): boolean {
  const [one, other] = [goal(a.block), goal(b.block)]
  return a.signer === b.signer && one !== null && other !== null && one !== other
}

/** As it travels: the two in order, whoever of them was heard first. */
export function inOrder({ a, b }: ForkProof): ForkProof {
  return a.id < b.id ? { a, b } : { a: b, b: a }
}

/**
 * To whom a block gives how much, or for what it locks AMP; null for one that does not. What is locked for a post pays
 * nobody before it is final, so how much that is deceives nobody.
 */
function goal(block: Block): string | null {
  if (block.t === 'send') return `${block.to} ${String(block.amount)}`
  return block.t === 'spon' ? block.post : null
}

/**
 * Two devices of one person both signed to be the one that spends. Once the place is void, the one with the smaller key
 * signs again and the other waits: both know both keys, so they need not ask each other.
 */
export function yieldsTo({ a, b }: ForkProof, own: KeyId): boolean {
  const keys = [a.block, b.block].flatMap((block) => (block.t === 'rotate' ? [block.key] : []))
  return keys.length === 2 && keys.includes(own) && keys.some((key) => key < own)
}
