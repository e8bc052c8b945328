import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { KEEP_FORMER_KEY_MS, LetterDesk, RENEW_KEY_MS, type LetterDeskInit } from '../../src/app/letter-desk'
import { Mailbox } from '../../src/app/mailbox'
import { sealFor } from '../../src/identity/sealing'
import { ok } from '../../src/lib/result'
import { letterBytes } from '../../src/records/letter-content'
import { introductionIdOf } from '../../src/records/letter-matter'
import { LETTER_COPIES_STEP } from '../../src/records/limits'
import type { NetworkId, RecordCid, VerifiedRecord } from '../../src/records/types'
import { conversationsOf, MAX_STRANGER_CHARS } from '../../src/social/conversations'
import {
  INTRODUCTION_MS,
  lettersOf,
  offeredIntroductions,
  type OfferedIntroduction,
} from '../../src/social/introductions'
import { Society } from '../../src/social/society'
import { LetterStore } from '../../src/storage/letter-store'
import { openDatabase } from '../../src/storage/open'
import { Author, START_MS } from '../helpers/author'
import { newWords } from '../../src/identity/words'

/** Somebody with a device whose desk is open; what one publishes, all who are told of hear. */
class Correspondent {
  readonly author: Author
  readonly store: LetterStore
  readonly society = new Society()
  readonly init: LetterDeskInit
  readonly desk: LetterDesk
  readonly published: VerifiedRecord[] = []

  static nowMs = START_MS
  static opened = 0

  private constructor(author: Author, store: LetterStore, everybody: Correspondent[]) {
    this.author = author
    this.store = store
    everybody.push(this)
    const { person, signer, certificate, network } = author
    this.init = {
      store,
      society: this.society,
      network,
      self: { person, signer, certificate, wordsConfirmed: true, unmerged: [] },
      now: () => Correspondent.nowMs,
      publish: async (draft) => {
        author.nowMs = Correspondent.nowMs
        const record = await author.write(draft)
        this.published.push(record)
        for (const other of everybody) other.hear(record)
        return ok(record.cid)
      },
      changed: () => undefined,
    }
    this.desk = new LetterDesk(this.init)
  }

  static async open(everybody: Correspondent[], words = newWords().join(' ')): Promise<Correspondent> {
    Correspondent.opened += 1
    const db = await openDatabase(`desk-${Correspondent.opened}` as NetworkId, () => undefined)
    const author = await Author.create({ words })
    const made = new Correspondent(author, new LetterStore(db), everybody)
    await made.desk.start()
    return made
  }

  hear(record: VerifiedRecord): void {
    this.society.apply({ added: [record], forgotten: [], source: 'peer' })
    if (record.header.device !== this.author.signer.device) this.desk.took([record])
  }

  /** What each letter kept is for, the oldest first. */
  async matters(): Promise<string[]> {
    await this.desk.idle()
    const letters = (await this.store.letters()).sort((a, b) => a.time - b.time)
    return letters.map(({ matter }) => matter?.kind ?? 'words')
  }

  async asked(): Promise<OfferedIntroduction> {
    await this.desk.idle()
    const [offer] = offeredIntroductions(await this.store.letters(), Correspondent.nowMs)
    if (offer === undefined) throw new Error('nobody asked')
    return offer
  }

  async answers(accepts: boolean) {
    Correspondent.nowMs += 60_000
    const { by, id } = await this.asked()
    return this.desk.answer(by, id, accepts)
  }

  async texts(): Promise<string[]> {
    await this.desk.idle()
    return (await this.store.letters()).sort((a, b) => a.time - b.time).map(({ text }) => text)
  }
}

let all: Correspondent[]
let alice: Correspondent
let bob: Correspondent
let charlie: Correspondent

beforeEach(async () => {
  Correspondent.nowMs = START_MS
  all = []
  alice = await Correspondent.open(all)
  bob = await Correspondent.open(all)
  charlie = await Correspondent.open(all)
  for (const one of all) for (const record of all.flatMap(({ published }) => published)) one.hear(record)
})

async function follow(from: Correspondent, to: Correspondent): Promise<void> {
  const record = await from.author.write({ kind: 'follow', body: { person: to.author.person, invite: null } })
  for (const one of all) one.hear(record)
}

async function write(from: Correspondent, to: Correspondent, text: string) {
  Correspondent.nowMs += 60_000
  const written = await from.desk.write(to.author.person, text)
  return written.ok ? 'written' : written.error
}

describe('the desk for letters', () => {
  it('[LE3] keeps what alice writes at alice and bob, and not at charlie who hears it too', async () => {
    await follow(alice, bob)
    await follow(bob, alice)
    expect(await write(alice, bob, 'Hello')).toBe('written')
    expect([await alice.texts(), await bob.texts(), await charlie.texts()]).toEqual([
      ['Hello'],
      ['Hello'],
      [],
    ])
    expect((await bob.store.letters())[0]).toMatchObject({ with: alice.author.person, isOwn: false })
    const sealed = alice.published.at(-1)
    expect(new TextDecoder('latin1').decode(sealed?.bodyBlock ?? undefined)).not.toContain('Hello')
  })

  it("[LE3] opens on alice's other device too, as a letter of her own to bob", async () => {
    await follow(bob, alice)
    const words = newWords().join(' ')
    const [laptop, phone] = [await Correspondent.open(all, words), await Correspondent.open(all, words)]
    await follow(bob, laptop)
    for (const record of all.flatMap(({ published }) => published)) laptop.hear(record)
    expect(await write(laptop, bob, 'From my laptop')).toBe('written')
    expect(await phone.texts()).toEqual(['From my laptop'])
    expect((await phone.store.letters())[0]).toMatchObject({ with: bob.author.person, isOwn: true })
  })

  it('[LE4] takes three short letters of a stranger, whatever the stranger runs', async () => {
    // Alice's own page believes that bob follows her, so it does not hold her back.
    alice.society.apply({
      added: [
        await bob.author.write({ kind: 'follow', body: { person: alice.author.person, invite: null } }),
      ],
      forgotten: [],
      source: 'peer',
    })
    expect(await write(alice, bob, 'x'.repeat(MAX_STRANGER_CHARS + 1))).toBe('written')
    for (const text of ['one', 'two', 'three', 'four']) expect(await write(alice, bob, text)).toBe('written')
    expect(await bob.texts()).toEqual(['one', 'two', 'three'])
    await bob.store.settle(alice.author.person, { standing: 'accepted' })
    expect(await write(alice, bob, 'five')).toBe('written')
    expect((await bob.texts()).at(-1)).toBe('five')
    await bob.store.settle(alice.author.person, { standing: 'declined' })
    await write(alice, bob, 'six')
    expect(await bob.texts()).not.toContain('six')
  })

  it('[LE10] reads what is kept once for letters that come together, and takes as many of a stranger', async () => {
    await follow(bob, alice)
    all.splice(all.indexOf(bob), 1)
    for (const text of ['one', 'two', 'three', 'four', 'five']) await write(alice, bob, text)
    const strange = await Correspondent.open([])
    // The stranger's own page believes that bob follows them, so it does not hold them back.
    const follows = await bob.author.write({
      kind: 'follow',
      body: { person: strange.author.person, invite: null },
    })
    strange.society.apply({ added: [...bob.published, follows], forgotten: [], source: 'peer' })
    for (const text of ['1', '2', '3', '4', '5']) await write(strange, bob, text)
    const read = vi.spyOn(bob.store, 'letters')
    bob.desk.took([...alice.published, ...strange.published])
    await bob.desk.idle()
    // And once more to see who has agreed to meet.
    expect(read).toHaveBeenCalledTimes(2)
    expect(await bob.texts()).toEqual(['one', 'two', 'three', 'four', 'five', '1', '2', '3'])
  })

  it('[LE4] holds its own owner to the same', async () => {
    expect(await write(alice, bob, 'x'.repeat(MAX_STRANGER_CHARS + 1))).toBe('not-valid')
    for (const text of ['one', 'two', 'three']) expect(await write(alice, bob, text)).toBe('written')
    expect(await write(alice, bob, 'four')).toBe('wait-for-answer')
    await bob.texts()
    expect(await write(bob, alice, 'an answer')).toBe('written')
    await alice.texts()
    expect(await write(alice, bob, 'four')).toBe('written')
  })

  it('[LE5] does not open a deleted letter again', async () => {
    await write(alice, bob, 'Hello')
    await bob.texts()
    await bob.store.drop((await bob.store.letters()).map(({ cid }) => cid))
    const sealed = alice.published.at(-1)
    if (sealed !== undefined) bob.desk.took([sealed])
    expect(await bob.texts()).toEqual([])
  })

  it('[DC5] an introduction that bob deletes is gone with all letters of it, and all there again when he wants it back', async () => {
    for (const other of [bob, charlie]) await follow(other, alice)
    await alice.desk.introduce(
      { person: bob.author.person, words: 'Keeps bees' },
      { person: charlie.author.person, words: 'Builds hives' },
    )
    await bob.answers(true)
    await charlie.answers(true)
    const letters = async () => (await bob.store.letters()).toSorted((a, b) => (a.cid < b.cid ? -1 : 1))
    await alice.desk.idle()
    await bob.desk.idle()
    const before = await letters()
    expect((await bob.asked()).state).toBe('made')
    const mailbox = new Mailbox(bob.store, () => true)
    await mailbox.read()
    const putBack = await mailbox.drop(lettersOf(before, (await bob.asked()).id))
    expect(await letters()).toEqual([])
    await putBack()
    expect(await letters()).toEqual(before)
  })

  it('[LE8] renews its key each week, opens late letters by the former one, and then throws it away', async () => {
    const [first] = await bob.store.inboxKeys()
    Correspondent.nowMs += RENEW_KEY_MS + 1
    await bob.desk.start()
    expect(bob.published.filter(({ kind }) => kind === 'inbox')).toHaveLength(2)
    const [second, former] = await bob.store.inboxKeys()
    expect(former?.bytes).toEqual(first?.bytes)
    expect(second?.bytes).not.toEqual(first?.bytes)
    await bob.desk.start()
    expect(bob.published.filter(({ kind }) => kind === 'inbox')).toHaveLength(2)

    // Charlie has not heard of the new key.
    const late = new Society()
    for (const record of all.flatMap(({ published }) => published))
      if (record !== bob.published.at(-1)) late.apply({ added: [record], forgotten: [], source: 'peer' })
    const desk = new LetterDesk({ ...charlie.init, society: late })
    await desk.write(bob.author.person, 'still opens')
    expect(await bob.texts()).toEqual(['still opens'])

    Correspondent.nowMs += KEEP_FORMER_KEY_MS + 1
    await bob.desk.start()
    const kept = await bob.store.inboxKeys()
    expect(kept.some(({ bytes }) => String(bytes) === String(first?.bytes))).toBe(false)
    await desk.write(bob.author.person, 'opens no more')
    expect(await bob.texts()).toEqual(['still opens'])
  })

  it('[LE3] keeps no letter that somebody sealed for bob but wrote to charlie', async () => {
    const words = letterBytes({ to: charlie.author.person, text: 'Hello Charlie' })
    if (words === null) throw new Error('the test wrote no letter')
    const { person, signer, network } = alice.author
    const keys = alice.society.letters.inboxesOf(bob.author.person).map(({ key }) => key)
    const body = await sealFor(keys, { network, person, device: signer.device }, words, LETTER_COPIES_STEP)
    await alice.init.publish({ kind: 'letter', body })
    expect(await bob.texts()).toEqual([])
  })

  it('[LE3] says so when nobody has told under which key to write', async () => {
    const nobody = await Author.create()
    const written = await alice.desk.write(nobody.person, 'Hello')
    expect(written.ok ? '' : written.error).toBe('no-key')
  })

  it('[DC1] introduces bob and charlie to each other when both have said yes, and charlie knows of nobody before', async () => {
    const words = { bob: 'She keeps bees', charlie: 'He builds hives' }
    const asked = await alice.desk.introduce(
      { person: bob.author.person, words: words.bob },
      { person: charlie.author.person, words: words.charlie },
    )
    expect(asked.ok).toBe(true)
    expect(await bob.asked()).toMatchObject({ words: words.bob, state: 'open', other: null })
    await bob.answers(true)
    await alice.desk.idle()
    expect(await bob.matters()).toEqual(['introduction-offer', 'introduction-answer'])
    expect(await charlie.matters()).toEqual(['introduction-offer'])
    await charlie.answers(true)
    await alice.desk.idle()
    expect(await bob.asked()).toMatchObject({ state: 'made', other: charlie.author.person })
    expect(await charlie.asked()).toMatchObject({ state: 'made', other: bob.author.person })
    // Told once, however often she starts.
    await alice.desk.start()
    await alice.desk.idle()
    expect((await alice.matters()).filter((kind) => kind === 'introduction-made')).toHaveLength(2)
  })

  it('[DC1] tells bob nothing when charlie says "not now", and alice cannot ask the two again for thirty days', async () => {
    const ask = () =>
      alice.desk.introduce(
        { person: bob.author.person, words: 'She keeps bees' },
        { person: charlie.author.person, words: 'He builds hives' },
      )
    await ask()
    await bob.answers(true)
    await charlie.answers(false)
    await alice.desk.idle()
    expect(await bob.asked()).toMatchObject({ state: 'accepted', other: null })
    expect(await bob.matters()).toEqual(['introduction-offer', 'introduction-answer'])
    expect((await charlie.answers(true)).ok).toBe(false)
    expect(await ask()).toMatchObject({ error: { reason: 'repeated' } })
    Correspondent.nowMs += INTRODUCTION_MS
    expect(await bob.asked()).toMatchObject({ state: 'lapsed' })
    expect(await ask()).toMatchObject({ ok: true })
  })

  it('[DC3] asks nobody when one of the two cannot be asked, or both know each other already', async () => {
    const nobody = await Author.create()
    const both = (one: Correspondent, person = nobody.person) =>
      alice.desk.introduce({ person: one.author.person, words: 'Bees' }, { person, words: 'Hives' })
    expect(await both(bob)).toMatchObject({ error: { reason: 'no-key', about: nobody.person } })
    expect(await bob.matters()).toEqual([])
    expect(await both(bob, bob.author.person)).toMatchObject({ error: { reason: 'not-valid' } })
    await follow(bob, charlie)
    await follow(charlie, bob)
    expect(await both(bob, charlie.author.person)).toMatchObject({ error: { reason: 'already-met' } })
  })

  it('[DC3] of a stranger waits as a request, and "not now" makes the stranger no acquaintance', async () => {
    await alice.desk.introduce(
      { person: bob.author.person, words: 'She keeps bees' },
      { person: charlie.author.person, words: 'He builds hives' },
    )
    const isRequest = async () => {
      const [letters, correspondents] = [await bob.store.letters(), await bob.store.correspondents()]
      return conversationsOf({ letters, correspondents, follows: () => false })[0]?.isRequest
    }
    await bob.asked()
    expect(await isRequest()).toBe(true)
    await bob.answers(false)
    expect(await isRequest()).toBe(true)
  })

  it('[LE9] keeps what a newer version wrote, and reads it once it can', async () => {
    const id = introductionIdOf(new Uint8Array(16))
    const to = bob.author.person
    const bytes = letterBytes({ to, text: 'Bees', matter: { kind: 'introduction-offer', id } })
    if (bytes === null) throw new Error('the test wrote no letter')
    const letter = { cid: 'newer' as RecordCid, with: alice.author.person, isOwn: false, time: 1, keptAt: 1 }
    await bob.store.keep(letter.cid, { ...letter, text: '', matter: { kind: 'newer', bytes } })
    await bob.desk.start()
    expect(await bob.asked()).toMatchObject({ words: 'Bees', id })
  })
})
