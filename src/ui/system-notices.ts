/**
 * Notifications of the system: while no tab of this browser is in sight, it tells the owner of what happens, as far as
 * that is wanted (rules NO1 to NO4). Nobody sends anything: it is what this page takes in while it is open.
 */
import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'
import { happeningWords } from './format/happening-words'
import type { AppState } from './state/app-state.svelte'
import { callsFor, Happenings, type Happened, type Happening } from './state/happenings'
import { NoticePace } from './state/notice-pace'
import { noticeSettings, type NoticeKind } from './state/notice-settings.svelte'
import { sayCount, words } from './words/words.svelte'

/** Records come many at a time; nobody is told faster than this. */
const LOOK_PAUSE_MS = 300
/** Held by each tab that is in sight: the others see by it whether anybody looks. */
const IN_SIGHT = 'synereo-in-sight'

/** Where all of a kind are to be read. */
const PLACES: Readonly<Record<NoticeKind, string>> = {
  words: '#/notifications',
  letters: '#/messages',
  money: '#/wallet',
}

interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly place: string
}

export class SystemNotices {
  readonly #state: AppState
  readonly #pace = new NoticePace()
  #happenings = new Happenings()
  #looking: ReturnType<typeof setTimeout> | undefined
  #telling: ReturnType<typeof setTimeout> | undefined
  #leaveSight: (() => void) | null = null

  constructor(state: AppState) {
    this.#state = state
    const { app } = state
    for (const event of ['social', 'letters', 'money', 'identity'] as const)
      app.on(event, () => this.#lookSoon())
    noticeSettings.whenTurned = () => this.#lookSoon()
    document.addEventListener('visibilitychange', () => this.#noteSight())
    this.#noteSight()
    this.#look()
    // The service worker was told of a press, and brought this page to the front.
    navigator.serviceWorker?.addEventListener('message', ({ data }) => {
      const { goTo } = (data ?? {}) as { readonly goTo?: unknown }
      if (typeof goTo === 'string' && goTo.startsWith('#/')) state.router.go(goTo)
    })
  }

  #lookSoon(): void {
    if (this.#looking !== undefined) return
    this.#looking = setTimeout(() => this.#look(), LOOK_PAUSE_MS)
  }

  #look(): void {
    this.#looking = undefined
    if (!noticeSettings.isOn || Notification.permission !== 'granted') {
      // Turned on again, it begins anew: nothing of the time between is told.
      this.#happenings = new Happenings()
      this.#pace.forget()
      return
    }
    const happened = this.#happenings.since(this.#happened(), Date.now())
    const follows = (person: PersonId): boolean => this.#state.hasFollowed(person)
    this.#pace.add(happened.filter((one) => noticeSettings.wants(one.kind) && callsFor(one, follows)))
    void this.#tell()
  }

  async #tell(): Promise<void> {
    if (this.#pace.nextMs() === null) return
    if (await isSomebodyLooking()) return this.#pace.forget()
    for (const happened of this.#pace.take(performance.now()))
      await show(this.#shownOf(happened), (place) => this.#state.router.go(place))
    const nextMs = this.#pace.nextMs()
    clearTimeout(this.#telling)
    if (nextMs !== null) this.#telling = setTimeout(() => void this.#tell(), nextMs - performance.now())
  }

  /** Asked of the app itself: the views' own lists are worked out only while a view shows them. */
  #happened(): Happened {
    const { identity, social, taste, conversations, money } = this.#state.app
    const isHeard = (person: PersonId): boolean => taste.people[person] !== 0
    const news = identity.status === 'ready' ? social.newsFor(identity.person) : []
    return {
      words: news.filter(({ by }) => isHeard(by)),
      letters: conversations?.filter((conversation) => isHeard(conversation.with)) ?? null,
      money: money?.movements ?? null,
    }
  }

  /** Of one kind, at least one. */
  #shownOf(happened: readonly Happening[]): Shown {
    const [happening, ...others] = happened
    if (happening === undefined) throw new Error('told of nothing')
    if (others.length > 0) {
      const count = happened.length
      const title = sayCount(count, '{count} new notification.', '{count} new notifications.')
      return { title, body: '', tag: `synereo-${happening.kind}`, place: PLACES[happening.kind] }
    }
    const name = happening.by === null ? '' : this.#state.nameOf(happening.by)
    const { showsLetters } = noticeSettings
    const named = { ...happening, text: this.#state.guard.named(happening.text) }
    const said = happeningWords(named, name, { showsLetters, isFolded: this.#isFolded(happening) })
    return { ...said, tag: happening.id, place: happening.place }
  }

  #isFolded({ id, kind, by }: Happening): boolean {
    if (kind !== 'words' || by === null) return false
    return this.#state.guard.closes({ cid: id as RecordCid, author: by, warning: null }).length > 0
  }

  #noteSight(): void {
    if (document.visibilityState !== 'visible') {
      // What came up to now was seen on the page.
      this.#happenings.since(this.#happened(), Date.now())
      this.#leaveSight?.()
      this.#leaveSight = null
    } else if (this.#leaveSight === null) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      this.#leaveSight = () => resolve(undefined)
      void navigator.locks.request(IN_SIGHT, { mode: 'shared' }, () => promise)
    }
  }
}

async function isSomebodyLooking(): Promise<boolean> {
  if (document.visibilityState === 'visible') return true
  const { held } = await navigator.locks.query()
  return held?.some(({ name }) => name === IN_SIGHT) ?? false
}

/** By the service worker where there is one: only then phones show it, and it outlives the page. */
async function show({ title, body, tag, place }: Shown, go: (place: string) => void): Promise<void> {
  const { lang, dir } = document.documentElement
  const options = {
    body,
    tag,
    data: { place },
    icon: 'icon-192.png',
    lang,
    dir: dir as NotificationDirection,
  }
  const registration = await navigator.serviceWorker?.getRegistration()
  if (registration?.active) return registration.showNotification(title, options)
  const shown = new Notification(title, options)
  shown.onclick = () => {
    focus()
    go(place)
    shown.close()
  }
}

/** Where the browser has them. What is said comes with the views that the first paint does not wait for. */
export async function startSystemNotices(state: AppState): Promise<SystemNotices | null> {
  if (!('Notification' in globalThis)) return null
  await words.fetchLater().catch(() => undefined)
  return new SystemNotices(state)
}
