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
import { medianMs } from '../amp/ledger'
import { weightOf } from '../amp/manifest'
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
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>
}

/** Hashing every account takes long in a large ledger, so questions make it no more often … */
const SNAPSHOT_EVERY_MS = 1_000
/** … and whoever asks all the time takes a tenth of the machine at most. */
const RESTS_PER_BUILD = 10
/** A clock may jump while the tree is made. */
const MAX_REST_MS = 10 * 60_000
/** While payments are under way witnesses hold different things for a moment, and say what they held a moment ago. */
const ROUNDS = 5
const ROUND_MS = 1_200

/**
 * The design says once in an epoch, a week mostly. Who comes back should not find what was proven a week ago, and an hour's
 * tree of fifty thousand accounts takes a second or two.
 */
const SEAL_EVERY_MS = 3_600_000
/** Payments were under way, or others were away. */
const SEAL_RETRY_MS = 60_000

/** What a checkpoint proves of one account. */
export interface ProvenAt {
  /** When it was signed; Unix milliseconds. */
  readonly atMs: number
  readonly signers: number
  /** Base units; null when nobody showed the path to the account, which may be in it or not. */
  readonly balance: number | null
}

interface Sealed {
  readonly checkpoint: Checkpoint
  readonly snapshot: Snapshot
  readonly finals: number
  readonly atMs: number
}

interface Kept {
  readonly finals: number
  /** A change of witnesses may add nothing final, and what is signed names the epoch. */
  readonly epoch: number
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
  #sealed: Sealed | null = null
  #isSealing = false
  #triedMs = -Infinity

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

  /** What this witness saw sealed last; null before that. */
  sealed(account: AccountId): Extract<ExchangeAnswer, { t: 'sealed' }> | null {
    const last = this.#sealed
    if (last === null) return null
    return { t: 'sealed', checkpoint: last.checkpoint, proof: proveAccount(last.snapshot, account) }
  }

  /**
   * Has the witnesses sign once more when it is time: asked now and then, does nothing while nothing became final since.
   * What a quorum signed and this one holds too, it keeps for whoever asks.
   */
  async seal(): Promise<void> {
    const { book, witness, now, signer } = this.#init
    if (witness === null || witness.isSilent || this.#isSealing) return
    const finals = book.finals().length
    const isDue = this.#sealed === null || Math.abs(now() - this.#sealed.atMs) >= SEAL_EVERY_MS
    const isNew = this.#sealed?.finals !== finals
    if (!isDue || !isNew || Math.abs(now() - this.#triedMs) < SEAL_RETRY_MS) return
    this.#isSealing = true
    this.#triedMs = now()
    try {
      const { checkpoint } = await this.collect(signer.device as string as AccountId)
      const snapshot = this.#kept?.snapshot
      if (checkpoint === null || snapshot?.tree.root.hash !== checkpoint.root) return
      this.#sealed = { checkpoint, snapshot, finals: this.#kept?.finals ?? finals, atMs: now() }
    } finally {
      this.#isSealing = false
    }
  }

  /**
   * The newest that a quorum signed and that is shown with a path to this account (rule AM114): an older one that says
   * something of it is worth more than a newer one from which a bad witness left that out. Without any, the newest.
   */
  async newest(account: AccountId): Promise<ProvenAt | null> {
    const { askEach, verify, book } = this.#init
    const { terms } = book.ledger
    const answers = await askEach(encodeRequest({ t: 'sealed', account }))
    const shown = [...answers.map(({ answer }) => answer), this.sealed(account)]
      .filter((answer) => answer?.t === 'sealed')
      .map((answer) => ({ ...answer, atMs: medianMs(answer.checkpoint.signatures, terms) }))
      .sort((a, b) => b.atMs - a.atMs)
    let pathless: ProvenAt | null = null
    for (const { checkpoint, proof, atMs } of shown) {
      if (proof === null && pathless !== null) continue
      if ((await checkpointFault(checkpoint, terms, verify)) !== null) continue
      const balance = await provenBalance(account, proof === null ? [] : [proof], checkpoint)
      const proven = { atMs, signers: checkpoint.signatures.length, balance }
      if (balance !== null) return proven
      // A path that does not hold is a lie; no path says nothing of this account, and another witness may give it.
      if (proof === null) pathless = proven
    }
    return pathless
  }

  /** Asks all witnesses for their sums, and again for a while when these differ, or when this machine holds another. */
  async check(account: AccountId): Promise<SumChecked> {
    let votes = 0
    let other: SumChecked | null = null
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round > 0) await this.#init.wait(ROUND_MS)
      const heard = await this.collect(account)
      votes = Math.max(votes, heard.votes)
      const { checkpoint, proofs } = heard
      if (checkpoint === null) continue
      await this.#init.catchUp()
      const here = await snapshotOf(this.#init.book.ledger, this.#init.breathe)
      const isSameHere = here?.tree.root.hash === checkpoint.root
      const found: SumChecked = {
        at: 'signed',
        signers: checkpoint.signatures.length,
        ...{ sum: checkpoint.sum, root: checkpoint.root },
        balance: await provenBalance(account, proofs, checkpoint),
        isSameHere,
      }
      if (isSameHere) return found
      // Witnesses rest after each tree: they may have signed what they held before the last payment.
      other = found
    }
    return other ?? { at: 'no-quorum', votes }
  }

  /** One round: what a quorum signed alike, if one did, and the paths that came with it. */
  async collect(account: AccountId): Promise<{
    /** Of all who answered. */
    readonly votes: number
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
    const votes = weightOf(
      words.map(({ witness }) => witness),
      terms,
    )
    return { votes, checkpoint: isWhole ? joined : null, proofs }
  }

  #current(): Promise<Kept> {
    const { book, now } = this.#init
    const kept = this.#kept
    const isFresh =
      kept !== null &&
      kept.epoch === book.ledger.terms.epoch &&
      (kept.finals === book.finals().length || Math.abs(now() - kept.atMs) < kept.restMs)
    if (isFresh) return Promise.resolve(kept)
    this.#making ??= this.#make().finally(() => {
      this.#making = null
    })
    return this.#making
  }

  async #make(): Promise<Kept> {
    const { book, now, breathe } = this.#init
    const finals = book.finals().length
    const { epoch } = book.ledger.terms
    const startMs = now()
    const snapshot = await snapshotOf(book.ledger, breathe)
    const atMs = now()
    const wantedMs = Math.max(SNAPSHOT_EVERY_MS, (atMs - startMs) * RESTS_PER_BUILD)
    const restMs = Math.min(wantedMs, MAX_REST_MS)
    this.#kept = { finals, epoch, atMs, restMs, snapshot, word: null }
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
