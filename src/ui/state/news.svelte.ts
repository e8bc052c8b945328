/** What others did that concerns the owner. Nothing of it is kept but what of it was read. */
import type { NewsItem } from '../../social/types'
import { moneyNews, type MoneyNews } from './money-news'
import type { AppState } from './app-state.svelte'
import { note, noted } from './notes'
import { isRead, joined, readFromText, reading, readToText, type Told } from './read-news'

const KEY = 'synereo-news-read'

export class News {
  readonly #state: AppState
  #read = $state.raw(readFromText(noted(KEY)))
  readonly items: readonly NewsItem[] = $derived.by(() => {
    const { self, social } = this.#state
    return self === null ? [] : social.newsFor(self).filter(({ by }) => !this.#state.isMuted(by))
  })
  readonly money: readonly MoneyNews[] = $derived.by(() => {
    const { money } = this.#state
    return money === null ? [] : moneyNews(money)
  })
  readonly #told: readonly Told[] = $derived([
    ...this.items.map(({ cid, time }) => ({ id: cid, time })),
    ...this.money,
  ])
  readonly unread: number = $derived(this.#told.filter((told) => this.isUnread(told)).length)

  constructor(state: AppState) {
    this.#state = state
    // Another tab has read it.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === KEY) this.#read = readFromText(newValue)
    })
  }

  isUnread(told: Told): boolean {
    return !isRead(this.#read, told)
  }

  markRead(told: readonly Told[] = this.#told): void {
    const unread = told.filter((one) => this.isUnread(one))
    if (unread.length === 0) return
    this.#read = reading(joined(this.#read, readFromText(noted(KEY))), unread)
    note(KEY, readToText(this.#read))
  }
}
