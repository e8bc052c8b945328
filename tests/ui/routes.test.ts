import { describe, expect, it } from 'vitest'
import { parseRoute } from '../../src/ui/router.svelte'

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
    expect(parseRoute('#/post/bafy?by=z6Mk')).toEqual({ view: 'post', id: 'bafy', by: 'z6Mk' })
    expect(parseRoute('#/post/bafy')).toEqual({ view: 'post', id: 'bafy', by: '' })
    expect(parseRoute('#/post/%E0%A4%A?by=%E0%A4%A')).toMatchObject({ view: 'post', id: '%E0%A4%A' })
  })
})
