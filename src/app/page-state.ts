/** What this tab shows of the page's standing: who owns it, how it is connected, what the owner set, what the wallet says. */
import type { PersonId } from '../identity/types'
import type { Emitter } from '../lib/events'
import type { AppEvents, ConnectionState, Identity } from './api'
import { NOTHING_MISSING } from './connection-state'
import type { Known } from './known'
import type { MoneyState } from './money-state'
import { NO_TASTE, type TakenLens, type Taste } from './taste'

const NO_CONNECTION: ConnectionState = {
  tab: 'leading',
  peerId: null,
  relays: [],
  hasOwnRelays: false,
  leftOut: 'nobody',
  links: [],
  pairing: { status: 'none' },
  missing: NOTHING_MISSING,
  online: true,
}

export interface PageStateInit {
  readonly known: Known
  readonly events: Emitter<AppEvents>
  readonly tasteSet: () => void
}

export class PageState {
  readonly #init: PageStateInit
  #identity: Identity = { status: 'none' }
  #connection: ConnectionState = NO_CONNECTION
  #taste: Taste = NO_TASTE
  #tried: TakenLens | null = null
  #money: MoneyState | null = null

  constructor(init: PageStateInit) {
    this.#init = init
  }

  get identity(): Identity {
    return this.#identity
  }

  get viewer(): PersonId | null {
    return this.#identity.status === 'ready' ? this.#identity.person : null
  }

  get connection(): ConnectionState {
    return this.#connection
  }

  get taste(): Taste {
    return this.#taste
  }

  get tried(): TakenLens | null {
    return this.#tried
  }

  get money(): MoneyState | null {
    return this.#money
  }

  setIdentity(identity: Identity): void {
    this.#identity = identity
    this.#init.known.setViewer(this.viewer)
    this.#init.events.emit('identity', identity)
  }

  setConnection(connection: ConnectionState): void {
    this.#connection = connection
    this.#init.events.emit('connection', connection)
  }

  setTaste(taste: Taste): void {
    this.#taste = taste
    const { ranking } = this.#tried ?? taste
    this.#init.known.setTaste({ ...taste, ranking })
    this.#init.events.emit('taste', taste)
    this.#init.tasteSet()
  }

  tryLens(lens: TakenLens | null): void {
    this.#tried = lens
    this.setTaste(this.#taste)
  }

  setMoney(money: MoneyState): void {
    this.#money = money
    this.#init.known.lifting.set(money.campaigns)
    this.#init.events.emit('money', money)
  }
}
