import { describe, expect, it } from 'vitest'
import { AskedSeldom } from '../../src/ui/state/asked-seldom'

/** A clock that stands, and answers that come when they are let. */
function asked() {
  const seen: number[] = []
  const waiting: ((answer: number) => void)[] = []
  const clock = { nowMs: 0 }
  const question = new AskedSeldom<number>({
    ask: () => new Promise((resolve) => waiting.push(resolve)),
    answered: (answer) => seen.push(answer),
    now: () => clock.nowMs,
  })
  const after = async (tookMs: number, answer: number): Promise<void> => {
    clock.nowMs += tookMs
    waiting.at(-1)?.(answer)
    await Promise.resolve()
    await Promise.resolve()
  }
  return { question, seen, waiting, clock, after }
}

describe('what is dear to work out', () => {
  it('[CH3] is asked for at once, and not again before five seconds have passed', async () => {
    const { question, seen, waiting, clock, after } = asked()
    void question.again()
    void question.again()
    expect(waiting).toHaveLength(1)
    await after(10, 1)
    expect(seen).toEqual([1])
    clock.nowMs += 4_999
    void question.again()
    expect(waiting).toHaveLength(1)
    clock.nowMs += 1
    void question.again()
    expect(waiting).toHaveLength(2)
    await after(10, 2)
    expect(seen).toEqual([1, 2])
  })

  it('[CH3] takes a twentieth of the time at most', async () => {
    const { question, waiting, clock, after } = asked()
    void question.again()
    await after(1_000, 1)
    clock.nowMs += 19_999
    void question.again()
    expect(waiting).toHaveLength(1)
    clock.nowMs += 1
    void question.again()
    expect(waiting).toHaveLength(2)
  })

  it('[CH3] is dropped when it comes after its end', async () => {
    const { question, seen, waiting, clock, after } = asked()
    void question.again()
    question.end()
    await after(10, 1)
    expect(seen).toEqual([])
    clock.nowMs += 60_000
    void question.again()
    expect(waiting).toHaveLength(1)
  })
})
