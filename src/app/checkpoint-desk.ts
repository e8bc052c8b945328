/** Checkpoints on one machine: a witness signs the sum that it holds, and anybody asks for the sums of all of them. */
import type { Book } from '../amp/book'
import {
  checkpointFault,
  isProven,
  joinWords,
  proveAccount,
  signCheckpoint,
  snapshotOf,
  wordHolds,
  type Checkpoint,
  type CheckpointWord,
  type LeafProof,
  type Snapshot,
} from '../amp/checkpoint'
import { encodeRequest, type ExchangeAnswer } from '../amp/exchange'
import { leafAmount } from '../amp/leaves'
import type { AccountId, KeyId, VerifySignature } from '../amp/types'
import type { Witness } from '../amp/witness'
import type { DeviceSigner } from '../identity/types'
import type { SumChecked } from './money-state'

export interface CheckpointDeskInit {
  readonly book: Book
  /** Null for who is none, and signs nothing. */
  readonly witness: Pick<Witness, 'isSilent'> | null
  readonly signer: DeviceSigner
  readonly verify: VerifySignature
  readonly now: () => number
  /** One question to every witness. */
  readonly askEach: (
    question: Uint8Array,
  ) => Promise<readonly { readonly key: KeyId; readonly answer: ExchangeAnswer | null }[]>
  /** Takes in what became final elsewhere. */
  readonly catchUp: () => Promise<void>
  /** Lets others on the machine have their turn. */
  readonly breathe: () => Promise<void>
}

/** Hashing every account takes long in a large ledger, so questions make it no more often … */
const SNAPSHOT_EVERY_MS = 1_000
/** … and whoever asks all the time takes a tenth of the machine at most. */
const RESTS_PER_BUILD = 10
/** A clock may jump while the tree is made. */
const MAX_REST_MS = 10 * 60_000
/** While payments are under way witnesses hold different things for a moment. */
const ROUNDS = 5
const ROUND_MS = 1_200

interface Kept {
  readonly finals: number
  /** When it was ready, and for how long no other is made. */
  readonly atMs: number
  readonly restMs: number
  readonly snapshot: Snapshot | undefined
  /** Signed for the first who asks. */
  word: Promise<CheckpointWord> | null
}

export class CheckpointDesk {
  readonly #init: CheckpointDeskInit
  #kept: Kept | null = null
  #making: Promise<Kept> | null = null

  constructor(init: CheckpointDeskInit) {
    this.#init = init
  }

  /** What this witness answers; null when it has nothing to say. */
  async attest(account: AccountId): Promise<Extract<ExchangeAnswer, { t: 'checkpoint' }> | null> {
    const { witness, signer, now } = this.#init
    if (witness === null || witness.isSilent) return null
    const kept = await this.#current()
    const { snapshot } = kept
    // Again: its epoch may have ended while the tree was made.
    if (snapshot === undefined || witness.isSilent) return null
    kept.word ??= signCheckpoint(snapshot, signer, now())
    return { t: 'checkpoint', word: await kept.word, proof: proveAccount(snapshot, account) }
  }

  /** Asks all witnesses for their sums, and again for a while when they differ. */
  async check(account: AccountId): Promise<SumChecked> {
    let answered = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, ROUND_MS))
      const heard = await this.collect(account)
      answered = Math.max(answered, heard.answered)
      const { checkpoint, proofs } = heard
      if (checkpoint === null) continue
      await this.#init.catchUp()
      const here = await snapshotOf(this.#init.book.ledger, this.#init.breathe)
      return {
        at: 'signed',
        signers: checkpoint.signatures.length,
        ...{ sum: checkpoint.sum, root: checkpoint.root },
        balance: await provenBalance(account, proofs, checkpoint),
        isSameHere: here?.tree.root.hash === checkpoint.root,
      }
    }
    return { at: 'no-quorum', answered }
  }

  /** One round: what a quorum signed alike, if one did, and the paths that came with it. */
  async collect(account: AccountId): Promise<{
    readonly answered: number
    readonly checkpoint: Checkpoint | null
    readonly proofs: readonly LeafProof[]
  }> {
    const { askEach, verify, book } = this.#init
    const { terms } = book.ledger
    const answers = await askEach(encodeRequest({ t: 'checkpoint', account }))
    const words: CheckpointWord[] = []
    const proofs: LeafProof[] = []
    const own = await this.attest(account)
    for (const { key, answer } of [...answers, { key: own?.word.witness, answer: own }]) {
      // Nobody brings the word of another: an old one would hide what that one says now.
      if (answer?.t !== 'checkpoint' || answer.word.witness !== key || !terms.weights.has(key)) continue
      if (!(await wordHolds(answer.word, verify))) continue
      words.push(answer.word)
      if (answer.proof !== null) proofs.push(answer.proof)
    }
    const joined = joinWords(words, terms)
    const isWhole = joined !== null && (await checkpointFault(joined, terms, verify)) === null
    return { answered: words.length, checkpoint: isWhole ? joined : null, proofs }
  }

  #current(): Promise<Kept> {
    const { book, now } = this.#init
    const kept = this.#kept
    const isFresh =
      kept !== null && (kept.finals === book.finals().length || Math.abs(now() - kept.atMs) < kept.restMs)
    if (isFresh) return Promise.resolve(kept)
    this.#making ??= this.#make().finally(() => {
      this.#making = null
    })
    return this.#making
  }

  async #make(): Promise<Kept> {
    const { book, now, breathe } = this.#init
    const finals = book.finals().length
    const startMs = now()
    const snapshot = await snapshotOf(book.ledger, breathe)
    const atMs = now()
    const wantedMs = Math.max(SNAPSHOT_EVERY_MS, (atMs - startMs) * RESTS_PER_BUILD)
    const restMs = Math.min(wantedMs, MAX_REST_MS)
    this.#kept = { finals, atMs, restMs, snapshot, word: null }
    return this.#kept
  }
}

async function provenBalance(
  account: AccountId,
  proofs: readonly LeafProof[],
  checkpoint: Checkpoint,
): Promise<number | null> {
  for (const proof of proofs) {
    const isOwn = proof.leaf.t === 'account' && proof.leaf.account === account
    if (isOwn && (await isProven(proof, checkpoint))) return leafAmount(proof.leaf)
  }
  return null
}
