import { describe, expect, it } from 'vitest'
import { Announced, ANNOUNCED_MS, MAX_ANNOUNCED, MAX_ANNOUNCED_OF_ONE } from '../../src/app/announced'
import type { PersonId } from '../../src/identity/types'
import type { Tag } from '../../src/records/types'

const bees = 'bees' as Tag
const person = (name: string): PersonId => name as PersonId
const [bob, charlie] = [person('bob'), person('charlie')]
const anybody = (): boolean => true

describe('who said in a community that they have written', () => {
  it('[P18] is asked for, the latest first, for a while', () => {
    const announced = new Announced()
    announced.note(bob, bees, 'one', 0)
    announced.note(charlie, bees, 'one', 1)
    expect(announced.people(2, anybody)).toEqual([charlie, bob])
    announced.note(bob, bees, 'two', 3)
    expect(announced.people(4, anybody)).toEqual([bob, charlie])
    expect(announced.people(ANNOUNCED_MS + 2, anybody)).toEqual([bob])
    expect(announced.people(ANNOUNCED_MS + 4, anybody)).toEqual([])
  })

  it('[P18] and turns out to be no member is asked for no more', () => {
    const announced = new Announced()
    announced.note(bob, bees, 'one', 0)
    expect(announced.people(1, (who, tag) => who !== bob || tag !== bees)).toEqual([])
  })

  it('[P18] in a crowd that one neighbour makes up drives out nobody whom others told of', () => {
    const announced = new Announced()
    announced.note(bob, bees, 'honest', 0)
    for (let count = 0; count < 1_000; count += 1)
      announced.note(person(`mallory ${count}`), bees, 'hostile', count)
    const people = announced.people(1_000, anybody)
    expect(people).toContain(bob)
    expect(people).toHaveLength(1 + MAX_ANNOUNCED_OF_ONE)
    for (let count = 0; count < 1_000; count += 1)
      announced.note(person(`crowd ${count}`), bees, `neighbour ${count}`, 1_000 + count)
    expect(announced.people(2_000, anybody)).toHaveLength(MAX_ANNOUNCED)
  })
})
