import { describe, expect, it } from 'vitest'
import { LogEnds } from '../../src/social/log-ends'
import { Author } from '../helpers/author'

describe('the ends of logs', () => {
  it('[SO9] say nothing while an entry is there without those before it, and again once these have come', async () => {
    const alice = await Author.create()
    const bob = await Author.create()
    for (let count = 0; count < 4; count += 1) await alice.post(`post ${count}`)
    const log = []
    for await (const record of alice.store.all()) log.push(record)
    const ends = new LogEnds()
    for await (const record of bob.store.all()) ends.note(record)
    const [device, first, second, third, fourth] = log
    if (!device || !first || !second || !third || !fourth) throw new Error('there are five')
    ends.note(device)
    expect(ends.value()).toHaveLength(2)
    ends.note(third)
    ends.note(fourth)
    expect(ends.value()).toBeNull()
    ends.note(first)
    ends.note(second)
    ends.note(third)
    expect(ends.value()).toBeNull()
    ends.note(fourth)
    expect(ends.value()?.map(({ seq }) => seq)).toEqual([0, 4])
  })
})
