/** Who owns this browser, in the leading tab: begins as a new person or a further device, and says who it is now. */
import { err, ok, type Result } from '../lib/result'
import type { Bodies, NetworkId } from '../records/types'
import type { DeviceStore } from '../storage/device-store'
import type { Acts } from './acts'
import type { BeginError, Identity, Notice } from './api'
import { firstDrafts, labelHere, makeDeviceOf, makePerson, openSelf, type OpenedSelf } from './ownership'
import type { Publisher } from './publish'
import { dropReserved, reservedFor } from './reserved-key'

export interface OwnerDeskInit {
  readonly device: DeviceStore
  readonly network: NetworkId
  /** As network.json has it; null in a network without one. */
  readonly ledger: unknown
  readonly publisher: Publisher
  readonly changed: (identity: Identity) => void
  /** There is an owner since now. */
  readonly begun: () => Promise<void>
  readonly notice: (notice: Notice) => void
}

export class OwnerDesk implements Pick<Acts, 'begin' | 'recover' | 'confirmWords'> {
  readonly #init: OwnerDeskInit
  #self: OpenedSelf | null = null

  constructor(init: OwnerDeskInit) {
    this.#init = init
  }

  get self(): OpenedSelf | null {
    return this.#self
  }

  identity(): Identity {
    if (this.#self === null) return { status: 'none' }
    const { person, signer, wordsConfirmed } = this.#self
    return { status: 'ready', person, device: signer.device, wordsConfirmed }
  }

  /** Reads who is kept here. */
  async open(): Promise<void> {
    this.#self = await openSelf(this.#init.device)
  }

  async begin(
    name: string,
    hue: number,
    isWitness?: boolean,
  ): Promise<Result<{ readonly words: readonly string[] }, BeginError>> {
    if (name.trim() === '') return err('bad-name')
    const key = await this.#key(isWitness)
    if (!key.ok) return key
    const made = await makePerson(this.#init.device, this.#init.network, key.value)
    if (!made.ok) return made
    await this.#introduce({ name: name.trim(), about: '', hue }, key.value !== null)
    return ok({ words: made.value.words })
  }

  async recover(words: string, isWitness?: boolean): Promise<Result<void, BeginError>> {
    const key = await this.#key(isWitness)
    if (!key.ok) return key
    const made = await makeDeviceOf(this.#init.device, this.#init.network, words, key.value)
    if (!made.ok) return made
    await this.#introduce(null, key.value !== null)
    return ok(undefined)
  }

  async confirmWords(): Promise<void> {
    await this.#init.device.confirmWords()
    await this.open()
    this.#init.changed(this.identity())
  }

  /** The one whose code this network names, if it is to be that; null for a new one. */
  async #key(isWitness: boolean | undefined): Promise<Result<CryptoKeyPair | null, BeginError>> {
    if (isWitness === false) return ok(null)
    const reserved = await reservedFor(this.#init.ledger)
    // The code may have been copied out of another network's file: then the key would be gone for that one.
    return reserved !== null && isWitness === undefined ? err('is-named') : ok(reserved)
  }

  /** The first entries of a new log; the profile is null for a further device. */
  async #introduce(profile: Bodies['profile'] | null, isReserved: boolean): Promise<void> {
    const self = await openSelf(this.#init.device)
    if (self === null) throw new Error('the owner was just kept and is not there')
    for (const draft of firstDrafts(self.certificate, labelHere(), profile)) {
      const published = await this.#init.publisher.publish(self, draft)
      if (!published.ok && draft.kind === 'profile') this.#init.notice({ about: 'name-not-kept' })
    }
    this.#self = self
    this.#init.changed(this.identity())
    // Whoever begins has their log before anything else is put in order.
    if (isReserved) await dropReserved(self.signer.device)
    await this.#init.begun()
  }
}
