import { describe, expect, it } from 'vitest'
import { MAX_URGENT_IN_A_ROW, Queue } from '../../src/lib/queue'

describe('a queue', () => {
  it('runs one task at a time, in the order in which they came', async () => {
    const queue = new Queue()
    const steps: string[] = []
    const task = (name: string, turns: number) => async () => {
      steps.push(`${name} begins`)
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      steps.push(`${name} ends`)
      return name
    }
    const results = await Promise.all([
      queue.run(task('one', 9)),
      queue.run(task('two', 0)),
      queue.run(task('three', 3)),
    ])
    expect(results).toEqual(['one', 'two', 'three'])
    expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends'])
  })

  it('takes what is urgent before all that waits, and interrupts nothing', async () => {
    const queue = new Queue()
    const order: string[] = []
    const task = (name: string) => async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      order.push(`${name} ends`)
    }
    const runs = [queue.run(task('one')), queue.run(task('two'))]
    runs.push(queue.run(task('a'), { isUrgent: true }), queue.run(task('b'), { isUrgent: true }))
    await Promise.all(runs)
    expect(order.filter((step) => step.endsWith('begins'))).toEqual([
      'one begins',
      'a begins',
      'b begins',
      'two begins',
    ])
    expect(order.slice(0, 2)).toEqual(['one begins', 'one ends'])
  })

  it('[SY21] gives what waits its turn after a few urgent ones, however many there are', async () => {
    const queue = new Queue()
    const order: string[] = []
    const task = (name: string) => () => Promise.resolve(void order.push(name))
    const runs = [queue.run(task('begun')), queue.run(task('waits')), queue.run(task('waits, too'))]
    for (let count = 0; count < 3 * MAX_URGENT_IN_A_ROW; count += 1)
      runs.push(queue.run(task('urgent'), { isUrgent: true }))
    await Promise.all(runs)
    expect(order.indexOf('waits')).toBe(1 + MAX_URGENT_IN_A_ROW)
    expect(order.indexOf('waits, too')).toBe(2 + 2 * MAX_URGENT_IN_A_ROW)
  })

  it('goes on after a task that fails, and tells its owner alone', async () => {
    const queue = new Queue()
    const failed = queue.run(() => Promise.reject(new Error('no')))
    const next = queue.run(() => Promise.resolve('yes'))
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
