/** The owner's wallet before it is there: opened once there is an owner, a peer and a ledger, and asked through this. */
import type { PersonId } from '../identity/types'
import { err, type Result } from '../lib/result'
import type { Peer } from '../peer/peer'
import type { DeviceStore } from '../storage/device-store'
import type { Acts } from './acts'
import type { Notice } from './api'
import type { Amplify, Money } from './money'
import type {
  BlockShown,
  GiveUpAnswer,
  GrantAnswer,
  MoneyState,
  OfferPreview,
  PlanError,
  PlanShown,
  PlanStep,
  ProofShown,
  SendError,
  SumChecked,
} from './money-state'
import { rootSigner, type OpenedSelf } from './ownership'

export type WalletActs = Pick<
  Acts,
  | 'sendAmp'
  | 'offers'
  | 'amplify'
  | 'claimView'
  | 'starterAmp'
  | 'giveUpPayment'
  | 'decideHeld'
  | 'withdrawPayment'
  | 'checkSum'
  | 'ampProof'
  | 'forkProofs'
  | 'spendFromHere'
  | 'planWitnesses'
  | 'ledgerForSite'
>

export interface WalletInit {
  /** As network.json has it; null in a network without one. */
  readonly declared: unknown
  readonly device: DeviceStore
  readonly now: () => number
  readonly self: () => OpenedSelf | null
  readonly peer: () => Peer | null
  readonly changed: (state: MoneyState) => void
  readonly notice: (notice: Notice) => void
}

export class Wallet implements WalletActs {
  readonly #init: WalletInit
  #money: Promise<Money | null> | null = null

  constructor(init: WalletInit) {
    this.#init = init
  }

  /** What comes of the ledger is fetched by those alone whose network has one. */
  open(): void {
    const [self, peer] = [this.#init.self(), this.#init.peer()]
    if (self === null || peer === null || this.#init.declared === null || this.#money !== null) return
    this.#money = this.#start(self, peer).catch((error: unknown) => {
      this.#init.notice({ about: 'no-wallet', detail: String(error) })
      return null
    })
  }

  async stop(): Promise<void> {
    await (await this.#money)?.stop()
  }

  async sendAmp(to: PersonId, amount: number, memo: string, name: string): Promise<Result<void, SendError>> {
    return (
      (await (await this.#money)?.send(to, amount, memo, name)) ??
      err(this.#init.self() === null ? 'no-identity' : 'no-ledger')
    )
  }

  async offers(amplify: Amplify): Promise<OfferPreview | null> {
    return (await this.#money)?.offers(amplify) ?? null
  }

  async amplify(amplify: Amplify, name: string): Promise<Result<void, SendError>> {
    return (await (await this.#money)?.amplify(amplify, name)) ?? err('no-ledger')
  }

  async ledgerForSite(): Promise<string | null> {
    return (await (await this.#money)?.ledgerForSite()) ?? null
  }

  async claimView(campaign: string, fromMs: number, toMs: number): Promise<boolean> {
    return (await (await this.#money)?.claimView(campaign, fromMs, toMs)) ?? false
  }

  async starterAmp(): Promise<GrantAnswer> {
    return (await (await this.#money)?.starter()) ?? 'away'
  }

  async giveUpPayment(id: string): Promise<GiveUpAnswer> {
    return (await (await this.#money)?.giveUp(id)) ?? 'too-late'
  }

  async decideHeld(isPaid: boolean): Promise<boolean> {
    return (await (await this.#money)?.decideHeld(isPaid)) ?? false
  }

  async withdrawPayment(id: string): Promise<boolean> {
    return (await (await this.#money)?.withdraw(id)) ?? false
  }

  async checkSum(): Promise<SumChecked | null> {
    return (await (await this.#money)?.checkSum()) ?? null
  }

  async ampProof(id: string): Promise<ProofShown | null> {
    return (await this.#money)?.proof(id) ?? null
  }

  async forkProofs(person: PersonId): Promise<readonly (readonly BlockShown[])[]> {
    return (await this.#money)?.forkProofs(person) ?? []
  }

  async spendFromHere(): Promise<boolean> {
    return (await (await this.#money)?.spendFromHere()) ?? false
  }

  async planWitnesses(step: PlanStep, text: string): Promise<Result<PlanShown, PlanError>> {
    return (await (await this.#money)?.planWitnesses(step, text)) ?? err('no-ledger')
  }

  async #reopen(): Promise<void> {
    await this.stop()
    this.#money = null
    this.open()
  }

  async #start({ person, signer }: OpenedSelf, peer: Peer): Promise<Money | null> {
    const { declared, device, now, changed, notice } = this.#init
    const { Money: MoneyClass } = await import('./money')
    const opened = await MoneyClass.open({
      declared,
      person,
      signer,
      root: () => rootSigner(device),
      peer,
      now,
      changed,
      failed: (error) => notice({ about: 'wallet-fault', detail: String(error) }),
      closedByBrowser: () => location.reload(),
      reopen: () => void this.#reopen(),
    })
    if (opened.ok) return opened.value
    notice({ about: 'bad-ledger', detail: opened.error })
    return null
  }
}
