/** Conversations as the views need them: without those of muted people, strangers apart from the rest. */
import type { Conversation } from '../../social/conversations'
import type { AppState } from './app-state.svelte'

export class Mail {
  readonly #state: AppState
  /** Null until they have been read. */
  readonly #all: readonly Conversation[] | null = $derived.by(
    () =>
      this.#state.conversations?.filter((conversation) => !this.#state.isMuted(conversation.with)) ?? null,
  )
  readonly friends: readonly Conversation[] = $derived(this.#all?.filter(({ isRequest }) => !isRequest) ?? [])
  readonly requests: readonly Conversation[] = $derived(this.#all?.filter(({ isRequest }) => isRequest) ?? [])
  /** Of strangers nothing is counted: their letters wait until they are looked at. */
  readonly unread: number = $derived(this.friends.reduce((sum, { unread }) => sum + unread, 0))

  constructor(state: AppState) {
    this.#state = state
  }

  get isRead(): boolean {
    return this.#all !== null
  }

  of(person: string): Conversation | null {
    return this.#all?.find((conversation) => conversation.with === person) ?? null
  }
}
