import type { PersonId } from '../identity/types'
import type { Result } from '../lib/result'
import type { LinkTraffic } from '../peer/link-traffic'
import type { IntroductionId } from '../records/letter-matter'
import type { Draft, Image, RecordCid } from '../records/types'
import type { ImportError, ImportReport } from './archive-import'
import type {
  AskedToMeet,
  BeginError,
  ImageError,
  IntroductionError,
  Invite,
  LetterError,
  PairingError,
  PublishError,
  Purged,
  RelayError,
} from './api'
import type { Amplify } from './money'
import type {
  BlockShown,
  GiveUpAnswer,
  GrantAnswer,
  OfferPreview,
  PlanError,
  PlanShown,
  PlanStep,
  ProofShown,
  SendError,
  SumChecked,
} from './money-state'
import type { Pin, PinError, PinService } from './pinning'

/**
 * What only the leading tab does: Leader does it, the others ask for it (app/follower.ts). Arguments, but for signals, and
 * results can be cloned.
 */
export interface Acts {
  begin(
    name: string,
    hue: number,
    isWitness?: boolean,
  ): Promise<Result<{ readonly words: readonly string[] }, BeginError>>
  recover(words: string, isWitness?: boolean): Promise<Result<void, BeginError>>
  confirmWords(): Promise<void>
  publish(draft: Draft): Promise<Result<RecordCid, PublishError>>
  addImage(file: Blob, alt: string): Promise<Result<Image, ImageError>>
  image(image: Image, signal?: AbortSignal): Promise<Blob | null>
  inviteToken(): Promise<string | null>
  openInvite(token: string): Promise<Result<Invite, 'damaged' | 'other-network'>>
  openPairing(): Promise<Result<void, PairingError>>
  pairWith(code: string): Promise<Result<void, PairingError>>
  closePairing(): Promise<void>
  traffic(): Promise<ReadonlyMap<string, LinkTraffic>>
  addRelay(address: string): Promise<Result<void, RelayError>>
  removeRelay(address: string): Promise<void>
  resetRelays(): Promise<void>
  visit(person: PersonId): Promise<void>
  visitNamed(person: PersonId): Promise<boolean>
  importArchive(file: Blob): Promise<Result<ImportReport, ImportError>>
  letGo(): Promise<void>
  keepWithinBudget(): Promise<void>
  purge(what: Purged): Promise<void>
  pin(service: PinService): Promise<Result<Pin, PinError>>
  writeLetter(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>>
  introduce(one: AskedToMeet, other: AskedToMeet): Promise<Result<void, IntroductionError>>
  answerIntroduction(by: PersonId, id: IntroductionId, accepts: boolean): Promise<Result<void, LetterError>>
  sendAmp(to: PersonId, amount: number, memo: string, name: string): Promise<Result<void, SendError>>
  offers(amplify: Amplify): Promise<OfferPreview | null>
  amplify(amplify: Amplify, name: string): Promise<Result<void, SendError>>
  claimView(campaign: string, fromMs: number, toMs: number): Promise<boolean>
  starterAmp(): Promise<GrantAnswer>
  giveUpPayment(id: string): Promise<GiveUpAnswer>
  decideHeld(isPaid: boolean): Promise<boolean>
  withdrawPayment(id: string): Promise<boolean>
  checkSum(): Promise<SumChecked | null>
  ampProof(id: string): Promise<ProofShown | null>
  forkProofs(person: PersonId): Promise<readonly (readonly BlockShown[])[]>
  spendFromHere(): Promise<boolean>
  planWitnesses(step: PlanStep, text: string): Promise<Result<PlanShown, PlanError>>
  ledgerForSite(): Promise<string | null>
}
