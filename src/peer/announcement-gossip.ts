/**
 * Says on the topics of the communities that the owner joined what the owner has written there, and hears what other
 * members have. A message is checked before it is passed on. Before any signature is checked it has to be an announcement,
 * news, and within the shares of announcement-shares.ts.
 */
import { TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import type { PersonId } from '../identity/types'
import type { NetworkId, Tag } from '../records/types'
import { readAnnouncement, type Announcement } from './announcement'
import { AnnouncementShares, type Membership } from './announcement-shares'
import { MAX_GREETED, MAX_TAGS_HEARD, tagTopic } from './config'
import { logKey } from './sync-session'

export interface AnnouncementHost {
  /** @param from the neighbour that passed it on */
  heard(said: Announcement, from: string): void
  membership(person: PersonId, tag: Tag): Membership
  misbehaved(from: string): void
  now(): number
}

export class AnnouncementGossip {
  readonly #pubsub: GossipSub
  readonly #network: NetworkId
  readonly #host: AnnouncementHost
  readonly #tags = new Set<Tag>()
  /** By community and log: the last place that was heard of. */
  readonly #lastHeard = new Map<string, number>()
  readonly #shares = new AnnouncementShares()

  constructor(pubsub: GossipSub, network: NetworkId, host: AnnouncementHost) {
    this.#pubsub = pubsub
    this.#network = network
    this.#host = host
  }

  /** These communities are joined now. */
  setTags(joined: readonly Tag[]): void {
    const tags = new Set(joined.slice(0, MAX_TAGS_HEARD))
    for (const tag of this.#tags) if (!tags.has(tag)) this.#leave(tag)
    for (const tag of tags) if (!this.#tags.has(tag)) this.#enter(tag)
  }

  stop(): void {
    for (const tag of [...this.#tags]) this.#leave(tag)
  }

  /** To everybody who listens; nobody there is no error. */
  async say(tag: Tag, announcement: Uint8Array): Promise<void> {
    if (this.#tags.has(tag))
      await this.#pubsub.publish(tagTopic(this.#network, tag), announcement).catch(() => undefined)
  }

  #enter(tag: Tag): void {
    const topic = tagTopic(this.#network, tag)
    this.#tags.add(tag)
    this.#pubsub.topicValidators.set(topic, (from, { data }) => this.#judge(from.toString(), tag, data))
    this.#pubsub.subscribe(topic)
  }

  #leave(tag: Tag): void {
    const topic = tagTopic(this.#network, tag)
    this.#tags.delete(tag)
    this.#pubsub.topicValidators.delete(topic)
    this.#pubsub.unsubscribe(topic)
  }

  async #judge(from: string, tag: Tag, bytes: Uint8Array): Promise<TopicValidatorResult> {
    const nowMs = this.#host.now()
    const place = { network: this.#network, tag, nowMs }
    const said = await readAnnouncement(bytes, place, (one) => this.#isWorthACheck(one, from, nowMs))
    if (said.ok) {
      // Another like it may have been checked meanwhile.
      if (!this.#isNews(said.value)) return TopicValidatorResult.Ignore
      this.#note(said.value)
      this.#host.heard(said.value, from)
      return TopicValidatorResult.Accept
    }
    if (said.error === 'expired' || said.error === 'no-news') return TopicValidatorResult.Ignore
    this.#host.misbehaved(from)
    return TopicValidatorResult.Reject
  }

  #isWorthACheck(said: Announcement, from: string, nowMs: number): boolean {
    if (!this.#isNews(said)) return false
    return this.#shares.take(from, said.person, this.#host.membership(said.person, said.tag), nowMs)
  }

  #isNews(said: Announcement): boolean {
    return said.seq > (this.#lastHeard.get(keyOf(said)) ?? -1)
  }

  #note(said: Announcement): void {
    const key = keyOf(said)
    this.#lastHeard.delete(key)
    this.#lastHeard.set(key, said.seq)
    const oldest = this.#lastHeard.keys().next()
    if (this.#lastHeard.size > MAX_GREETED && oldest.done === false) this.#lastHeard.delete(oldest.value)
  }
}

function keyOf(said: Announcement): string {
  return `${logKey(said)} ${said.tag}`
}
