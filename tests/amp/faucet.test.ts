import { expect, it } from 'vitest'
import { Faucet, MAX_GRANTS_PER_DAY } from '../../src/amp/faucet'
import type { OwnBlock } from '../../src/amp/owner'
import type { AccountId } from '../../src/amp/types'
import { NOW_MS, rawSend, smallLedger } from './network'

const DAY_MS = 86_400_000
const NOTHING = { blocks: [], wishes: [] }

function accounts(count: number): AccountId[] {
  return Array.from({ length: count }, (_, index) => `newcomer ${String(index)}` as AccountId)
}

it('[AM98] a witness gives each account once, and so many in a day; the day after it goes on', () => {
  const faucet = new Faucet(NOTHING, NOW_MS)
  const all = accounts(MAX_GRANTS_PER_DAY + 1)
  const given = all.map((to) => faucet.give(to, 50, NOW_MS))
  expect(given.filter((wish) => wish !== null)).toHaveLength(MAX_GRANTS_PER_DAY)
  const last = all.at(-1) as AccountId
  expect(faucet.give(last, 50, NOW_MS + DAY_MS - 1)).toBeNull()
  // Since when it is owed says whether a copy that is put back may have held it (rule AM147).
  const next = { to: last, amount: 50, wishedMs: NOW_MS + DAY_MS }
  expect(faucet.give(last, 50, NOW_MS + DAY_MS)).toMatchObject(next)
  expect(faucet.give(last, 50, NOW_MS + 9 * DAY_MS)).toBeNull()
})

it('[AM98] a witness that starts anew gives nobody twice, and no second share of the day', async () => {
  const small = await smallLedger()
  const made = await Promise.all(
    Array.from({ length: MAX_GRANTS_PER_DAY - 1 }, (_, index) =>
      rawSend(small, 'alice', { to: small.network.accountOf(`person ${String(index)}`) }),
    ),
  )
  const blocks: OwnBlock[] = made.map((signed, index) => ({ signed, wish: `grant ${String(index)}` }))
  const before = new Faucet(NOTHING, NOW_MS)
  const inLine = before.give('somebody' as AccountId, 50, NOW_MS)
  if (inLine === null) throw new Error('expected a grant')
  const faucet = new Faucet({ blocks, wishes: [inLine] }, NOW_MS)
  expect(faucet.give('another' as AccountId, 50, NOW_MS)).toBeNull()
  expect(faucet.give('somebody' as AccountId, 50, NOW_MS + 2 * DAY_MS)).toBeNull()
  expect(faucet.give(small.network.accountOf('person 3'), 50, NOW_MS + 2 * DAY_MS)).toBeNull()
  expect(faucet.give('another' as AccountId, 50, NOW_MS + 2 * DAY_MS)).not.toBeNull()
})

it('[AM98] what else a witness paid takes nothing from the day', async () => {
  const small = await smallLedger()
  const signed = await rawSend(small, 'alice')
  const blocks = Array.from({ length: MAX_GRANTS_PER_DAY }, () => ({ signed, wish: 'a payment' }))
  expect(new Faucet({ blocks, wishes: [] }, NOW_MS).give('another' as AccountId, 50, NOW_MS)).not.toBeNull()
})

it('[AM145] what a witness takes back counts neither for the account nor for the day', () => {
  const faucet = new Faucet(NOTHING, NOW_MS)
  const [first, ...others] = accounts(MAX_GRANTS_PER_DAY + 1) as [AccountId, ...AccountId[]]
  for (let times = 0; times < 3; times += 1) {
    expect(faucet.give(first, 50, NOW_MS)).not.toBeNull()
    faucet.takeBack(first, NOW_MS)
  }
  const given = others.map((to) => faucet.give(to, 50, NOW_MS + 1))
  expect(given.filter((wish) => wish !== null)).toHaveLength(MAX_GRANTS_PER_DAY)
  expect(faucet.give(first, 50, NOW_MS + 1)).toBeNull()
})
