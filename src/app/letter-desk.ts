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
import { letterBytes, readLetterBytes, type WrittenLetter } from '../records/letter-content'
import { introductionIdOf, type IntroductionId } from '../records/letter-matter'
import type { Letter } from '../records/letters-held'
import { INTRODUCTION_ID_BYTES, LETTER_COPIES_STEP, MAX_LETTER_COPIES } from '../records/limits'
import type { Draft, NetworkId, RecordCid, VerifiedRecord } from '../records/types'
import type { PersonId } from '../identity/types'
import { isTaken, roomFor } from '../social/conversations'
import {
  addsToIntroductions,
  introductionsDue,
  offeredIntroductions,
  whyNotNow,
} from '../social/introductions'
import type { LetterRecord } from '../social/letters'
import type { Society } from '../social/society'
import type { LetterStore } from '../storage/letter-store'
import type { AskedToMeet, IntroductionError, LetterError, PublishError } from './api'
import type { OpenedSelf } from './ownership'

const DAY_MS = 24 * 60 * 60 * 1000
/** Each renewal is a record that everybody keeps; once a week is one in many. */
export const RENEW_KEY_MS = 7 * DAY_MS
/** A letter that was sealed under a former key may be that long under way, through people who are seldom here. */
export const KEEP_FORMER_KEY_MS = 21 * DAY_MS
/** Of somebody with very many devices, those that announced a key last; the rest of the copies is for one's own. */
const MAX_THEIR_COPIES = 10
/** All that is kept is read for that many of a batch: for each of them it would take longer with every letter. */
const LETTERS_PER_READING = 200

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
    await this.#queue.run(() => this.#readNewer())
    this.took([...this.#init.society.letters.all()])
    void this.#queue.run(() => this.#tellWhoAgreed())
  }

  /** Resolves when everything taken so far has been opened. */
  idle(): Promise<void> {
    return this.#queue.run(() => Promise.resolve())
  }

  /** Opens those of the records that are letters to the owner. */
  took(records: readonly VerifiedRecord[]): void {
    const letters = records.filter((record) => record.kind === 'letter')
    if (letters.length > 0) void this.#queue.run(() => this.#openAll(letters))
    // Somebody who waits to be told may have lacked a key until now.
    const hasKey = records.some(({ kind }) => kind === 'inbox')
    if (letters.length > 0 || hasKey) void this.#queue.run(() => this.#tellWhoAgreed())
  }

  write(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>> {
    // The owner does not wait for what strangers send.
    return this.#queue.run(() => this.#write({ to, text }), { isUrgent: true })
  }

  /** Asks two people whether they want to meet; neither is told who the other is. */
  introduce(one: AskedToMeet, other: AskedToMeet): Promise<Result<void, IntroductionError>> {
    return this.#queue.run(() => this.#introduce(one, other), { isUrgent: true })
  }

  /** Says yes or "not now" to what somebody has asked. */
  answer(by: PersonId, id: IntroductionId, accepts: boolean): Promise<Result<void, LetterError>> {
    return this.#queue.run(() => this.#answer(by, id, accepts), { isUrgent: true })
  }

  async #introduce(one: AskedToMeet, other: AskedToMeet): Promise<Result<void, IntroductionError>> {
    const { store, society, self, now } = this.#init
    const [a, b] = [one.person, other.person]
    if (a === b || a === self.person || b === self.person) return err({ reason: 'not-valid', about: null })
    if (society.follows(a, b) && society.follows(b, a)) return err({ reason: 'already-met', about: null })
    const why = whyNotNow(await store.letters(), a, b, now())
    if (why !== null) return err({ reason: why, about: null })
    const id = introductionIdOf(crypto.getRandomValues(new Uint8Array(INTRODUCTION_ID_BYTES)))
    const letters = [one, other].map(({ person: to, words: text }): WrittenLetter => {
      return { to, text, matter: { kind: 'introduction-offer', id } }
    })
    // Nobody is asked when the other cannot be.
    for (const letter of letters) {
      const fault = await this.#faultOf(letter)
      if (fault !== null) return err({ reason: fault, about: letter.to })
    }
    for (const letter of letters) {
      const written = await this.#seal(letter)
      if (!written.ok) return err({ reason: written.error, about: letter.to })
    }
    return ok(undefined)
  }

  async #answer(by: PersonId, id: IntroductionId, accepts: boolean): Promise<Result<void, LetterError>> {
    const { store, now } = this.#init
    const asked = offeredIntroductions(await store.letters(), now()).find(
      (offer) => offer.by === by && offer.id === id,
    )
    const mayAnswer = asked?.state === 'open' || (asked?.state === 'accepted' && !accepts)
    if (!mayAnswer) return err('not-valid')
    const written = await this.#seal({
      to: by,
      text: '',
      matter: { kind: 'introduction-answer', id, accepts },
    })
    return written.ok ? ok(undefined) : written
  }

  /** Both have said yes: each is told who the other is. What cannot be sent now is due again with the next letters. */
  async #tellWhoAgreed(): Promise<void> {
    const { store, now } = this.#init
    for (const due of introductionsDue(await store.letters(), now())) await this.#seal(due)
  }

  async #write(letter: WrittenLetter): Promise<Result<RecordCid, LetterError>> {
    const fault = await this.#faultOf(letter)
    return fault === null ? this.#seal(letter) : err(fault)
  }

  /** Why its reader would not take it, or could not open it. */
  async #faultOf(letter: WrittenLetter): Promise<LetterError | null> {
    const { store, society, self } = this.#init
    const { to, text } = letter
    if (letterBytes(letter) === null || to === self.person) return 'not-valid'
    const room = roomFor(await store.letters(), to, society.follows(to, self.person))
    if (room.letters === 0) return 'wait-for-answer'
    if (text.length > room.chars) return 'not-valid'
    return keysOf(society, to).length === 0 ? 'no-key' : null
  }

  async #seal(letter: WrittenLetter): Promise<Result<RecordCid, LetterError>> {
    const { store, society, network, self, now, publish, changed } = this.#init
    const { to, text, matter } = letter
    const words = letterBytes(letter)
    if (words === null) return err('not-valid')
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
    const kept: Letter = { cid, with: to, isOwn: true, time, keptAt: time, text }
    await store.keep(cid, matter === undefined ? kept : { ...kept, matter })
    changed()
    return ok(cid)
  }

  async #openAll(records: readonly LetterRecord[]): Promise<void> {
    const { store, changed } = this.#init
    const tried = await store.tried()
    const untried = records.filter(({ cid }) => !tried.has(cid))
    if (untried.length === 0) return
    const pairs = (await store.inboxKeys()).map(({ pair }) => pair)
    let kept: Letter[] = []
    let hasNew = false
    for (const [index, record] of untried.entries()) {
      await nextTask()
      if (index % LETTERS_PER_READING === 0) kept = await store.letters()
      const letter = await this.#letterIn(record, pairs, kept)
      await store.keep(record.cid, letter)
      if (letter === null) continue
      kept.push(letter)
      hasNew = true
    }
    if (hasNew) changed()
  }

  /**
   * Null when it is for others, or more than is taken of a stranger: trying it again at each start would cost too much.
   * @param letters what is kept
   */
  async #letterIn(
    { cid, header, body }: LetterRecord,
    pairs: readonly CryptoKeyPair[],
    letters: readonly Letter[],
  ): Promise<Letter | null> {
    if (body === null) return null
    const { store, society, self, now } = this.#init
    const bytes = await openWith(pairs, header, body)
    const content = bytes === null ? null : readLetterBytes(bytes)
    if (content === null) return null
    const { time, person } = header
    const isOwn = person === self.person
    if (!isOwn && content.to !== self.person) return null
    const { to, ...said } = content
    const letter: Letter = { cid, time, keptAt: now(), isOwn, with: isOwn ? to : person, ...said }
    if (!addsToIntroductions(letters, letter, now())) return null
    const correspondents = await store.correspondents()
    const follows = (other: PersonId): boolean => society.follows(self.person, other)
    return isOwn || isTaken({ letters, correspondents, follows }, letter) ? letter : null
  }

  /** What an earlier build kept without being able to read it. */
  async #readNewer(): Promise<void> {
    const { store, changed } = this.#init
    const newer = (await store.letters()).flatMap((letter) =>
      letter.matter?.kind === 'newer' ? [{ letter, bytes: letter.matter.bytes }] : [],
    )
    for (const { letter, bytes } of newer) {
      const content = readLetterBytes(bytes)
      if (content?.matter?.kind === 'newer') continue
      if (content === null) await store.drop([letter.cid])
      else await store.keep(letter.cid, { ...letter, ...content })
      changed()
    }
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
