import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_LINKS } from '../../src/peer/config'
import { ConnectionCount } from '../../src/peer/connection-count'
import {
  ANCHOR_PLACES,
  CONNECTIONS_UP_TO,
  isAnswered,
  CROWDED_DIAL_SHARE,
  isLetIn,
  MAX_CROWD,
  MAX_EXTRA_LINKS,
  nextMove,
  PLACES,
  SWAP_FACTOR,
  UNPROVEN_GRACE_MS,
  type Acquirable,
  type OpenLink,
  type Situation,
  type Tie,
} from '../../src/peer/topology'

const NOW_MS = 1_000_000

function tie(strength = 0, attendsUs = false): Tie {
  return { strength, attendsUs }
}

function link(peerId: string, its: Tie | null = tie(), ageMs = 60_000, steadyDays = 0): OpenLink {
  return { peerId, sinceMs: NOW_MS - ageMs, tie: its, steadyDays }
}

function links(count: number, its: Tie, name = 'peer'): OpenLink[] {
  return Array.from({ length: count }, (_, index) => link(`${name}${index}`, its))
}

function somebody(peerId: string, its: Tie = tie(), more: Partial<Acquirable> = {}): Acquirable {
  return { peerId, tie: its, steadyDays: 0, isFriendOfFriend: false, seenAtMs: 0, failures: 0, ...more }
}

function move(situation: Partial<Situation<Acquirable>>): string {
  const made = nextMove({
    links: [],
    acquirable: [],
    connectionsMade: 0,
    extraLinks: 0,
    nowMs: NOW_MS,
    random: () => 0,
    ...situation,
  })
  if (made === null) return 'nothing'
  return made.type === 'dial' ? `dial ${made.whom.peerId}` : `drop ${made.peerId}`
}

const FULL = [
  ...links(PLACES.strength, tie(1), 'strong'),
  ...links(PLACES.attendance, tie(0, true), 'attending'),
  ...links(PLACES.exploration, tie(), 'stranger'),
]

describe('whom to be linked with', () => {
  it('[P5] the places are those of all links, about 60, 20 and 20 of a hundred', () => {
    expect(PLACES.strength + PLACES.attendance + PLACES.exploration).toBe(MAX_LINKS)
    expect(PLACES.strength / MAX_LINKS).toBeCloseTo(0.6, 1)
    expect(PLACES.attendance / MAX_LINKS).toBeCloseTo(0.2, 1)
  })

  it('[P5] the strongest are dialled first, then who attends us, then anybody', () => {
    const [alice, bob, charlie, dora] = [
      somebody('alice', tie(0.5)),
      somebody('bob', tie(0.9)),
      somebody('charlie', tie(0, true)),
      somebody('dora'),
    ]
    expect(move({ acquirable: [dora, charlie, alice, bob] })).toBe('dial bob')
    expect(move({ acquirable: [dora, charlie, alice] })).toBe('dial alice')
    expect(move({ acquirable: [dora, charlie] })).toBe('dial charlie')
    expect(move({ acquirable: [dora] })).toBe('dial dora')
  })

  it('[P5] of equals the one that failed least is dialled, then the one seen last', () => {
    const often = somebody('often', tie(1), { failures: 2, seenAtMs: 3 })
    const [early, late] = [somebody('early', tie(1)), somebody('late', tie(1), { seenAtMs: 2 })]
    expect(move({ acquirable: [often, early, late] })).toBe('dial late')
    expect(move({ acquirable: [often, early] })).toBe('dial early')
  })

  it('[P5] no more strangers are dialled than there are places to explore, and no more who attend us', () => {
    const strangers = links(PLACES.exploration, tie())
    expect(move({ links: strangers, acquirable: [somebody('dora')] })).toBe('nothing')
    expect(move({ links: strangers.slice(1), acquirable: [somebody('dora')] })).toBe('dial dora')
    const attending = links(PLACES.attendance + PLACES.exploration, tie(0, true))
    expect(move({ links: attending, acquirable: [somebody('charlie', tie(0, true))] })).toBe('nothing')
  })

  it('[P5] those next in strength do not use up the places of strangers', () => {
    const strong = links(PLACES.strength, tie(1), 'strong')
    const weak = somebody('weak', tie(0.5))
    expect(move({ links: strong, acquirable: [weak] })).toBe('nothing')
    expect(move({ links: [...FULL, link('weak', weak.tie)] })).toBe('drop weak')
  })

  it('[P5] a friend of a friend and anybody are explored by turns of chance', () => {
    const [near, far] = [somebody('near', tie(), { isFriendOfFriend: true }), somebody('far')]
    const chances = (...values: number[]) => {
      return () => values.shift() ?? 0
    }
    expect(move({ acquirable: [far, near], random: chances(0.4, 0) })).toBe('dial near')
    expect(move({ acquirable: [far, near], random: chances(0.6, 0) })).toBe('dial far')
    expect(move({ acquirable: [far], random: chances(0.4, 0) })).toBe('dial far')
  })

  it('[P5] with every place taken only somebody clearly stronger is dialled; then the weakest leaves', () => {
    expect(move({ links: FULL, acquirable: [somebody('bob', tie(SWAP_FACTOR))] })).toBe('nothing')
    const bob = somebody('bob', tie(SWAP_FACTOR + 0.1))
    expect(move({ links: FULL, acquirable: [bob] })).toBe('dial bob')
    expect(move({ links: [...FULL, link('bob', bob.tie)] })).toMatch(/^drop strong/)
    expect(move({ links: FULL, acquirable: [somebody('charlie', tie(0, true)), somebody('dora')] })).toBe(
      'nothing',
    )
  })

  it('[P5] of strangers those that failed least are tried', () => {
    expect(move({ acquirable: [somebody('often', tie(), { failures: 1 }), somebody('dora')] })).toBe(
      'dial dora',
    )
  })

  it('[P5] as many strong links as may be leave room for who attends us and for strangers', () => {
    const strong = links(MAX_LINKS, tie(1), 'strong')
    expect(move({ links: strong, acquirable: [somebody('charlie', tie(0, true))] })).toBe('dial charlie')
    expect(move({ links: strong, acquirable: [somebody('dora')] })).toBe('dial dora')
    expect(move({ links: [...strong, link('dora')] })).toMatch(/^drop strong/)
  })

  it('[P5] surplus gives way to whoever has a place', () => {
    const crowd = links(MAX_LINKS, tie(), 'stranger')
    const charlie = somebody('charlie', tie(0, true))
    expect(move({ links: crowd, acquirable: [charlie] })).toBe('dial charlie')
    expect(move({ links: [...crowd, link('charlie', charlie.tie)] })).toMatch(/^drop stranger/)
  })

  it('[P5] who came later leaves first, and nobody before they could prove who they are', () => {
    const crowd = links(MAX_LINKS, tie(), 'stranger')
    expect(move({ links: [...crowd, link('late', tie(), 6_000)] })).toBe('drop late')
    expect(move({ links: [...crowd, link('new', null, UNPROVEN_GRACE_MS - 1)] })).not.toBe('drop new')
    expect(move({ links: [...crowd, link('mute', null, UNPROVEN_GRACE_MS)] })).toBe('drop mute')
  })

  it('[P17] while somebody is behind a further stranger is dialled, and kept, until nobody is', () => {
    const acquirable = [somebody('dora')]
    expect(move({ links: FULL, acquirable })).toBe('nothing')
    expect(move({ links: FULL, acquirable, extraLinks: 1 })).toBe('dial dora')
    const more = [...FULL, link('dora', tie(), 6_000)]
    expect(move({ links: more, acquirable: [somebody('emil')], extraLinks: 1 })).toBe('nothing')
    expect(move({ links: more, extraLinks: 0 })).toBe('drop dora')
    expect(MAX_LINKS + MAX_EXTRA_LINKS).toBeLessThan(MAX_CROWD)
  })

  it('[P5] who come in a crowd, and again and again, keep us from nobody whom we chose', () => {
    const crowd = links(2 * MAX_LINKS, tie(0, true), 'mallory')
    const acquirable = [somebody('bob', tie(1)), somebody('charlie', tie(0, true)), somebody('dora')]
    const turns = (value: number): string => move({ links: crowd, acquirable, random: () => value })
    expect(turns(CROWDED_DIAL_SHARE)).toBe('dial bob')
    expect(turns(CROWDED_DIAL_SHARE - 0.01)).toMatch(/^drop mallory/)
    // Nobody but those: the crowd would grow.
    expect(move({ links: crowd, acquirable: acquirable.slice(1), random: () => 0.9 })).toMatch(
      /^drop mallory/,
    )
    expect(move({ links: [...crowd, link('bob', tie(1))], random: () => 0.9 })).toMatch(/^drop mallory/)
  })

  it('[P5] in a crowd nobody is let in but whom we attend', () => {
    expect([isLetIn(MAX_CROWD - 1, 0), isLetIn(MAX_CROWD, 0), isLetIn(MAX_CROWD, 0.1)]).toEqual([
      true,
      false,
      true,
    ])
  })

  it('[P24] two anchors are dialled before anybody else, people attended first, then who was there longest', () => {
    const [alice, bob] = [somebody('alice', tie(1)), somebody('bob', tie(0.1), { steadyDays: 1 })]
    const [charlie, dora] = [
      somebody('charlie', tie(), { steadyDays: 9 }),
      somebody('dora', tie(), { steadyDays: 2 }),
    ]
    const acquirable = [alice, dora, charlie, bob]
    const linkedTo = (...anchors: Acquirable[]): OpenLink[] =>
      anchors.map(({ peerId, tie: its, steadyDays }) => link(peerId, its, 0, steadyDays))
    expect(move({ acquirable })).toBe('dial bob')
    expect(move({ acquirable: [alice, dora, charlie], links: linkedTo(bob) })).toBe('dial charlie')
    expect(move({ acquirable: [alice, dora], links: linkedTo(bob, charlie) })).toBe('dial alice')
    expect(ANCHOR_PLACES).toBe(2)
  })

  it('[P24] one that cannot be reached has its next turn after whom we attend and who attends us', () => {
    const away = somebody('away', tie(), { steadyDays: 9, failures: 1 })
    const [alice, charlie, dora] = [
      somebody('alice', tie(1)),
      somebody('charlie', tie(0, true)),
      somebody('dora'),
    ]
    expect(move({ acquirable: [dora, away, charlie, alice] })).toBe('dial alice')
    expect(move({ acquirable: [dora, away, charlie] })).toBe('dial charlie')
    expect(move({ acquirable: [dora, away] })).toBe('dial away')
  })

  it('[P24] whom the whole crowd attends, and who won every place of strength, pushes no anchor out', () => {
    const anchor = link('bob', tie(), 1_000, 5)
    const won = links(PLACES.strength, tie(1), 'mallory')
    // The weakest of these leaves: an anchor has the place of one of them.
    expect(move({ links: [...FULL.slice(PLACES.strength), ...won, anchor] })).toMatch(/^drop mallory/)
    const fewer = [...FULL.slice(PLACES.strength), ...won.slice(1), anchor]
    expect(move({ links: fewer, acquirable: [somebody('mallory', tie(SWAP_FACTOR))] })).toBe('nothing')
  })

  it('[P24] a crowd that always comes again keeps nobody from the anchors', () => {
    const crowd = links(2 * MAX_LINKS, tie(0, true), 'mallory')
    const acquirable = [somebody('bob', tie(), { steadyDays: 3 })]
    expect(move({ links: crowd, acquirable, random: () => CROWDED_DIAL_SHARE })).toBe('dial bob')
    // Before anything is proved, too: the browser is the one that it was.
    const dialled = [...crowd, link('bob', null, UNPROVEN_GRACE_MS, 3)]
    expect(move({ links: dialled, random: () => 0 })).toMatch(/^drop mallory/)
  })

  it('[P24] who is dialled of a crowd of strangers is chance, and never chance alone', () => {
    const crowd = Array.from({ length: 500 }, (_, index) => somebody(`mallory${index}`))
    const bob = somebody('bob', tie(), { steadyDays: 1 })
    for (const chance of [0, 0.5, 0.99])
      expect(move({ acquirable: [...crowd, bob], random: () => chance })).toBe('dial bob')
  })

  it('[P6] towards the end of the connections a page may make, what matters least stops first', () => {
    const all = [somebody('bob', tie(1)), somebody('charlie', tie(0, true)), somebody('dora')]
    const [bob, charlie, dora] = all as [Acquirable, Acquirable, Acquirable]
    expect(move({ acquirable: [dora], connectionsMade: CONNECTIONS_UP_TO.exploration })).toBe('nothing')
    expect(move({ acquirable: [charlie], connectionsMade: CONNECTIONS_UP_TO.exploration })).toBe(
      'dial charlie',
    )
    expect(move({ acquirable: [charlie], connectionsMade: CONNECTIONS_UP_TO.attendance })).toBe('nothing')
    expect(move({ acquirable: [bob], connectionsMade: CONNECTIONS_UP_TO.attendance })).toBe('dial bob')
    expect(move({ acquirable: all, connectionsMade: CONNECTIONS_UP_TO.strength })).toBe('nothing')
  })

  it('[P15] says once when strangers, and when all are left out', () => {
    const told: string[] = []
    const made: ConnectionCount = new ConnectionCount(() => told.push(`${made.count}: ${made.leftOut}`))
    expect(made.leftOut).toBe('nobody')
    for (let count = 0; count < CONNECTIONS_UP_TO.strength + 5; count += 1) made.note()
    expect(told).toEqual([
      `${CONNECTIONS_UP_TO.exploration}: strangers`,
      `${CONNECTIONS_UP_TO.strength}: everybody`,
    ])
  })

  it('[P11] who asks for a link is answered as long as we would dial somebody like them', () => {
    expect(isAnswered(CONNECTIONS_UP_TO.exploration - 1, 0)).toBe(true)
    expect(isAnswered(CONNECTIONS_UP_TO.exploration, 0)).toBe(false)
    expect(isAnswered(CONNECTIONS_UP_TO.strength - 1, 0.1)).toBe(true)
    expect(isAnswered(CONNECTIONS_UP_TO.strength, 0.1)).toBe(false)
  })

  it('[P5] whatever the network: it comes to rest, with at most 24 links and the strongest among them', () => {
    const person = fc.record({
      strength: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true })),
      attendsUs: fc.boolean(),
      steadyDays: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
      hasDialledUs: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(person, { maxLength: 80 }), (people) => {
        const all = people.map((each, index) => ({ ...each, peerId: `peer${index}` }))
        let open = all
          .filter(({ hasDialledUs }) => hasDialledUs)
          .map((each) => link(each.peerId, each, 60_000, each.steadyDays))
        const gone = new Set<string>()
        for (let moves = 0; ; moves += 1) {
          expect(moves).toBeLessThan(200)
          const linked = new Set(open.map(({ peerId }) => peerId))
          const acquirable = all
            .filter(({ peerId }) => !linked.has(peerId) && !gone.has(peerId))
            .map((each) => somebody(each.peerId, each, { steadyDays: each.steadyDays }))
          const made = nextMove({
            links: open,
            acquirable,
            connectionsMade: 0,
            extraLinks: 0,
            nowMs: NOW_MS,
            random: () => 0,
          })
          if (made === null) break
          if (made.type === 'dial') open.push(link(made.whom.peerId, made.whom.tie, 0, made.whom.steadyDays))
          else {
            gone.add(made.peerId)
            open = open.filter(({ peerId }) => peerId !== made.peerId)
          }
          expect(open.length).toBeLessThanOrEqual(Math.max(MAX_LINKS + 1, all.length))
        }
        expect(open.length).toBeLessThanOrEqual(MAX_LINKS)
        const strongest = all.filter(({ strength }) => strength > 0).sort((a, b) => b.strength - a.strength)
        const held = new Set(open.map(({ peerId }) => peerId))
        const anchors = Math.min(ANCHOR_PLACES, all.filter(({ steadyDays }) => steadyDays > 0).length)
        expect(open.filter(({ steadyDays }) => steadyDays > 0).length).toBeGreaterThanOrEqual(anchors)
        const bar = (strongest[PLACES.strength - anchors - 1]?.strength ?? 0) * SWAP_FACTOR
        for (const { peerId, strength } of strongest) if (strength > bar) expect(held).toContain(peerId)
      }),
      { seed: 24, numRuns: 1_000 },
    )
  })
})
