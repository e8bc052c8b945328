import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  budgetBytes,
  EASED_SHARE,
  heldBytes,
  MAX_DEFAULT_BYTES,
  MIN_BUDGET_BYTES,
  readBudget,
  sum,
  toLetGo,
  UNKNOWN_DEFAULT_BYTES,
  type Held,
  type Kind,
} from '../../src/app/budget'
import { heldHere } from '../../src/app/held-here'
import { KeptImages } from '../../src/app/image-prefetch'
import { dropBlocksOf } from '../../src/app/keep-only'
import { NO_TASTE, tasteFrom, withChange } from '../../src/app/taste'
import { letGoOfWaiting } from '../../src/app/waiting-logs'
import type { PersonId } from '../../src/identity/types'
import type { BlockCid, Image, NetworkId } from '../../src/records/types'
import { IdbBlockStore } from '../../src/storage/block-store'
import { KeepingStore } from '../../src/storage/keeping-store'
import { openDatabase, type Database } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import type { SelfRow } from '../../src/storage/schema'
import { picture } from '../e2e/harness/picture'
import { Author, testNetwork } from '../helpers/author'

let opened = 0

async function browser(): Promise<{ db: Database; store: IdbRecordStore }> {
  opened += 1
  const db = await openDatabase(`budget-${opened}` as NetworkId, () => undefined)
  return { db, store: new IdbRecordStore(db) }
}

async function shows(db: Database, author: Author, width: number): Promise<Image> {
  const bytes = new Uint8Array(picture(width, 300))
  const cid = await new KeptImages(new IdbBlockStore(db)).addImage(bytes)
  const image: Image = { cid, type: 'image/png', bytes: bytes.byteLength, width, height: 300, alt: '' }
  await author.write({ kind: 'post', body: { text: '', tags: [], images: [image] } })
  return image
}

const KINDS: readonly Kind[] = ['own', 'followed', 'cached']
const anyHeld: fc.Arbitrary<Held> = fc.record({
  logs: fc
    .array(fc.record({ kind: fc.constantFrom(...KINDS), count: fc.nat(9), bytes: fc.nat(1_000) }), {
      maxLength: 12,
    })
    .map((logs) => logs.map((log, place) => ({ ...log, person: `person ${place}` as PersonId }))),
  images: fc
    .array(fc.record({ kind: fc.constantFrom(...KINDS), bytes: fc.nat(2_000), time: fc.nat(50) }), {
      maxLength: 12,
    })
    .map((images) => images.map((image, place) => ({ ...image, cid: `image ${place}` as BlockCid }))),
  visitors: fc.record({ count: fc.integer({ min: 1, max: 3 }), bytes: fc.nat(500) }),
})
/** The nearer, the later their place. */
const nearness = (person: PersonId): number => Number(person.split(' ')[1])

describe('how much may be kept', () => {
  it('[SB1] is what the owner set, else a tenth of what the browser allows and no more than a gigabyte', () => {
    expect(budgetBytes(null, 2_000_000_000)).toBe(200_000_000)
    expect(budgetBytes(null, 500_000_000_000)).toBe(MAX_DEFAULT_BYTES)
    expect(budgetBytes(null, null)).toBe(UNKNOWN_DEFAULT_BYTES)
    expect(budgetBytes(50_000_000, 2_000_000_000)).toBe(50_000_000)
  })

  it('[SB1] is kept among the choices of this device, within its bounds, whatever is typed', () => {
    const set = withChange(NO_TASTE, { budgetBytes: 3_000_000 })
    expect(tasteFrom(set).budgetBytes).toBe(3_000_000)
    expect(withChange(set, { budgetBytes: null }).budgetBytes).toBeNull()
    expect(readBudget(1)).toBe(MIN_BUDGET_BYTES)
    for (const none of [NaN, '5', undefined]) expect(readBudget(none)).toBeNull()
  })
})

describe('what goes when it is passed', () => {
  it('[SB2] nothing of the owner and no words of people attended; enough, and no more than needed', () => {
    fc.assert(
      fc.property(anyHeld, fc.integer({ min: 1, max: 12_000 }), (held, budget) => {
        const going = toLetGo(held, budget, nearness)
        const used = heldBytes(held)
        expect(going === null).toBe(used <= budget)
        if (going === null) return
        expect(going.people.every(({ kind }) => kind === 'cached')).toBe(true)
        expect(going.images.every(({ kind }) => kind !== 'own')).toBe(true)
        const gone = [...(going.visitors ? [held.visitors] : []), ...going.images, ...going.people]
        const left = used - sum(gone)
        const canGo = [
          ...held.images.filter(({ kind }) => kind !== 'own'),
          ...held.logs.filter(({ kind }) => kind === 'cached'),
        ]
        if (left > budget * EASED_SHARE) expect(gone).toEqual(expect.arrayContaining(canGo))
      }),
      { seed: 63, numRuns: 300 },
    )
  })

  it('[SB2] visitors first, then old images of strangers, then strangers, then old images of people attended', () => {
    const image = (name: string, kind: Kind, time: number) => ({
      cid: name as BlockCid,
      kind,
      time,
      bytes: 10,
    })
    const log = (place: number, kind: Kind) => ({
      person: `p ${place}` as PersonId,
      kind,
      count: 1,
      bytes: 10,
    })
    const held: Held = {
      logs: [log(3, 'cached'), log(2, 'cached'), log(1, 'followed'), log(0, 'own')],
      images: [image('new', 'cached', 2), image('old', 'cached', 1), image('hers', 'followed', 0)],
      visitors: { count: 1, bytes: 10 },
    }
    const gone = (budget: number): readonly string[] => {
      const going = toLetGo(held, budget, nearness)
      if (going === null) return []
      return [
        ...(going.visitors ? ['visitors'] : []),
        ...going.images.map(({ cid }) => cid),
        ...going.people.map(({ person }) => person),
      ]
    }
    expect(gone(80)).toEqual([])
    expect(gone(79)).toEqual(['visitors', 'old'])
    expect(gone(60)).toEqual(['visitors', 'old', 'new', 'p 2'])
    expect(gone(1)).toEqual(['visitors', 'old', 'new', 'hers', 'p 2', 'p 3'])
  })

  it('[SB2] nobody whom the network ships: they would be fetched again', () => {
    const shipped: Held = {
      logs: [{ person: 'starter' as PersonId, kind: 'cached', count: 1, bytes: 10 }],
      images: [],
      visitors: { count: 0, bytes: 0 },
    }
    expect(toLetGo(shipped, 1, () => Infinity)?.people).toEqual([])
  })
})

describe('in a browser', () => {
  it('[SB1] what is held is counted by whose it is; an image by the nearest who shows it', async () => {
    const { db, store } = await browser()
    const [alice, bob, charlie] = [
      await Author.create({ store }),
      await Author.create({ store }),
      await Author.create({ store }),
    ]
    const kindOf = (person: PersonId): Kind =>
      person === alice.person ? 'own' : person === bob.person ? 'followed' : 'cached'
    const shared = await shows(db, charlie, 300)
    const lone = await shows(db, charlie, 310)
    await bob.write({ kind: 'post', body: { text: '', tags: [], images: [shared] } })
    const away: Image = { ...lone, cid: (await Author.create()).person as unknown as BlockCid }
    expect(away.cid).not.toBe(lone.cid)
    const held = await heldHere(db, kindOf)
    expect(held.images.map(({ cid, kind }) => [cid, kind])).toEqual(
      expect.arrayContaining([
        [shared.cid, 'followed'],
        [lone.cid, 'cached'],
      ]),
    )
    expect(held.logs.map(({ kind, count }) => `${kind} ${count}`).sort()).toEqual([
      'cached 3',
      'followed 2',
      'own 1',
    ])
    await dropBlocksOf({ db, added: [] }, [lone.cid], [shared.cid])
    expect((await heldHere(db, kindOf)).images.map(({ cid }) => cid)).toEqual([shared.cid])
  })

  it('[SB2] who waits to go is gone at the next start, but not who was followed since, nor the owner', async () => {
    const { db, store } = await browser()
    const [alice, bob, charlie] = [
      await Author.create({ store }),
      await Author.create({ store }),
      await Author.create({ store }),
    ]
    await db.put('self', { person: alice.person } as SelfRow, 'self')
    const image = await shows(db, charlie, 320)
    const keeping = new KeepingStore(db)
    await keeping.wait([alice, bob, charlie].map(({ person }) => ({ person, bytes: 100 })))
    await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
    await letGoOfWaiting(db, testNetwork, 7)
    expect((await store.heads()).map(({ person }) => person).sort()).toEqual(
      [alice.person, bob.person].sort(),
    )
    expect(await db.count('blocks')).toBe(0)
    expect(image.bytes).toBeGreaterThan(0)
    expect(await keeping.row()).toEqual({
      going: [],
      told: [{ atMs: 7, people: 1, images: 0, visitors: 0, bytes: 100 }],
    })
  })
})
