/** Random small histories of a few people, and what somebody knows who hears of them. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { KnowledgeChange } from '../../src/attention/types'
import type { Draft, Tag, VerifiedRecord } from '../../src/records/types'
import type { Society } from '../../src/social/society'
import { Author } from './author'
import { allParts } from './parts'
import { testDevice, testPerson } from './test-person'

const KINDS = [
  'profile',
  'follow',
  'unfollow',
  'post',
  'like',
  'share',
  'comment',
  'join',
  'leave',
  'lens',
  'asking',
  'label',
  'rules',
  'inbox',
  'letter',
  'undo',
  'retract',
  'merge',
] as const
const DEVICES = [
  { words: (await testPerson('alice')).words, signer: testDevice('laptop of alice') },
  { words: (await testPerson('alice')).words, signer: testDevice('phone of alice') },
  { words: (await testPerson('bob')).words, signer: testDevice('laptop of bob') },
  { words: (await testPerson('charlie')).words, signer: testDevice('laptop of charlie') },
]

/**
 * Somebody does something, and the record comes when it comes: `rank` is its place among all, `again` of a second copy,
 * which may come without its body. Where the clock `stands`, the record has the time of the one before it.
 */
export interface Step {
  readonly who: number
  readonly kind: (typeof KINDS)[number]
  readonly target: number
  readonly rank: number
  readonly again: number | null
  readonly isBare: boolean
  readonly stands: boolean
  readonly endsChange: boolean
}

export const anyHistory: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.nat(DEVICES.length - 1),
    // Posts and acts often, so that there is something to take back.
    kind: fc.oneof(fc.constantFrom(...KINDS), fc.constantFrom('post', 'like', 'comment', 'undo', 'retract')),
    target: fc.nat(),
    rank: fc.nat(),
    again: fc.option(fc.nat(), { freq: 3 }),
    isBare: fc.boolean(),
    stands: fc.boolean(),
    endsChange: fc.boolean(),
  }),
  { minLength: 8, maxLength: 28 },
)

export function historians(): Promise<Author[]> {
  return Promise.all(DEVICES.map((device) => Author.create(device)))
}

/**
 * The record of each step, in the order of writing. Nobody's store holds what others wrote, so that people may also
 * try to take back what is not theirs; devices of different people write at the very same times.
 */
export async function written(
  history: readonly Step[],
  authors?: readonly Author[],
): Promise<VerifiedRecord[]> {
  authors ??= await historians()
  const records: VerifiedRecord[] = []
  for (const step of history) {
    const author = at(authors, step.who)
    if (step.stands) author.nowMs -= 1_000
    const record = await author.write(draftOf(step, authors, records))
    records.push(record)
  }
  return records
}

function draftOf(
  { who, kind, target }: Step,
  authors: readonly Author[],
  records: readonly VerifiedRecord[],
): Draft {
  const posts = records.filter((record) => record.kind === 'post')
  const nobodysPost = {
    kind: 'post',
    body: { text: `post ${records.length}`, tags: [], images: [] },
  } as const
  const post = posts.length === 0 ? undefined : at(posts, target)
  const on = post && { post: post.cid, author: post.header.person }
  const author = at(authors, who)
  const others = authors.filter((other) => other.person !== author.person)
  const { person } = at(others, target)
  switch (kind) {
    case 'profile':
      return { kind, body: { name: `name ${records.length}`, about: '', hue: target % 360 } }
    case 'follow':
      return { kind, body: { person, invite: null } }
    case 'unfollow':
      return { kind, body: { person } }
    case 'post':
      return nobodysPost
    case 'like':
      return on ? { kind, body: on } : nobodysPost
    case 'share':
      return on ? { kind, body: { ...on, text: `share ${records.length}` } } : nobodysPost
    case 'comment':
      return on
        ? { kind, body: { ...on, parent: null, text: `comment ${records.length}`, quiet: target % 2 === 0 } }
        : nobodysPost
    case 'join':
    case 'leave':
      return { kind, body: { tag: (target % 3 === 0 ? 'art' : 'bees') as Tag } }
    case 'lens':
      return {
        kind,
        body: { name: target % 3 === 0 ? 'calm' : 'wild', ranking: { likeWeight: (target % 20) / 2 } },
      }
    case 'asking':
      return { kind, body: { from: target % 2 === 0 ? 'nobody' : 'followed', price: target % 5 } }
    case 'label': {
      const reason = `reason ${records.length}`
      const about = target % 2 === 0 && on !== undefined && on.author !== author.person ? on : null
      const said = { name: target % 3 === 0 ? 'spam' : 'misleading', word: '' } as const
      return { kind, body: { ...said, person: about?.author ?? person, post: about?.post ?? null, reason } }
    }
    case 'rules':
      return {
        kind,
        body: { tag: 'bees' as Tag, text: target % 3 === 0 ? '' : `rule ${target % 4}`, labellers: [person] },
      }
    case 'inbox':
      return { kind, body: { key: new Uint8Array(32).fill(target % 256) } }
    case 'merge': {
      const other = authors.find((one) => one.person === author.person && one !== author)
      return other && on ? { kind, body: { device: other.signer.device, heads: [on.post] } } : nobodysPost
    }
    case 'letter':
      return {
        kind,
        body: {
          copies: Array.from({ length: 4 }, () => new Uint8Array(80).fill(target % 256)),
          sealed: new Uint8Array(528),
        },
      }
    case 'undo':
    case 'retract': {
      const kinds: readonly string[] =
        kind === 'undo' ? ['like', 'share', 'lens', 'label', 'rules'] : ['post', 'comment']
      const own = records.filter((record) => record.header.person === author.person)
      const fitting = own.filter((record) => kinds.includes(record.kind))
      // Three of four take back what they may; the others try it with anything.
      const targets = fitting.length > 0 && target % 4 > 0 ? fitting : records
      return targets.length === 0 ? nobodysPost : { kind, body: { entry: at(targets, target >> 2).cid } }
    }
  }
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

export function knowledgeOf(society: Society) {
  const { follows, posts, acts } = allParts(society)
  return { knownFollows: asList(follows), knownPosts: asList(posts), knownActs: asList(acts) }
}

export function asList(items: Iterable<unknown>): string[] {
  return [...items].map((item) => JSON.stringify(item)).sort()
}

/** What somebody knows who only ever hears of changes, as the model's worker does. */
export class Listener {
  readonly #follows = new Set<string>()
  readonly #posts = new Map<string, string>()
  readonly #acts: string[] = []

  hear({ follows, posts, acts }: KnowledgeChange): void {
    for (const follow of follows?.removed ?? []) {
      expect(this.#follows.delete(JSON.stringify(follow)), 'a follow that was known').toBe(true)
    }
    for (const follow of follows?.added ?? []) this.#follows.add(JSON.stringify(follow))
    for (const id of posts?.removed ?? []) expect(this.#posts.delete(id), 'a post that was known').toBe(true)
    for (const post of posts?.added ?? []) this.#posts.set(post.id, JSON.stringify(post))
    this.#acts.push(...(acts?.added ?? []).map((act) => JSON.stringify(act)))
    for (const act of acts?.removed ?? []) {
      const place = this.#acts.indexOf(JSON.stringify(act))
      expect(place, 'an act that was known').not.toBe(-1)
      this.#acts.splice(place, 1)
    }
  }

  knowledge() {
    return {
      knownFollows: [...this.#follows].sort(),
      knownPosts: [...this.#posts.values()].sort(),
      knownActs: [...this.#acts].sort(),
    }
  }
}
