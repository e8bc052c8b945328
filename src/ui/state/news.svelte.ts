/** What others did that concerns the owner. Nothing of it is kept but until when it was read. */
import type { NewsItem } from '../../social/types'
import type { AppState } from './app-state.svelte'

const KEY = 'synereo-news-read'

export class News {
  readonly #state: AppState
  /** Unix milliseconds, by the clocks of those who wrote. */
  readUntil = $state(Number(localStorage.getItem(KEY) ?? 0))
  readonly items: readonly NewsItem[] = $derived.by(() => {
    const { self, social } = this.#state
    return self === null ? [] : social.newsFor(self).filter(({ by }) => !this.#state.isMuted(by))
  })
  readonly unread: number = $derived(this.items.filter((item) => this.isUnread(item)).length)

  constructor(state: AppState) {
    this.#state = state
    // Another tab has read it.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === KEY) this.readUntil = Number(newValue ?? 0)
    })
  }

  isUnread({ time }: NewsItem): boolean {
    return time > this.readUntil
  }

  markRead(): void {
    this.readUntil = this.items[0]?.time ?? this.readUntil
    localStorage.setItem(KEY, String(this.readUntil))
  }
}
