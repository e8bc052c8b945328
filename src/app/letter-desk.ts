/**
 * The leading tab's desk for letters: announces the key they are sealed under, seals what the owner writes, and opens
 * what comes for the owner. Who reads the logs sees that a letter was written, when, and roughly how long it is.
 *
 * Keys are renewed while the page is used, and thrown away some weeks later. So whoever takes a device learns nothing of
 * older letters from the logs; what has been opened lies in that browser until its owner deletes it.
 */
import { generateInboxKey, inboxKeyBytes, openWith, sealFor } from '../identity/sealing'
import { equalBytes } from '../lib/bytes'
import { nextTask } from '../lib/next-task'
import { Queue } from '../lib/queue'
import { err, ok, type Result } from '../lib/result'
import { letterBytes, readLetterBytes } from '../records/letter-content'
import type { Letter } from '../records/letters-held'
import { LETTER_COPIES_STEP, MAX_LETTER_COPIES } from '../records/limits'
import type { Draft, NetworkId, RecordCid, VerifiedRecord } from '../records/types'
import type { PersonId } from '../identity/types'
import { isTaken, roomFor } from '../social/conversations'
import type { LetterRecord } from '../social/letters'
import type { Society } from '../social/society'
import type { LetterStore } from '../storage/letter-store'
import type { LetterError, PublishError } from './api'
import type { OpenedSelf } from './ownership'

const DAY_MS = 24 * 60 * 60 * 1000
/** Each renewal is a record that everybody keeps; once a week is one in many. */
export const RENEW_KEY_MS = 7 * DAY_MS
/** A letter that was sealed under a former key may be that long under way, through people who are seldom here. */
export const KEEP_FORMER_KEY_MS = 21 * DAY_MS
/** Of somebody with very many devices, those that announced a key last; the rest of the copies is for one's own. */
const MAX_THEIR_COPIES = 10

export interface LetterDeskInit {
  readonly store: LetterStore
  readonly society: Society
  readonly network: NetworkId
  readonly self: OpenedSelf
  readonly now: () => number
  readonly publish: (draft: Draft) => Promise<Result<RecordCid, PublishError>>
  /** Letters were kept. */
  readonly changed: () => void
}

export class LetterDesk {
  readonly #init: LetterDeskInit
  readonly #queue = new Queue()

  constructor(init: LetterDeskInit) {
    this.#init = init
  }

  /** Announces a key when it is time for one, and opens what came meanwhile. */
  async start(): Promise<void> {
    await this.#queue.run(() => this.#renewKey())
    this.took([...this.#init.society.letters.all()])
  }

  /** Resolves when everything taken so far has been opened. */
  idle(): Promise<void> {
    return this.#queue.run(() => Promise.resolve())
  }

  /** Opens those of the records that are letters to the owner. */
  took(records: readonly VerifiedRecord[]): void {
    const letters = records.filter((record) => record.kind === 'letter')
    if (letters.length > 0) void this.#queue.run(() => this.#openAll(letters))
  }

  write(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>> {
    // The owner does not wait for what strangers send.
    return this.#queue.run(() => this.#write(to, text), { isUrgent: true })
  }

  async #write(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>> {
    const { store, society, network, self, now, publish, changed } = this.#init
    const words = letterBytes({ to, text })
    if (words === null || to === self.person) return err('not-valid')
    const soFar = (await store.letters()).filter((letter) => letter.with === to)
    const room = roomFor(soFar, society.follows(to, self.person))
    if (room.letters === 0) return err('wait-for-answer')
    if (text.length > room.chars) return err('not-valid')
    await this.#renewKey()
    const theirs = keysOf(society, to).slice(0, MAX_THEIR_COPIES)
    if (theirs.length === 0) return err('no-key')
    const keys = [...theirs, ...keysOf(society, self.person)].slice(0, MAX_LETTER_COPIES)
    const { person, signer } = self
    const body = await sealFor(keys, { network, person, device: signer.device }, words, LETTER_COPIES_STEP)
    const published = await publish({ kind: 'letter', body })
    if (!published.ok) return err(published.error.reason)
    const cid = published.value
    const time = now()
    await store.keep(cid, { cid, with: to, isOwn: true, time, keptAt: time, text })
    changed()
    return ok(cid)
  }

  async #openAll(records: readonly LetterRecord[]): Promise<void> {
    const { store, changed } = this.#init
    const tried = await store.tried()
    const untried = records.filter(({ cid }) => !tried.has(cid))
    if (untried.length === 0) return
    const pairs = (await store.inboxKeys()).map(({ pair }) => pair)
    let hasNew = false
    for (const record of untried) {
      await nextTask()
      const letter = await this.#letterIn(record, pairs)
      await store.keep(record.cid, letter)
      hasNew ||= letter !== null
    }
    if (hasNew) changed()
  }

  /** Null when it is for others, or more than is taken of a stranger: trying it again at each start would cost too much. */
  async #letterIn(
    { cid, header, body }: LetterRecord,
    pairs: readonly CryptoKeyPair[],
  ): Promise<Letter | null> {
    if (body === null) return null
    const { store, society, self, now } = this.#init
    const bytes = await openWith(pairs, header, body)
    const content = bytes === null ? null : readLetterBytes(bytes)
    if (content === null) return null
    const { time, person } = header
    const isOwn = person === self.person
    const opened = { cid, time, keptAt: now(), text: content.text, isOwn }
    if (isOwn) return { ...opened, with: content.to }
    if (content.to !== self.person) return null
    const letter = { ...opened, with: person }
    const [letters, correspondents] = [await store.letters(), await store.correspondents()]
    const follows = (other: PersonId): boolean => society.follows(self.person, other)
    return isTaken({ letters, correspondents, follows }, letter) ? letter : null
  }

  /** The key announced is one that is kept here and not too old; former ones go when their time is up. */
  async #renewKey(): Promise<void> {
    const { store, society, self, now, publish } = this.#init
    const nowMs = now()
    const keys = await store.inboxKeys()
    for (const row of keys)
      if (row.retiredAt !== null && nowMs - row.retiredAt > KEEP_FORMER_KEY_MS) await store.dropInboxKey(row)
    let current = keys.find(({ retiredAt }) => retiredAt === null)
    if (current === undefined || nowMs - current.createdAt > RENEW_KEY_MS) {
      const pair = await generateInboxKey()
      const fresh = { createdAt: nowMs, pair, bytes: await inboxKeyBytes(pair), retiredAt: null }
      // Kept before it is announced: nobody may seal for a key that is lost.
      await store.keepInboxKey(fresh)
      if (current !== undefined) await store.keepInboxKey({ ...current, retiredAt: nowMs })
      current = fresh
    }
    const announced = society.letters
      .inboxesOf(self.person)
      .find(({ device }) => device === self.signer.device)
    if (announced !== undefined && equalBytes(announced.key, current.bytes)) return
    await publish({ kind: 'inbox', body: { key: current.bytes } })
  }
}

function keysOf(society: Society, person: PersonId): Uint8Array[] {
  return society.letters.inboxesOf(person).map(({ key }) => key)
}
