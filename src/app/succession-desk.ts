/**
 * In the page of a witness the plan of the next witnesses, as `npm run ledger -- succeed` writes it: looked at, signed, and
 * told to the others once enough have signed (rule AM119); and what the site is to name once it is told.
 */
import type { Book } from '../amp/book'
import { changesIn } from '../amp/changes'
import {
  readSignedManifest,
  withLater,
  writeSignedManifest,
  type LedgerDeclaration,
} from '../amp/declaration'
import type { Fact } from '../amp/facts'
import { weightOf, type SignedManifest } from '../amp/manifest'
import { readProposal, readSuccessor, withSignature, type Successor } from '../amp/successor'
import type { BlockId, VerifySignature } from '../amp/types'
import type { Witness } from '../amp/witness'
import { witnessChange, type WitnessChange } from '../amp/witness-change'
import type { DeviceSigner } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import type { PlanError, PlanShown, PlanStep } from './money-state'

export interface SuccessionInit {
  readonly book: Book
  /** Null in a page that is none, or must be silent. */
  readonly witness: Pick<Witness, 'hasForgotten'> | null
  readonly signer: DeviceSigner
  readonly verify: VerifySignature
  /** As network.json has the ledger, and what was read of it. */
  readonly declared: Record<string, unknown>
  readonly declaration: Pick<LedgerDeclaration, 'addresses' | 'ends' | 'successors' | 'terms'>
  /** All that is final, in order; it was verified when it was kept. */
  readonly finals: () => Promise<readonly Uint8Array[]>
  /** False until it is known how the ledger stands. */
  readonly maySign: () => boolean
  /** False when this witness signed another for that epoch. Resolves when a crash can no longer lose it. */
  readonly noteSigned: (epoch: number, successor: BlockId) => Promise<boolean>
  readonly announce: (fact: Fact) => Promise<void>
}

interface Plan {
  readonly successor: Successor
  readonly change: WitnessChange
}

export class SuccessionDesk {
  readonly #init: SuccessionInit

  constructor(init: SuccessionInit) {
    this.#init = init
  }

  /** @param text of the file that goes from one witness to the next; the answer has it anew */
  async go(step: PlanStep, text: string): Promise<Result<PlanShown, PlanError>> {
    const plan = await this.#read(text)
    if (!plan.ok) return plan
    switch (step) {
      case 'look':
        return ok(this.#shown(plan.value, plan.value.successor.signed))
      case 'sign':
        return this.#sign(plan.value)
      case 'tell':
        return this.#tell(plan.value)
    }
  }

  /** network.json does not say what this ledger has come to: newcomers would be without the witnesses of now. */
  get isSiteBehind(): boolean {
    const { book, declaration } = this.#init
    const { epoch } = book.ledger.terms
    const known = epoch + (book.change.successor === null ? 0 : 1)
    return declaration.ends.size < epoch || declaration.successors.length < known
  }

  /** The ledger as network.json is to have it: as it has it now, with who came after and with what each epoch ended. */
  async forSite(): Promise<string> {
    const { book, declared, declaration, finals } = this.#init
    const changes = await changesIn(await finals(), declaration.terms)
    const { successor } = book.change
    const successors = changes.map(({ signed }) => signed)
    if (successor !== null) successors.push(successor.signed)
    const ends = changes.map(({ end }) => end)
    return JSON.stringify(withLater(declared, successors, ends), null, 2)
  }

  async #read(text: string): Promise<Result<Plan, PlanError>> {
    const signed = readSignedManifest(parsed(text))
    if (signed === undefined) return err('not-a-plan')
    const { book, verify, declaration } = this.#init
    const { terms } = book.ledger
    const read = await readProposal(signed, terms, verify)
    if (!read.ok) return err(read.error === 'no-successor' ? 'does-not-follow' : 'bad-signature')
    const change = witnessChange(signed.manifest, terms.manifest, declaration.addresses)
    return change === null ? err('changes-more') : ok({ successor: read.value, change })
  }

  /** One successor of an epoch and never another: two that a quorum signed would be two ledgers. */
  async #sign(plan: Plan): Promise<Result<PlanShown, PlanError>> {
    const { book, witness, signer, maySign, noteSigned } = this.#init
    const isWitness = book.ledger.terms.weights.has(signer.device)
    if (!isWitness || witness === null || witness.hasForgotten) return err('no-witness')
    // A browser put back from a copy learns only by reading that it has signed another.
    if (!maySign()) return err('not-read')
    const { signed, id } = plan.successor
    const known = book.change.successor
    const isOther = known !== null && known.id !== id
    if (isOther || !(await noteSigned(signed.manifest.epoch, id))) return err('signed-another')
    return ok(this.#shown(plan, await withSignature(signed, signer)))
  }

  async #tell(plan: Plan): Promise<Result<PlanShown, PlanError>> {
    const { book, verify, announce } = this.#init
    const { signed } = plan.successor
    const successor = await readSuccessor(signed, book.ledger.terms, verify)
    if (!successor.ok) return err('too-few')
    await announce({ t: 'successor', successor: successor.value })
    return ok(this.#shown(plan, signed))
  }

  #shown({ change }: Plan, signed: SignedManifest): PlanShown {
    const { terms } = this.#init.book.ledger
    const keys = signed.signatures.map(({ key }) => key)
    return {
      text: JSON.stringify(writeSignedManifest(signed), null, 2),
      comes: change.comes,
      goes: change.goes,
      stays: change.stays.length,
      signed: weightOf(keys, terms),
      needed: terms.quorumWeight,
      isSignedHere: keys.includes(this.#init.signer.device),
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
