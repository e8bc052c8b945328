import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { STEADY_LINK_MS, STEADY_LOOK_MS } from '../../src/peer/config'
import { SteadyLinks } from '../../src/peer/steady-links'

const BOB = 'bob' as PersonId
const DAY_MS = 86_400_000
const START_MS = 20_000 * DAY_MS

/** A page, and time that passes as the test says. */
function alicesPage() {
  const time = { ms: START_MS }
  let links: { peerId: string; person: PersonId | null; since: number }[] = []
  const steady: string[] = []
  let due: (() => void) | undefined
  const watch = new SteadyLinks(
    {
      links: () => links,
      steady: ({ person, relays }, day) => steady.push(`${person} at ${relays.join()} on day ${day}`),
      now: () => time.ms,
    },
    {
      now: () => time.ms,
      after: (_, task) => {
        due = task
        return () => (due = undefined)
      },
    },
  )
  watch.start()
  return {
    steady,
    watch,
    pass: (ms: number) => {
      for (const endMs = time.ms + ms; time.ms < endMs;) {
        time.ms += STEADY_LOOK_MS
        due?.()
      }
    },
    linked: (person: PersonId | null = BOB) => {
      links = [{ peerId: 'laptop of bob', person, since: time.ms }]
      watch.met({ peerId: 'laptop of bob', person: BOB, relays: ['a relay'], seenAt: time.ms })
    },
    ended: () => (links = []),
  }
}

describe('links that last', () => {
  it('[P23] make their day count once, after ten minutes, and each later day on which they still last', () => {
    const { steady, linked, pass } = alicesPage()
    linked()
    pass(STEADY_LINK_MS - STEADY_LOOK_MS)
    expect(steady).toEqual([])
    pass(STEADY_LOOK_MS)
    expect(steady).toEqual(['bob at a relay on day 20000'])
    pass(DAY_MS / 2)
    expect(steady).toHaveLength(1)
    pass(DAY_MS)
    expect(steady).toEqual(['bob at a relay on day 20000', 'bob at a relay on day 20001'])
  })

  it('[P23] are not many short ones', () => {
    const { steady, linked, ended, pass } = alicesPage()
    for (let times = 0; times < 5; times += 1) {
      linked()
      pass(STEADY_LINK_MS / 2)
      ended()
      pass(STEADY_LOOK_MS)
    }
    expect(steady).toEqual([])
  })

  it('[P23] are not with somebody who proved nothing', () => {
    const { steady, linked, pass } = alicesPage()
    linked(null)
    pass(2 * STEADY_LINK_MS)
    expect(steady).toEqual([])
  })

  it('[P23] are looked at no more when the page ends', () => {
    const { steady, watch, linked, pass } = alicesPage()
    linked()
    watch.stop()
    pass(2 * STEADY_LINK_MS)
    expect(steady).toEqual([])
  })
})
