import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import {
  LEASE_ENTRIES,
  LEASE_MS,
  MAX_ASKS_PER_LINK,
  MAX_DEVICES_PER_PERSON,
  MAX_FRESH_RECORDS,
  MAX_OFFERS_PER_LINK,
  OFFER_REST_MS,
  MIN_PEEK_GAP,
  PEEK_PATIENCE_MS,
  PEEK_PAUSE_MS,
} from '../../src/peer/config'
import { FetchPlan } from '../../src/peer/fetch-plan'
import type { LogId } from '../../src/records/store'

const laptop = 'laptop' as DeviceId
const idle = (): boolean => false

function log(person: string): LogId {
  return { person: person as PersonId, device: laptop }
}

function upTo(person: string, next: number) {
  return { ...log(person), next }
}

/** What bob lacks of these people, and the links named. */
function planOf(wanted: readonly (readonly [string, number])[], links: readonly string[]) {
  const held = new Map<string, number>()
  const plan = new FetchPlan(({ person }) => held.get(person) ?? 0)
  plan.wants(new Map(wanted.map(([person, entries]) => [person as PersonId, entries])))
  for (const link of links) plan.opened(link)
  const keep = (person: string, entries: number): void => {
    held.set(person, (held.get(person) ?? 0) + entries)
    plan.kept(log(person), entries)
  }
  const asked = (nowMs = 0, isBusy = idle) =>
    plan.step(nowMs, isBusy).gets.map(({ link, log: { person }, next }) => `${person}@${next} of ${link}`)
  return { plan, keep, asked }
}

describe('a plan of what to fetch', () => {
  it('[SY11] asks one link for a log that several hold', () => {
    const { plan, asked } = planOf([['alice', Infinity]], ['one', 'two'])
    plan.offered('one', [upTo('alice', 10)])
    plan.offered('two', [upTo('alice', 10)])
    expect(asked()).toEqual(['alice@0 of one'])
    expect(asked()).toEqual([])
  })

  it('[SY11] shares logs out among those who hold them, the most wanted first', () => {
    const people = Array.from({ length: 20 }, (_, index) => `person ${String(index).padStart(2, '0')}`)
    const { plan, asked } = planOf(
      people.map((person) => [person, Infinity] as const),
      ['one', 'two'],
    )
    const offers = people.map((person) => upTo(person, 10)).reverse()
    plan.offered('one', offers)
    plan.offered('two', offers)
    const gets = asked()
    expect(gets).toHaveLength(2 * MAX_ASKS_PER_LINK)
    expect(gets.map((get) => get.slice(0, 9))).toEqual(people.slice(0, 2 * MAX_ASKS_PER_LINK))
    expect(gets.filter((get) => get.endsWith('one'))).toHaveLength(MAX_ASKS_PER_LINK)
  })

  it('[SY12] goes on with another when one leaves', () => {
    const { plan, keep, asked } = planOf([['alice', Infinity]], ['one', 'two'])
    plan.offered('one', [upTo('alice', 10)])
    plan.offered('two', [upTo('alice', 10)])
    asked()
    keep('alice', 4)
    plan.closed('one')
    expect(asked()).toEqual(['alice@4 of two'])
  })

  it('[SY12] takes a log from who sends nothing', () => {
    const { plan, asked } = planOf([['alice', Infinity]], ['mallory', 'charlie'])
    plan.offered('mallory', [upTo('alice', 1_000)])
    asked()
    plan.offered('charlie', [upTo('alice', 1_000)])
    expect(asked(LEASE_MS - 1)).toEqual([])
    expect(asked(LEASE_MS)).toEqual(['alice@0 of charlie'])
  })

  it('[SY12] takes a log from who trickles', () => {
    const { plan, keep, asked } = planOf([['alice', Infinity]], ['mallory', 'charlie'])
    plan.offered('mallory', [upTo('alice', 1_000)])
    asked()
    plan.offered('charlie', [upTo('alice', 1_000)])
    keep('alice', LEASE_ENTRIES - 1)
    expect(asked(LEASE_MS)).toEqual([`alice@${LEASE_ENTRIES - 1} of charlie`])
  })

  it('[SY12] leaves it to who sends, and to whom we ourselves keep waiting', () => {
    const { plan, keep, asked } = planOf([['alice', Infinity]], ['charlie', 'dora'])
    plan.offered('charlie', [upTo('alice', 1_000)])
    asked()
    plan.offered('dora', [upTo('alice', 1_000)])
    keep('alice', LEASE_ENTRIES)
    expect(plan.step(LEASE_MS, idle)).toEqual({ gets: [], stops: [], peeks: [] })
    expect(plan.step(2 * LEASE_MS, () => true)).toEqual({ gets: [], stops: [], peeks: [] })
    expect(plan.step(3 * LEASE_MS, idle).stops).toHaveLength(1)
  })

  it('[SY12] believes no offer twice of who ends without having sent it', () => {
    const { plan, asked } = planOf([['alice', Infinity]], ['mallory'])
    plan.offered('mallory', [upTo('alice', 1_000)])
    const [get] = plan.step(0, idle).gets
    plan.ended('mallory', get?.id ?? 0, 0)
    expect(asked()).toEqual([])
    plan.offered('mallory', [upTo('alice', 1_000), upTo('bob', 2)])
    plan.offered('mallory', [upTo('alice', 1_000)])
    expect(asked()).toEqual(['alice@0 of mallory'])
  })

  it('[SY12] asks once more, after a while, who ended without having sent it: our own intake may have refused it', () => {
    const { plan, asked } = planOf([['alice', Infinity]], ['bob'])
    plan.offered('bob', [upTo('alice', 1_000)])
    const [get] = plan.step(0, idle).gets
    plan.ended('bob', get?.id ?? 0, 0)
    expect(plan.isWaiting).toBe(true)
    expect(asked(2 * OFFER_REST_MS - 1)).toEqual([])
    expect(asked(2 * OFFER_REST_MS)).toEqual(['alice@0 of bob'])
  })

  it('[SY12] believes at once who sends something of another log', () => {
    const { plan, keep, asked } = planOf(
      [
        ['alice', Infinity],
        ['dora', Infinity],
      ],
      ['bob'],
    )
    plan.offered('bob', [upTo('alice', 1_000), upTo('dora', 5)])
    const [get] = plan.step(0, idle).gets
    plan.ended('bob', get?.id ?? 0, 0)
    keep('dora', 1)
    expect(asked()).toEqual(['alice@0 of bob'])
  })

  it('[SY29] asks a link no more for a log of which it has something else, for twice as long each time; others at once', () => {
    const { plan, asked } = planOf([['alice', Infinity]], ['one', 'two'])
    plan.offered('one', [upTo('alice', 10)])
    let nowMs = 0
    for (const times of [1, 2, 4]) {
      expect(asked(nowMs)).toEqual(['alice@0 of one'])
      expect(plan.noPlace('one', log('alice'), nowMs)).toMatchObject({ link: 'one', log: log('alice') })
      expect(plan.noPlace('one', log('alice'), nowMs)).toBeNull()
      expect(plan.isWaiting).toBe(true)
      expect(asked(nowMs + times * OFFER_REST_MS - 1)).toEqual([])
      nowMs += times * OFFER_REST_MS
    }
    asked(nowMs)
    plan.noPlace('one', log('alice'), nowMs)
    plan.offered('two', [upTo('alice', 10)])
    expect(asked(nowMs)).toEqual(['alice@0 of two'])
  })

  it('[SY29] ends at once what was asked where all that is wanted is held, and goes on at once where more is', () => {
    const { plan, keep, asked } = planOf([['alice', 5]], ['one'])
    plan.offered('one', [upTo('alice', 10)])
    expect(asked()).toEqual(['alice@0 of one'])
    keep('alice', 5)
    expect(plan.noPlace('one', log('alice'), 0)).not.toBeNull()
    expect(asked()).toEqual([])
    plan.wants(new Map([['alice' as PersonId, 8]]))
    // Nobody is told that more is wanted, so nobody offers it anew.
    expect(asked()).toEqual(['alice@5 of one'])
  })

  it('[SY7] asks for nobody who is not wanted, for no more than is, and stops when that changes', () => {
    const { plan, keep, asked } = planOf([['alice', 5]], ['one'])
    plan.offered('one', [upTo('alice', 10), upTo('mallory', 10)])
    expect(asked()).toEqual(['alice@0 of one'])
    plan.wants(new Map())
    expect(plan.step(1, idle).stops).toHaveLength(1)
    plan.wants(new Map([['alice' as PersonId, 5]]))
    keep('alice', 5)
    expect(asked(2)).toEqual([])
  })

  it('[SY13] asks for the newest of a log that lacks much, from where they were shown on', () => {
    const { plan } = planOf([['alice', Infinity]], ['one'])
    const peeks = (next: number, nowMs: number) => {
      const positions = [upTo('alice', next), upTo('mallory', next)]
      plan.offered('one', positions)
      return plan.peeks('one', positions, nowMs)
    }
    expect(peeks(MIN_PEEK_GAP - 1, 0)).toEqual([])
    expect(peeks(1_000, 0)).toEqual([upTo('alice', 1_000 - MAX_FRESH_RECORDS)])
    plan.shown(log('alice'), 999)
    expect(peeks(1_000, PEEK_PAUSE_MS)).toEqual([])
    expect(peeks(1_002, PEEK_PAUSE_MS)).toEqual([upTo('alice', 1_000)])
    expect(peeks(1_003, PEEK_PAUSE_MS + 1)).toEqual([])
  })

  it('[SY13] asks one holder for the newest, and another if that one does not give them', () => {
    const { plan } = planOf([['alice', Infinity]], ['one', 'two', 'three'])
    const newest = upTo('alice', 1_000 - MAX_FRESH_RECORDS)
    const offers = (link: string, next: number, nowMs: number) => {
      const positions = [upTo('alice', next)]
      plan.offered(link, positions)
      return plan.peeks(link, positions, nowMs)
    }
    expect(offers('one', 1_000, 0)).toEqual([newest])
    expect(offers('two', 1_000, 1)).toEqual([])
    // What is newer still is nothing that the first was asked for.
    expect(offers('three', 1_001, 2)).toEqual([upTo('alice', 1_001 - MAX_FRESH_RECORDS)])
    expect(offers('two', 1_001, 3)).toEqual([])
    expect(plan.step(PEEK_PATIENCE_MS - 1, idle).peeks).toEqual([])
    expect(plan.step(PEEK_PATIENCE_MS, idle).peeks).toEqual([
      { link: 'two', from: upTo('alice', 1_001 - MAX_FRESH_RECORDS) },
    ])
    plan.shown(log('alice'), 1_000)
    expect(offers('one', 1_001, PEEK_PATIENCE_MS + 3)).toEqual([])
    expect(plan.step(3 * PEEK_PATIENCE_MS, idle).peeks).toEqual([])
  })

  it('[SY13] nobody keeps the newest from being shown by offering again and again, alone or with others', () => {
    for (const silent of [['one'], ['one', 'three'], ['one', 'three', 'four', 'five']]) {
      const { plan } = planOf([['alice', Infinity]], ['two', ...silent])
      let asked = 0
      const offer = (link: string, next: number, nowMs: number) => {
        plan.offered(link, [upTo('alice', next)])
        const now = plan.peeks(link, [upTo('alice', next)], nowMs)
        if (link === 'two') asked += now.length
      }
      // bob is linked with charlie, who is honest and offers what there is, and with those who offer more and give nothing.
      for (let second = 0; second < 600; second += 1) {
        for (const link of silent) offer(link, 1_000_000 + second, second * 1_000)
        if (second % 20 === 1) offer('two', 1_000 + second, second * 1_000 + 1)
        const { peeks } = plan.step(second * 1_000 + 500, idle)
        asked += peeks.filter(({ link }) => link === 'two').length
        for (const { link, from } of peeks) if (link === 'two') plan.shown(log('alice'), from.next + 7)
      }
      expect([silent.length, asked >= 20]).toEqual([silent.length, true])
    }
  })

  it('[SY13] who gives logs in order meanwhile is not to blame that their newest cannot be shown before', () => {
    for (const given of [1_000, 5, 0]) {
      const people = ['alice', 'dora', 'erin']
      const { plan, keep } = planOf(
        [...people, 'frank'].map((person) => [person, Infinity] as const),
        ['one'],
      )
      const offer = (person: string, nowMs: number) => {
        plan.offered('one', [upTo(person, 1_000)])
        return plan.peeks('one', [upTo(person, 1_000)], nowMs)
      }
      for (const person of people) expect(offer(person, 0)).toHaveLength(1)
      for (const person of people) if (given > 0) keep(person, given)
      plan.step(PEEK_PATIENCE_MS, idle)
      // Whoever gave nothing rests for as long as after one log, not as after three.
      expect(offer('frank', PEEK_PATIENCE_MS + 1)).toHaveLength(given > 0 ? 1 : 0)
      if (given === 0) expect(offer('frank', PEEK_PATIENCE_MS + OFFER_REST_MS)).toHaveLength(1)
    }
  })

  it('[SY13] does not ask another for the newest who has gone', () => {
    const { plan } = planOf([['alice', Infinity]], ['one', 'two'])
    for (const link of ['one', 'two']) {
      plan.offered(link, [upTo('alice', 1_000)])
      plan.peeks(link, [upTo('alice', 1_000)], 0)
    }
    plan.closed('two')
    expect(plan.step(PEEK_PATIENCE_MS, idle).peeks).toEqual([])
    expect(plan.isWaiting).toBe(true) // The lease of the first.
  })

  it('[SY13] asks for nothing of people of whom so many entries are not wanted', () => {
    const { plan } = planOf([['stranger', 500]], ['one'])
    plan.offered('one', [upTo('stranger', 1_000)])
    expect(plan.peeks('one', [upTo('stranger', 1_000)], 0)).toEqual([])
  })

  it('[HB2] asks who has offered nothing once, when nobody offers a log that is longer elsewhere', () => {
    const { plan, asked } = planOf([['bob', Infinity]], ['one', 'two', 'three'])
    plan.hinted('one', upTo('bob', 5))
    plan.hinted('two', upTo('bob', 5))
    plan.offered('three', [upTo('bob', 5)])
    expect(asked()).toEqual(['bob@0 of three'])
    plan.ended('three', 1, 0)
    expect(asked()).toEqual(['bob@0 of one'])
    plan.ended('one', 2, 0)
    expect(asked()).toEqual(['bob@0 of two'])
    plan.ended('two', 3, 0)
    expect(asked()).toEqual([])
  })

  it('[HB2] who was asked without having offered is not to blame for having nothing, nor for silence', () => {
    const { plan, asked } = planOf(
      [
        ['bob', Infinity],
        ['charlie', Infinity],
      ],
      ['one', 'two'],
    )
    plan.hinted('one', upTo('bob', 5))
    asked()
    asked(LEASE_MS)
    for (const link of ['one', 'two']) plan.offered(link, [upTo('charlie', 5)])
    // Between two who have failed as often, the first.
    expect(asked(LEASE_MS)).toEqual(['charlie@0 of one'])
  })

  it('[HB2] of nobody who is not wanted, and of nothing that is here', () => {
    const { plan, keep, asked } = planOf([['bob', Infinity]], ['one'])
    keep('bob', 5)
    plan.hinted('one', upTo('bob', 5))
    plan.hinted('one', upTo('mallory', 5))
    expect(asked()).toEqual([])
  })

  it('[SY8] remembers a bounded number of offers of one link', () => {
    const people = Array.from({ length: MAX_OFFERS_PER_LINK + 1 }, (_, index) => `person ${index}`)
    const { plan, keep } = planOf(
      people.map((person) => [person, Infinity] as const),
      ['one'],
    )
    plan.offered(
      'one',
      people.map((person) => upTo(person, 1)),
    )
    let count = 0
    for (let step = plan.step(0, idle); step.gets.length > 0; step = plan.step(0, idle)) {
      for (const {
        link,
        id,
        log: { person },
      } of step.gets) {
        keep(person, 1)
        plan.ended(link, id, 0)
        count += 1
      }
    }
    expect(count).toBe(MAX_OFFERS_PER_LINK)
  })

  it('[SY24] knows what was asked of a link, and takes what comes late or twice for no answer', () => {
    const { plan } = planOf([['alice', Infinity]], ['bob', 'mallory'])
    expect(plan.wasAsked('bob', 1)).toBe(false)
    plan.offered('bob', [upTo('alice', 10)])
    const [get] = plan.step(0, idle).gets
    const id = get?.id ?? 0
    expect(plan.wasAsked('bob', id)).toBe(true)
    expect(plan.wasAsked('bob', id + 1)).toBe(false)
    expect(plan.wasAsked('mallory', id)).toBe(false)
    expect(plan.ended('bob', id, 0)?.log).toEqual(log('alice'))
    expect(plan.wasAsked('bob', id)).toBe(true)
    expect(plan.ended('bob', id, 0)).toBeNull()
  })

  it('[SY24] remembers no more logs of one person than are kept, and others beside them', () => {
    const { plan } = planOf(
      [
        ['alice', Infinity],
        ['bob', Infinity],
      ],
      Array.from({ length: MAX_DEVICES_PER_PERSON }, (_, index) => `link ${index}`),
    )
    const ofAlice = Array.from({ length: 2 * MAX_DEVICES_PER_PERSON }, (_, index) => ({
      ...upTo('alice', 5),
      device: `device ${index}` as DeviceId,
    }))
    plan.offered('link 0', [...ofAlice, upTo('bob', 5)])
    const asked = new Set<string>()
    for (let round = 0; round < 3 * MAX_DEVICES_PER_PERSON; round += 1)
      for (const get of plan.step(0, idle).gets) {
        asked.add(`${get.log.person} ${get.log.device}`)
        plan.ended(get.link, get.id, 0)
      }
    expect(asked.size).toBe(MAX_DEVICES_PER_PERSON + 1)
    expect(asked).toContain('bob laptop')
  })

  it('[SY24] does not walk through what links offer that may be asked for nothing more', () => {
    const people = Array.from({ length: MAX_OFFERS_PER_LINK }, (_, index) => `person ${index}`)
    let looks = 0
    const plan = new FetchPlan(() => {
      looks += 1
      return 0
    })
    plan.wants(new Map(people.map((person) => [person as PersonId, Infinity])))
    plan.opened('mallory')
    plan.offered(
      'mallory',
      people.map((person) => upTo(person, 5)),
    )
    expect(plan.step(0, idle).gets).toHaveLength(MAX_ASKS_PER_LINK)
    looks = 0
    expect(plan.step(0, idle).gets).toEqual([])
    expect(looks).toBe(0)
  })
})
