import { describe, expect, it } from 'vitest'
import { parseRoute, routeToPost } from '../../src/ui/router.svelte'
import { sayIn } from '../e2e/harness/said'
import { stopsIn } from '../e2e/harness/stops'
import { ways } from '../e2e/harness/ways'

const viewOf = (hash: string): string => parseRoute(hash).view

describe('an address', () => {
  it('[U14] without a view is the Stream', () => {
    expect(['', '#', '#/', '#/stream'].map(viewOf)).toEqual(['stream', 'stream', 'stream', 'stream'])
  })

  it('[U14] that no view has leads nowhere, and is not taken for the Stream', () => {
    expect(
      ['#/straem', '#/STREAM', '#main', '#/__proto__', '#/tag/', '#/post/', '#/join/'].map(viewOf),
    ).toEqual(['nowhere', 'nowhere', 'nowhere', 'nowhere', 'nowhere', 'nowhere', 'nowhere'])
  })

  it('[U14] of a post may say who wrote it', () => {
    expect(parseRoute('#/post/bafy?by=z6Mk')).toEqual({ view: 'post', id: 'bafy', by: 'z6Mk', comment: '' })
    expect(parseRoute('#/post/bafy')).toEqual({ view: 'post', id: 'bafy', by: '', comment: '' })
    expect(parseRoute(routeToPost('bafy', 'z6Mk', 'bafc'))).toMatchObject({ by: 'z6Mk', comment: 'bafc' })
    expect(parseRoute('#/post/%E0%A4%A?by=%E0%A4%A')).toMatchObject({ view: 'post', id: '%E0%A4%A' })
  })
})

describe('the tours', () => {
  const addresses = { post: '#/post/bafy', lens: '#/lens/bafy', invite: '#/join/x', person: '#/person/z6Mk' }

  it.each(['en', 'ar'] as const)('[U8] come to every view by an address that leads there, %s', (language) => {
    const stops = stopsIn(sayIn(language), { ...addresses, alice: 'z6Mk', bob: 'z6Mk' })
    for (const [view, there] of Object.entries(stops)) {
      const reached = there.map(({ go }) => (typeof go === 'string' ? viewOf(go) : ''))
      expect(reached).toContain(view)
    }
  })

  it('[U9] come to every view by keyboard, too', () => {
    for (const [view, way] of Object.entries(ways(addresses)))
      if ('address' in way) expect(viewOf(way.address)).toBe(view)
  })
})
