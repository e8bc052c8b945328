import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  IMPULSE_BURST,
  IMPULSES_PER_S,
  MAX_ACTS_PER_IMPULSE,
  MAX_FRESH_RECORDS,
  MAX_IMPULSE_FANOUT,
  STOP_CHARGE,
} from '../../src/peer/config'
import { Impulses, type Act, type Charged, type Impulse } from '../../src/peer/impulse'
import { DEFAULT_PARAMS } from '../../src/attention/params'

const bob = { peerId: 'bob', person: 'bob', transmission: 0.5 }
const charlie = { peerId: 'charlie', person: 'charlie', transmission: 0.1 }
const stranger = { peerId: 'stranger', person: 'stranger', transmission: 0 }

function charged(more: Partial<Charged> = {}): Charged {
  return { post: 'post', charge: 1, carried: 1, acts: [], ...more }
}

function act(name: string, gain = 0.25): Act {
  return { act: name, gain }
}

function whom(impulses: readonly Impulse[]): string[] {
  return impulses.map(({ peerId }) => peerId)
}

describe('whom a post is pushed to', () => {
  it('[IP1] those at whom so much of the charge would arrive that it counts, most first; no stranger', () => {
    const all = [stranger, charlie, bob]
    expect(whom(new Impulses().step([charged()], all, 0))).toEqual(['bob', 'charlie'])
    expect(whom(new Impulses().step([charged({ charge: 0.1 })], all, 0))).toEqual(['bob'])
    expect(whom(new Impulses().step([charged({ carried: 0.1 })], all, 0))).toEqual(['bob'])
    expect(whom(new Impulses().step([charged({ charge: 0.03 })], all, 0))).toEqual([])
  })

  it('[IP1] what somebody said is forgotten with them, whoever they are', () => {
    const impulses = new Impulses()
    impulses.heard('mallory', 'post', [])
    impulses.step([charged()], [bob], 0)
    expect(impulses.peers().toSorted()).toEqual(['bob', 'mallory'])
    impulses.closed('mallory')
    expect(impulses.peers()).toEqual(['bob'])
  })

  it('[IP1] the charge at which it stops is that of the model', () => {
    expect(STOP_CHARGE).toBe(DEFAULT_PARAMS.stopCharge)
  })

  it('[IP1] more charge never reaches fewer', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(share, { maxLength: MAX_IMPULSE_FANOUT }),
        share,
        share,
        share,
        (all, one, other, carried) => {
          const neighbours = all.map((transmission, index) => ({
            peerId: `peer${index}`,
            person: `person${index}`,
            transmission,
          }))
          const [few, many] = [Math.min(one, other), Math.max(one, other)].map((charge) =>
            whom(new Impulses().step([charged({ charge, carried })], neighbours, 0)),
          )
          expect(many).toEqual(expect.arrayContaining(few ?? []))
        },
      ),
      { seed: 4 },
    )
  })

  it('[IP2] nobody is told anything twice, nor what they told us', () => {
    const impulses = new Impulses()
    impulses.heard('bob', 'post', ['like'])
    expect(impulses.step([charged({ acts: [act('like')] })], [bob], 0)).toEqual([])
    expect(impulses.step([charged({ acts: [act('share'), act('like')] })], [bob], 0)).toEqual([
      { peerId: 'bob', post: 'post', isPostTold: true, acts: ['share'] },
    ])
    expect(impulses.step([charged({ acts: [act('share'), act('like')] })], [bob], 0)).toEqual([])
    impulses.closed('bob')
    expect(impulses.step([charged({ acts: [act('like')] })], [bob], 0)).toEqual([
      { peerId: 'bob', post: 'post', isPostTold: false, acts: ['like'] },
    ])
  })

  it('[IP2] a post that was too weak goes when it is recharged, with what recharged it', () => {
    const impulses = new Impulses()
    expect(impulses.step([charged({ charge: 0.1 })], [charlie], 0)).toEqual([])
    expect(impulses.step([charged({ charge: 0.3, acts: [act('like')] })], [charlie], 1)).toEqual([
      { peerId: 'charlie', post: 'post', isPostTold: false, acts: ['like'] },
    ])
  })

  it('[IP2] an act that adds too little there, or nothing as the post is full, is left to the sync', () => {
    const impulses = new Impulses()
    impulses.heard('bob', 'post', [])
    expect(impulses.step([charged({ acts: [act('like', 0)] })], [bob], 0)).toEqual([])
    expect(impulses.step([charged({ acts: [act('like', STOP_CHARGE)] })], [bob], 0)).toEqual([])
    expect(impulses.step([charged({ acts: [act('like', 3 * STOP_CHARGE)] })], [bob], 0)).toHaveLength(1)
  })

  it('[IP3] a post is pushed to so many and no more, those at whom most arrives', () => {
    const impulses = new Impulses()
    const many = Array.from({ length: 20 }, (_, index) => ({
      peerId: `peer${index}`,
      person: `person${index}`,
      transmission: 0.4 + index / 100,
    }))
    const strongest = many.slice(-MAX_IMPULSE_FANOUT).map(({ peerId }) => peerId)
    expect(whom(impulses.step([charged()], many, 0))).toEqual(strongest.toReversed())
    expect(impulses.step([charged()], many, 0)).toEqual([])
  })

  it('[IP3] whoever comes again, by whatever name of a peer, takes no further place of a post', () => {
    const impulses = new Impulses()
    for (let count = 0; count < 2 * MAX_IMPULSE_FANOUT; count += 1) {
      const again = { ...charlie, peerId: `charlie ${count}` }
      expect(impulses.step([charged()], [again], 0)).toHaveLength(1)
      impulses.closed(again.peerId)
    }
    expect(whom(impulses.step([charged()], [bob], 0))).toEqual(['bob'])
  })

  it('[IP3] one impulse fits one message, and what does not fit goes with the next', () => {
    const impulses = new Impulses()
    const acts = Array.from({ length: MAX_ACTS_PER_IMPULSE + 2 }, (_, index) => act(`act${index}`))
    const [first] = impulses.step([charged({ acts })], [bob], 0)
    const [second] = impulses.step([charged({ acts })], [bob], 0)
    expect(MAX_ACTS_PER_IMPULSE + 1).toBe(MAX_FRESH_RECORDS)
    expect([...(first?.acts ?? []), ...(second?.acts ?? [])]).toEqual(acts.map((each) => each.act))
  })

  it('[IP3] each link has its share of a minute; what is over it is kept for later, the strongest first', () => {
    const impulses = new Impulses()
    const posts = Array.from({ length: IMPULSE_BURST + 5 }, (_, index) =>
      charged({ post: `post${index}`, charge: index < 5 ? 0.5 : 1 }),
    )
    const first = impulses.step(posts, [bob, charlie], 0)
    expect(first.filter(({ peerId }) => peerId === 'bob')).toHaveLength(IMPULSE_BURST)
    expect(first.filter(({ peerId }) => peerId === 'charlie')).toHaveLength(IMPULSE_BURST)
    expect(first.some(({ post }) => post === 'post0')).toBe(false)
    expect(impulses.step(posts, [bob], 0)).toEqual([])
    const later = impulses.step(posts, [bob], (5 / IMPULSES_PER_S) * 1_000)
    expect(later.map(({ post }) => post)).toEqual(['post0', 'post1', 'post2', 'post3', 'post4'])
  })
})
