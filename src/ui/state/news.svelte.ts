/** What others did that concerns the owner. Nothing of it is kept but until when it was read. */
import type { NewsItem } from '../../social/types'
import { moneyNews, type MoneyNews } from './money-news'
import type { AppState } from './app-state.svelte'
import { note, noted } from './notes'

const KEY = 'synereo-news-read'

export class News {
  readonly #state: AppState
  /** Unix milliseconds, by the clocks of those who wrote. */
  readUntil = $state(Number(noted(KEY) ?? 0))
  readonly items: readonly NewsItem[] = $derived.by(() => {
    const { self, social } = this.#state
    return self === null ? [] : social.newsFor(self).filter(({ by }) => !this.#state.isMuted(by))
  })
  readonly money: readonly MoneyNews[] = $derived.by(() => {
    const { money } = this.#state
    return money === null ? [] : moneyNews(money)
  })
  readonly unread: number = $derived(
    [...this.items, ...this.money].filter((item) => this.isUnread(item)).length,
  )

  constructor(state: AppState) {
    this.#state = state
    // Another tab has read it.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === KEY) this.readUntil = Number(newValue ?? 0)
    })
  }

  isUnread({ time }: { readonly time: number }): boolean {
    return time > this.readUntil
  }

  markRead(): void {
    this.readUntil = Math.max(this.readUntil, this.items[0]?.time ?? 0, this.money[0]?.time ?? 0)
    note(KEY, String(this.readUntil))
  }
}
