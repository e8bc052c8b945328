import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/lib/prng'
import { MAX_LINKS } from '../../src/peer/config'
import { PLACES } from '../../src/peer/topology'
import { runChurn } from '../../src/simulation/network/churn'
import { crowdOf } from '../../src/simulation/network/crowd'
import { runStory } from '../../src/simulation/network/faults'
import type { Plant } from '../../src/simulation/network/peer'
import {
  gossipOf,
  spreadByFlooding,
  spreadByGossip,
  spreadByImpulse,
} from '../../src/simulation/network/reach'
import { runSiege } from '../../src/simulation/network/siege'
import { runTravel, type TravelPlan } from '../../src/simulation/network/travel'

/** Everything has come to a wait for simulated time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

const SEEDS = [1, 2, 3, 4, 5, 6]
const PLANTS: readonly (readonly [Plant, string])[] = [
  ['believes', 'every signature is believed'],
  ['forgets', 'a disk loses what was kept'],
  ['boasts', 'more is announced than is held'],
  ['tells too soon', 'own entries are told before they are flushed'],
]
const CHURN_PLANTS: readonly (readonly [Plant, string])[] = [
  ['forgets', 'records are lost when a page ends'],
  ['offers once', 'nothing is offered again after a partition or an end'],
]
/** A planted fault comes to light in one of so many stories. */
const MOST_STORIES = 60
/** These are longer, and few go by without it. */
const MOST_CHURNS = 5

describe('the network in bad weather', () => {
  it.each(SEEDS)('[NW1] keeps every invariant with seed %i', async (seed) => {
    const { violation, kept } = await runStory({ seed, settle })
    expect(violation).toBeNull()
    expect(kept).toBeGreaterThan(0)
  })

  it.each([7, 16])(
    '[SY18] whoever attends somebody whose browser was copied has both branches once they are joined, seed %i',
    async (seed) => {
      expect((await runStory({ seed, settle })).violation).toBeNull()
      const { violation } = await runStory({ seed, settle, plant: 'follows one branch' })
      expect(violation).toMatch(/lacks \d+ entries of the branches that mallory 0 joined/)
    },
  )

  it('[NW1] the same seed gives the same story', async () => {
    expect(await runStory({ seed: 3, settle })).toEqual(await runStory({ seed: 3, settle }))
  })

  it.each(PLANTS)('[NW1] it is seen when %s: %s', { timeout: 60_000 }, async (plant) => {
    let violation: string | null = null
    for (let seed = 1; seed <= MOST_STORIES && violation === null; seed += 1)
      violation = (await runStory({ seed, settle, plant })).violation
    expect(violation).not.toBeNull()
  })

  it('[NW2] who comes and goes, and a network that was split for two minutes, lose nothing', async () => {
    const { violation, ends, written } = await runChurn({ seed: 1, settle, people: 10 })
    expect(violation).toBeNull()
    expect(ends).toBeGreaterThan(5)
    expect(written).toBeGreaterThan(50)
  })

  it.each(CHURN_PLANTS)('[NW2] it is seen when %s: %s', { timeout: 60_000 }, async (plant) => {
    let violation: string | null = null
    for (let seed = 1; seed <= MOST_CHURNS && violation === null; seed += 1)
      violation = (await runChurn({ seed, settle, people: 10, plant })).violation
    expect(violation).not.toBeNull()
  })

  it.each([1, 2, 3])('[NW3] one honest link among hostile ones is enough, seed %i', async (seed) => {
    const { violation, arrivedMs, hostileLinks } = await runSiege({ seed, settle })
    expect(violation).toBeNull()
    expect(hostileLinks).toBeGreaterThan(10)
    expect(arrivedMs ?? Infinity).toBeLessThan(30_000)
  })

  it('[NW3] a crowd that was there first, and comes again when it is sent away, does not keep them apart', async () => {
    const { violation, arrivedMs, hostileLinks } = await runSiege({ seed: 1, settle, isCrowd: true })
    expect(violation).toBeNull()
    expect(hostileLinks).toBeGreaterThan(MAX_LINKS - PLACES.strength)
    expect(arrivedMs ?? Infinity).toBeLessThan(30_000)
  })
})

describe('a page of which all relays are hostile', () => {
  it.each([1, 2, 3])('[NW6] is linked with an anchor, and has what that brings, seed %i', async (seed) => {
    const { violation, arrivedMs } = await runSiege({ seed, settle, surroundedAfterDays: 3 })
    expect(violation).toBeNull()
    expect(arrivedMs ?? Infinity).toBeLessThan(30_000)
  })

  it('[NW6] has nothing when it remembers only that they met', async () => {
    const { violation, arrivedMs } = await runSiege({ seed: 1, settle, surroundedAfterDays: 0 })
    expect(violation).toBeNull()
    expect(arrivedMs).toBeNull()
  })
})

describe('a page that is kept apart from somebody attended', () => {
  it.each([1, 2])('[HB4] knows it within a minute, from their presence, seed %i', async (seed) => {
    const { violation, arrivedMs, knownMs } = await runSiege({ seed, settle, isEclipse: true })
    expect(violation).toBeNull()
    expect(arrivedMs).toBeNull()
    expect(knownMs ?? Infinity).toBeLessThanOrEqual(60_000)
  })

  it('[HB4] it is seen when beacons are not heard', async () => {
    const { violation } = await runSiege({ seed: 1, settle, isEclipse: true, plant: 'hears no beacon' })
    expect(violation).toMatch(/does not know/)
  })
})

describe('how far a post comes between real pages', () => {
  const DAY_MS = 86_400_000
  const travel = (plan: Partial<TravelPlan>) =>
    runTravel({ seed: 1, settle, people: 16, ageMs: 0, engagement: 0, pushers: 0, ...plan })

  it('[NW5] falls off with its charge and rises with engagement; what is taken back is nowhere', async () => {
    const fresh = await travel({})
    const old = await travel({ ageMs: 4 * DAY_MS })
    const liked = await travel({ ageMs: 4 * DAY_MS, engagement: 0.7 })
    const back = await travel({ isTakenBack: true })
    expect([fresh, old, liked, back].map(({ violation }) => violation)).toEqual([null, null, null, null])
    expect(fresh.visited).toBeGreaterThan(old.visited)
    expect(liked.reached).toBeGreaterThan(old.reached)
    expect(back.reached).toBe(0)
  })

  it('[NW5] who pushes what nobody asked for is cut off, shows nothing, and keeps no post from coming', async () => {
    const calm = await travel({})
    const pushed = await travel({ pushers: 4 })
    expect(pushed.violation).toBeNull()
    expect(pushed.reached).toBe(calm.reached)
    expect(pushed.pushersLinks).toBe(0)
  })
})

describe('how far a post comes', () => {
  const random = seededRandom(1)
  const crowd = crowdOf(
    { people: 200, attends: 12, circle: 50, inCircle: 0.85, isTopologyReal: true },
    random,
  )
  const authors = Array.from({ length: 8 }, (_, index) => index * 23)
  const mean = (of: (author: number) => number): number =>
    authors.reduce((sum, author) => sum + of(author), 0) / authors.length
  const impulse = (charge: number, engagement: number) =>
    authors.map((author) => spreadByImpulse(crowd, { author, charge, engagement }, seededRandom(author)))
  const reached = (charge: number, engagement: number): number =>
    impulse(charge, engagement).reduce((sum, spread) => sum + spread.reached, 0)

  it('[NW4] falls off with its charge and rises with engagement', () => {
    const byCharge = [1, 0.1, 0.05, 0.03, 0.02].map((charge) => reached(charge, 0))
    expect(byCharge).toEqual(byCharge.toSorted((a, b) => b - a))
    expect(byCharge.at(-1)).toBe(0)
    const byEngagement = [0, 0.03, 0.12].map((engagement) => reached(0.05, engagement))
    expect(byEngagement).toEqual(byEngagement.toSorted((a, b) => a - b))
    expect(byEngagement[2]).toBeGreaterThan(2 * (byEngagement[0] ?? 0))
  })

  it('[NW4] costs less than flooding and gossipsub, which bring it to everybody', () => {
    const gossip = gossipOf(crowd, random)
    const flooded = mean((author) => spreadByFlooding(crowd, author).messages)
    const gossiped = mean((author) => spreadByGossip(crowd, gossip, author, random).messages)
    const pushed = impulse(1, 0).reduce((sum, { messages }) => sum + messages, 0) / authors.length
    expect(spreadByGossip(crowd, gossip, 0, random).reached).toBe(199)
    expect(pushed).toBeLessThan(flooded / 2)
    expect(pushed).toBeLessThan(gossiped / 2)
  })
  it('[NW4] costs each peer as much in a network of four times as many people', () => {
    const perPeer = [100, 400].map((people) => {
      const shape = { attends: 12, circle: 50, inCircle: 0.85, isTopologyReal: true }
      const network = crowdOf({ people, ...shape }, seededRandom(1))
      const spread = (author: number): number =>
        spreadByImpulse(network, { author, charge: 1, engagement: 0.02 }, seededRandom(author)).messages
      return (
        Array.from({ length: 10 }, (_, index) => spread(index * 9)).reduce((sum, one) => sum + one, 0) /
        people /
        10
      )
    })
    const [small = 0, large = 0] = perPeer
    expect(large / small).toBeGreaterThan(0.9)
    expect(large / small).toBeLessThan(1.1)
  })
})
