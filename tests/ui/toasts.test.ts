import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Toasts } from '../../src/ui/state/toasts.svelte'

let toasts: Toasts

beforeEach(() => {
  vi.useFakeTimers()
  toasts = new Toasts()
})

afterEach(() => {
  vi.useRealTimers()
})

const texts = (): string[] => toasts.shown.map(({ text }) => text)

describe('a short message', () => {
  it('goes by itself', () => {
    toasts.add('bob is muted', null)
    vi.advanceTimersByTime(5_999)
    expect(texts()).toEqual(['bob is muted'])
    vi.advanceTimersByTime(1)
    expect(texts()).toEqual([])
  })

  it('[U37] stays while somebody is at it, and has what is left of its time afterwards', () => {
    toasts.add('bob is muted', null)
    vi.advanceTimersByTime(2_000)
    toasts.hold(true)
    vi.advanceTimersByTime(60_000)
    expect(texts()).toEqual(['bob is muted'])
    toasts.hold(false)
    vi.advanceTimersByTime(3_999)
    expect(texts()).toEqual(['bob is muted'])
    vi.advanceTimersByTime(1)
    expect(texts()).toEqual([])
  })

  it('[U37] that is left in its last moment can be come back to', () => {
    toasts.add('bob is muted', null)
    vi.advanceTimersByTime(5_990)
    toasts.hold(true)
    toasts.hold(false)
    vi.advanceTimersByTime(1_499)
    expect(texts()).toEqual(['bob is muted'])
    vi.advanceTimersByTime(1)
    expect(texts()).toEqual([])
  })

  it('[U37] that comes meanwhile stays as well', () => {
    toasts.hold(true)
    toasts.add('charlie is muted', null)
    vi.advanceTimersByTime(60_000)
    expect(texts()).toEqual(['charlie is muted'])
    toasts.hold(false)
    vi.advanceTimersByTime(6_000)
    expect(texts()).toEqual([])
  })

  it('gives way to a fourth, and takes nobody along when it would have gone', () => {
    toasts.hold(true)
    for (const text of ['one', 'two', 'three', 'four']) toasts.add(text, null)
    expect(texts()).toEqual(['two', 'three', 'four'])
    toasts.hold(false)
    vi.advanceTimersByTime(6_000)
    expect(texts()).toEqual([])
  })

  it('that was closed is gone, and the others stay', () => {
    toasts.add('one', null)
    toasts.add('two', null)
    toasts.close(toasts.shown[0]?.id ?? NaN)
    expect(texts()).toEqual(['two'])
  })
})
