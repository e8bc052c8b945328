/** The running app as the views see it: reading a field in a component makes it follow the field's changes. */
import { createSubscriber } from 'svelte/reactivity'
import type { AppEvents, LetterState, Synereo } from '../../app/api'
import type { CampaignState } from '../../app/money-state'
import type { PersonId } from '../../identity/types'
import type { Letter } from '../../records/letters-held'
import type { Draft, RecordCid, Tag } from '../../records/types'
import type { Likeness } from '../../social/namesakes'
import type { PostView } from '../../social/types'
import { publishSentence } from '../format/publish-error'
import { shortId } from '../format/short-id'
import { shownName } from '../format/shown-name'
import { shownTag } from '../format/shown-tag'
import { askAgain } from '../ask-again'
import { looksLikeReader } from '../words/for-the-reader'
import { say, words } from '../words/words.svelte'
import { Router } from '../router.svelte'
import { Brake } from './brake.svelte'
import { Guard } from './guard'
import { Mail } from './mail.svelte'
import { News } from './news.svelte'
import { forget, note, noted } from './notes'
import type { SearchState } from './search.svelte'
import type { StreamState } from './stream.svelte'
import { Toasts, type ToastAction } from './toasts.svelte'

const CLOCK_MS = 30_000
const INVITED_BY = 'synereo-invited-by'

/** What is told in between is told when it has come: the first paint does without. Rejects when the host does not answer. */
async function fetchNotices() {
  const [sentences] = await Promise.all([import('../format/notice-sentence'), words.fetchLater()])
  return sentences
}

export class AppState {
  readonly app: Synereo
  readonly router = new Router()
  readonly news: News
  readonly brake = new Brake((post) => !this.#isShipped(post))
  readonly guard: Guard
  readonly mail: Mail
  readonly toasts = new Toasts()
  readonly startedAt = Date.now()
  now = $state(Date.now())
  /** When records or the owner's taste changed last: what was ranked before may be in another order now; Unix milliseconds. */
  rankDueAt = 0
  /** Where a newcomer wanted to go, or to do something, before having a name (rule U33). */
  wanted = $state.raw<string | null>(null)
  /** Whose invite link was opened here, until the reader has done with what comes next (rule U45). */
  readonly #forReader = $derived(looksLikeReader(words.language))
  #invitedBy = $state.raw(noted(INVITED_BY) as PersonId | null)
  /** Kept while other views are open, so that who goes back finds it as it was. */
  stream: StreamState | null = null
  /** The last search, for the same reason. */
  search: SearchState | null = null
  readonly #follow: { readonly [K in keyof AppEvents]: () => void }

  constructor(app: Synereo) {
    this.app = app
    const followed = (event: keyof AppEvents): (() => void) =>
      createSubscriber((update) => app.on(event, update))
    this.#follow = {
      social: followed('social'),
      evaluation: followed('evaluation'),
      connection: followed('connection'),
      identity: followed('identity'),
      spread: followed('spread'),
      notice: followed('notice'),
      taste: followed('taste'),
      newerBuild: followed('newerBuild'),
      money: followed('money'),
      searchable: followed('searchable'),
      importing: followed('importing'),
      letters: followed('letters'),
    }
    this.news = new News(this)
    this.mail = new Mail(this)
    this.guard = new Guard(this)
    void app.seen().then((seen) => this.brake.load(seen))
    app.on(
      'notice',
      (notice) =>
        void this.fetchAndShow(fetchNotices, ({ noticeSentence }) =>
          this.toast(noticeSentence(notice, (person) => this.nameOf(person))),
        ),
    )
    for (const event of ['social', 'taste'] as const) app.on(event, () => (this.rankDueAt = Date.now()))
    setInterval(() => (this.now = Date.now()), CLOCK_MS)
  }

  /** @param byHand said where the browser does not allow it */
  async copy(text: string, done: string, byHand = text): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      this.toast(done)
    } catch {
      this.toast(byHand)
    }
  }

  get invitedBy(): PersonId | null {
    return this.#invitedBy
  }

  set invitedBy(person: PersonId | null) {
    this.#invitedBy = person
    if (person === null) forget(INVITED_BY)
    else note(INVITED_BY, person)
  }

  /** The owner has looked at a post of somebody else. */
  saw(post: RecordCid): void {
    this.app.viewed(post)
    this.brake.saw(post, Date.now())
  }

  /** The guide that comes with the page takes nothing of a day's posts. */
  #isShipped(post: RecordCid): boolean {
    const author = this.social.post(post)?.author
    return author !== undefined && this.app.network.shipped.has(author)
  }

  get social() {
    this.#follow.social()
    return this.app.social
  }

  get evaluation() {
    this.#follow.evaluation()
    return this.app.evaluation
  }

  get taste() {
    this.#follow.taste()
    return this.app.taste
  }

  get money() {
    this.#follow.money()
    return this.app.money
  }

  /** What lifts this post by AMP, where the owner lets it. */
  campaignsFor(post: RecordCid): readonly CampaignState[] {
    const campaigns = this.money?.campaigns.filter((campaign) => campaign.post === post) ?? []
    if (campaigns.length === 0) return campaigns
    this.#follow.social()
    return this.app.welcomeCampaigns(campaigns)
  }

  /** All that lift something by AMP, of those that the owner lets. */
  get welcomeCampaigns(): readonly CampaignState[] {
    const campaigns = this.money?.campaigns ?? []
    this.#follow.social()
    return this.app.welcomeCampaigns(campaigns)
  }

  /** Also who is followed makes the difference between a stranger and a friend. */
  get conversations() {
    this.#follow.letters()
    this.#follow.social()
    return this.app.conversations
  }

  letterRoom(to: PersonId) {
    this.#follow.letters()
    this.#follow.social()
    return this.app.letterRoom(to)
  }

  letterState(letter: Letter): LetterState {
    this.#follow.spread()
    return this.app.letterState(letter)
  }

  get searchReading() {
    this.#follow.searchable()
    return this.app.searchReading
  }

  get newerBuild() {
    this.#follow.newerBuild()
    return this.app.newerBuild
  }

  /** 0 … 4; 0 is muted. */
  dialOf(person: PersonId): number {
    return this.taste.people[person] ?? 1
  }

  isMuted(person: PersonId): boolean {
    return this.dialOf(person) === 0
  }

  get tried() {
    this.#follow.taste()
    return this.app.tried
  }

  tagDial(tag: Tag): number {
    const { tags } = this.taste
    return Object.hasOwn(tags, tag) ? (tags[tag] ?? 1) : 1
  }

  isTagMuted(tag: Tag): boolean {
    return this.tagDial(tag) === 0
  }

  /** A post of others that is hidden, or muted by its author or one of its tags. */
  isSilenced({ cid, author, tags }: PostView): boolean {
    return (
      this.taste.hidden.includes(cid) ||
      this.isMuted(author) ||
      (author !== this.self && tags.some((tag) => this.isTagMuted(tag)))
    )
  }

  /** In no list from now on, but where the reader asks to see what is hidden; its address still finds it. */
  async hide(post: RecordCid): Promise<void> {
    await this.app.setTaste({ hide: post, isHidden: true })
    this.toast(say('The post is hidden; its own page still shows it.'), {
      label: say('Undo'),
      run: () => this.app.setTaste({ hide: post, isHidden: false }),
    })
  }

  async muteTag(tag: Tag): Promise<void> {
    const dial = this.tagDial(tag)
    await this.app.setTaste({ tag, dial: 0 })
    const undo = (): Promise<void> => this.app.setTaste({ tag, dial })
    this.toast(say('{tag} is muted: no post with it is shown.', { tag: shownTag(tag) }), {
      label: say('Undo'),
      run: undo,
    })
  }

  /** The owner does not want to see this person suggested. */
  async pass(person: PersonId): Promise<void> {
    await this.app.setTaste({ pass: person, isPassed: true })
    const undo = (): Promise<void> => this.app.setTaste({ pass: person, isPassed: false })
    this.toast(say('{name} will not be suggested again.', { name: this.nameOf(person) }), {
      label: say('Undo'),
      run: undo,
    })
  }

  /** Their page is open: all of their records are looked for, or few, where a link from elsewhere chose them. */
  lookFor(person: PersonId): void {
    if (this.router.isFromOutside) void this.app.visitNamed(person)
    else this.app.visit(person)
  }

  async mute(person: PersonId): Promise<void> {
    const dial = this.dialOf(person)
    await this.app.setTaste({ person, dial: 0 })
    const undo = (): Promise<void> => this.app.setTaste({ person, dial })
    this.toast(say('{name} is muted: nothing of theirs is shown.', { name: this.nameOf(person) }), {
      label: say('Undo'),
      run: undo,
    })
  }

  get connection() {
    this.#follow.connection()
    return this.app.connection
  }

  get identity() {
    this.#follow.identity()
    return this.app.identity
  }

  /** The owner; null before there is one. */
  get self(): PersonId | null {
    const { identity } = this
    return identity.status === 'ready' ? identity.person : null
  }

  get refused() {
    this.#follow.spread()
    return this.app.refused()
  }

  spread(record: RecordCid) {
    this.#follow.spread()
    this.#follow.connection()
    return this.app.spread(record)
  }

  numbers(post: RecordCid) {
    this.#follow.evaluation()
    return this.app.numbers(post)
  }

  standing(person: PersonId) {
    this.#follow.evaluation()
    return this.app.standing(person)
  }

  /** By what somebody is called in a sentence: with the id, when the name alone does not say who is meant (rule LK2). */
  nameOf(person: PersonId): string {
    const name = this.bareNameOf(person)
    const isPlain = (this.likenessOf(person)?.kind ?? 'own') === 'own'
    return isPlain ? name : say('{name} ({id})', { name, id: shortId(person) })
  }

  /** The name alone, for where the id or a `LookAlikeId` stands beside it. */
  bareNameOf(person: PersonId): string {
    return shownName(this.social.person(person).name)
  }

  /** As `nameOf`; null when no name is known. */
  knownNameOf(person: PersonId): string | null {
    return this.social.person(person).name === null ? null : this.nameOf(person)
  }

  likenessOf(person: PersonId): Likeness | null {
    return this.social.likeness(person, this.self, this.#forReader)
  }

  /** Whether the owner follows somebody. */
  hasFollowed(person: PersonId): boolean {
    return this.self !== null && this.social.follows(this.self, person)
  }

  /** Publishes and says in a toast why not, when not. */
  async publish(draft: Draft): Promise<boolean> {
    const published = await this.app.publish(draft)
    if (!published.ok) this.toast(publishSentence(published.error))
    return published.ok
  }

  /** @param action what a button in it does, such as undoing */
  toast(text: string, action: ToastAction | null = null): void {
    this.toasts.add(text, action)
  }

  /** A part of the page that the first paint did without: shown once it is fetched, or it is said that it did not come. */
  async fetchAndShow<T>(fetch: () => Promise<T>, show: (part: T) => void): Promise<void> {
    try {
      show(await fetch())
    } catch {
      this.toast(
        say(
          'This part of the page could not be fetched: its host does not answer. Nothing of yours is lost, and what is open goes on working.',
        ),
        {
          label: say('Try again'),
          run: () => void this.fetchAndShow(() => askAgain(fetch), show),
        },
      )
    }
  }
}
