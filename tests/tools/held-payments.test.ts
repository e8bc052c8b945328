/** The folder of a witness was put back from a copy in which starter AMP waited in line; nobody sees a page of it. */
import { describe, expect, it } from 'vitest'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import type { Wish } from '../../src/amp/wish'
import { heldDecision, HeldPayments, type HeldDecision } from '../../tools/held-payments'
import { testPerson } from '../helpers/test-person'

const [{ id: alice }, { id: bob }] = [await testPerson('alice'), await testPerson('bob')]
const toAlice: Wish = {
  ...{ id: 'grant alice', t: 'send', to: alice },
  ...{ amount: 100 * UNITS_PER_AMP, memo: null },
}
const toBob: Wish = { ...toAlice, id: 'grant bob', to: bob }

async function lookedAt(held: Wish[], args: readonly string[], witness = 'w0') {
  const decided = heldDecision(args)
  if (!decided.ok) throw new Error(decided.error)
  return look(held, decided.value, witness)
}

async function look(held: Wish[], decided: HeldDecision, witness: string) {
  const told: string[] = []
  const line = [...held]
  let isReleased = false
  const payments = new HeldPayments({
    purse: {
      held: () => (isReleased ? [] : [...line]),
      release: () => {
        isReleased = true
        return Promise.resolve()
      },
      withdraw: (id) => {
        line.splice(
          line.findIndex((wish) => wish.id === id),
          1,
        )
        return Promise.resolve(true)
      },
    },
    ...{ decided, folder: '.local/witness', witness, symbol: 'AMP', now: () => 0 },
    tell: (text) => told.push(text),
    released: () => told.push('pumped'),
  })
  await payments.look()
  await payments.look()
  const name = /--pay-held (\S+)/.exec(told.join(' '))?.[1] ?? ''
  return { told, name, line, isReleased: () => isReleased }
}

describe('a witness without a page that was put back from a copy', () => {
  it('[AM122] says once what it holds, and how to go on', async () => {
    const { told, name, line, isReleased } = await lookedAt([toAlice, toBob], [])
    const text = told.join('\n')
    expect(text).toContain('The witness in .local/witness was put back from an older copy')
    expect(text).toContain(`100 AMP to ${alice}`)
    expect(told.filter((one) => one.includes(`--withdraw-held ${name}`))).toHaveLength(1)
    expect([line.length, isReleased()]).toEqual([2, false])
  })

  it('[AM122] pays or withdraws it, as whoever runs it says for exactly this', async () => {
    const { name } = await lookedAt([toAlice, toBob], [])
    const paid = await lookedAt([toBob, toAlice], ['--pay-held', name])
    expect([paid.line.length, paid.isReleased(), paid.told.at(-1)]).toEqual([2, true, 'pumped'])
    const withdrawn = await lookedAt([toAlice, toBob], [`--withdraw-held=${name}`])
    expect([withdrawn.line, withdrawn.isReleased()]).toEqual([[], false])
  })

  it('[AM122] does nothing by a word for something else that was held, or that another witness holds', async () => {
    const { name } = await lookedAt([toAlice], [])
    for (const [held, witness] of [
      [[toBob], 'w0'],
      [[toAlice, toBob], 'w0'],
      [[toAlice], 'w1'],
    ] as const) {
      const { line, isReleased } = await lookedAt([...held], ['--pay-held', name], witness)
      expect([line.length, isReleased()]).toEqual([held.length, false])
    }
  })

  it('[AM122] refuses words that it does not know, and two for the same', () => {
    expect(heldDecision(['--pay-held']).ok).toBe(false)
    expect(heldDecision(['--pay-everything', 'x']).ok).toBe(false)
    expect(heldDecision(['--pay-held', 'a', '--withdraw-held', 'a']).ok).toBe(false)
    expect(heldDecision([])).toMatchObject({ ok: true })
  })
})
