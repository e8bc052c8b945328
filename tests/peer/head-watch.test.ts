import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { BEHIND_AFTER_MS, UNHEARD_AFTER_MS } from '../../src/peer/config'
import { HeadWatch } from '../../src/peer/head-watch'
import { MAX_EXTRA_LINKS } from '../../src/peer/topology'
import type { RecordCid } from '../../src/records/types'

const bob = 'bob' as PersonId
const WALL_MS = 1_700_000_000_000
const SECOND_MS = 1_000

/** Alice's page, linked with charlie whom she does not attend; nothing of bob's is here. */
function alice() {
  const state = {
    nowMs: 0,
    next: 0,
    isListening: true,
    attends: true,
    links: [{ peerId: 'charlie', person: 'charlie' as PersonId | null }],
  }
  let due: { readonly atMs: number; readonly task: () => void } | null = null
  const asked: string[] = []
  const tried: string[] = []
  let changes = 0
  const watch = new HeadWatch(
    {
      heldTo: () => state.next,
      links: () => state.links,
      hint: (_, peerIds) => asked.push(...peerIds),
      isAttended: (person) => state.attends && person === bob,
      isListening: () => state.isListening,
      tryAgain: (peerId) => tried.push(peerId),
      missingChanged: () => (changes += 1),
      now: () => WALL_MS + state.nowMs,
      random: () => 0,
    },
    {
      now: () => state.nowMs,
      after: (ms, task) => {
        due = { atMs: state.nowMs + ms, task }
        return () => (due = null)
      },
    },
  )
  watch.start()
  const pass = (ms: number): void => {
    const untilMs = state.nowMs + ms
    while (due !== null && due.atMs <= untilMs) {
      const { atMs, task } = due
      state.nowMs = Math.max(state.nowMs, atMs)
      due = null
      task()
    }
    state.nowMs = Math.max(state.nowMs, untilMs)
  }
  const hears = (seq: number | null): void => {
    const head = seq === null ? null : { seq, cid: 'bafy' as RecordCid }
    watch.heard({ person: bob, device: 'laptop' as DeviceId, peerId: 'page of bob', head }, 'charlie')
  }
  return { watch, state, pass, hears, asked, tried, changes: () => changes }
}

describe('the watch over what people attended write', () => {
  it('[HB1] asks at once, and says within a minute of the writing what has not come, and since when', () => {
    const { watch, pass, hears, asked, changes } = alice()
    pass(7 * SECOND_MS)
    hears(0)
    expect(asked).toEqual(['charlie'])
    pass(BEHIND_AFTER_MS - 2 * SECOND_MS)
    expect(watch.missing.behind).toEqual([])
    const before = changes()
    pass(8 * SECOND_MS)
    expect(watch.missing.behind).toEqual([{ person: bob, since: WALL_MS + 7 * SECOND_MS }])
    expect(changes()).toBe(before + 1)
  })

  it('[HB1] says so no more as soon as it is here', () => {
    const { watch, pass, hears, state } = alice()
    hears(0)
    pass(40 * SECOND_MS)
    expect(watch.missing.behind).toHaveLength(1)
    state.next = 1
    watch.grew()
    expect(watch.missing.behind).toEqual([])
  })

  it('[P16] hears presences that name no entry, and knows from them only that somebody is there', () => {
    const { watch, pass, hears } = alice()
    for (let times = 0; times < 10; times += 1) {
      hears(null)
      pass(20 * SECOND_MS)
    }
    expect(watch.missing).toEqual({ behind: [], unheard: null })
  })

  it('[P17] while somebody is behind a further stranger is linked with each minute, three at most, and their page is tried anew', () => {
    const { watch, pass, hears, state, tried } = alice()
    const after = (ms: number): number => {
      for (let passedMs = 0; passedMs < ms; passedMs += 10 * SECOND_MS) {
        hears(0)
        pass(10 * SECOND_MS)
      }
      return watch.extraLinks
    }
    expect(after(20 * SECOND_MS)).toBe(0)
    expect(after(20 * SECOND_MS)).toBe(1)
    expect(after(60 * SECOND_MS)).toBe(2)
    expect(after(600 * SECOND_MS)).toBe(MAX_EXTRA_LINKS)
    expect(tried).toEqual(['page of bob', 'page of bob', 'page of bob'])
    state.next = 1
    watch.grew()
    expect(watch.extraLinks).toBe(0)
  })

  it('[HB3] says when nobody attended was heard for a minute, and when last', () => {
    const { watch, pass, hears } = alice()
    hears(null)
    pass(UNHEARD_AFTER_MS)
    expect(watch.missing.unheard).toBeNull()
    pass(10 * SECOND_MS)
    expect(watch.missing.unheard).toEqual({ lastHeard: WALL_MS })
    hears(null)
    expect(watch.missing.unheard).toBeNull()
  })

  it('[HB3] says so of a page that never heard any', () => {
    const { watch, pass } = alice()
    pass(UNHEARD_AFTER_MS + 10 * SECOND_MS)
    expect(watch.missing.unheard).toEqual({ lastHeard: null })
  })

  it.each<[string, (state: ReturnType<typeof alice>['state']) => void]>([
    ['that has no network', (state) => (state.isListening = false)],
    ['without links', (state) => (state.links = [])],
    ['that is linked with bob', (state) => (state.links = [{ peerId: 'page of bob', person: bob }])],
  ])('[HB3] nothing of it is said on a page %s', (_, change) => {
    const { watch, pass, state } = alice()
    change(state)
    pass(10 * UNHEARD_AFTER_MS)
    expect(watch.missing.unheard).toBeNull()
  })

  it('[HB3] a machine that slept has not listened meanwhile', () => {
    const { watch, state, pass } = alice()
    pass(30 * SECOND_MS)
    state.nowMs += 3_600 * SECOND_MS
    pass(10 * SECOND_MS)
    expect(watch.missing.unheard).toBeNull()
  })
})
