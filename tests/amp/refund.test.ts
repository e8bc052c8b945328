/** Alice takes back what is left of a campaign while one of four witnesses, w3, reports whatever it likes. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { ANSWER_MS, DISPUTED_MS } from '../../src/amp/limits'
import { village } from './campaign-village'
import { EACH } from './network'

describe('what is left of a campaign, for its sponsor', () => {
  it('[AM105] is not taken back by the report of a bad witness that names everybody, while one that frees it is missing', async () => {
    const { network, alice, madeUp, close, campaignAt } = await village()
    network.machine('w3').isOnline = false
    await alice.participant.hear(await madeUp(['bob', 'charlie']), false)
    await close('w0', 'w1')
    expect(campaignAt('alice').owed).toBeNull()
    await close('w2')
    expect(campaignAt('w0')).toMatchObject({ locked: 0 })
    expect(alice.owner.balance).toBe(EACH)
  })

  it('[AM105] is back at once with one witness away, where the others name nobody or all name the same', async () => {
    const { network, alice, close, campaignAt } = await village({ bobLooks: ['w0', 'w1', 'w2', 'w3'] })
    network.machine('w3').isOnline = false
    await close('w0', 'w1', 'w2')
    expect(campaignAt('w0')).toMatchObject({ locked: 0 })
    expect(alice.owner.balance).toBe(EACH - 200)
  })

  it('[AM105] waits no longer than a week for a witness that stays away', async () => {
    const { network, clock, alice, close, pump, campaignAt } = await village({ bobLooks: ['w0'] })
    network.machine('w3').isOnline = false
    await close('w0', 'w1', 'w2')
    expect(campaignAt('alice').owed).toBeNull()
    clock.nowMs += DISPUTED_MS
    await pump()
    expect(campaignAt('w0')).toMatchObject({ locked: 200 })
    expect(alice.owner.balance).toBe(EACH - 200)
  })

  it('[AM105] is not given up by who comes back after a week, before all had some minutes to answer', async () => {
    const { network, clock, alice, madeUp, close, pump, campaignAt } = await village()
    network.machine('w3').isOnline = false
    const lie = await madeUp(['bob', 'charlie'])
    // Bob asked for the others while alice was away.
    const reports: Fact[] = []
    for (const name of ['w0', 'w1', 'w2']) {
      const closing = { t: 'closing', campaign: campaignAt(name).id } as const
      const { say } = await network.machine(name).participant.hear(closing, true)
      reports.push(...say)
    }
    clock.nowMs += 2 * DISPUTED_MS
    for (const fact of [lie, ...reports.slice(0, 2)]) await alice.participant.hear(fact, false)
    await pump()
    clock.nowMs += ANSWER_MS - 1
    await pump()
    expect(campaignAt('alice').owed).toBeNull()
    await close('w2')
    expect(campaignAt('w0')).toMatchObject({ locked: 0 })
  })

  it('[AM106] comes back at the first attempt when a bad witness shows each a different report', async () => {
    const { network, alice, madeUp, close, campaignAt } = await village({
      bobLooks: ['w0', 'w1', 'w2', 'w3'],
    })
    const shown = [['w0', ['bob']] as const, ['w1', ['charlie']] as const, ['alice', []] as const]
    for (const [index, [to, viewers]] of shown.entries())
      await network.machine(to).participant.hear(await madeUp(viewers, index), false)
    await network.machine('w1').participant.hear(await madeUp(['bob', 'charlie'], 9), false)
    network.machine('w3').isOnline = false
    await close('w0', 'w1', 'w2')
    expect(campaignAt('w0')).toMatchObject({ locked: 0 })
    expect(alice.owner.balance).toBe(EACH - 200)
    expect(alice.owner.signed().map(({ block }) => block.t)).toEqual(['spon', 'refund'])
  })

  it('[AM128] comes back to who loaded the page anew, though the bad witness by whose report it was signed showed others and is silent', async () => {
    const { network, alice, campaign, madeUp, pump, campaignAt } = await village()
    network.machine('w3').isOnline = false
    for (const name of ['w0', 'w1']) {
      const { say } = await network.machine(name).participant.hear({ t: 'closing', campaign }, true)
      for (const fact of say) await alice.participant.hear(fact, false)
    }
    await alice.participant.hear(await madeUp([]), false)
    const signed = await alice.owner.refund(campaign, 'refund')
    expect(signed).toMatchObject({ ok: true, value: { block: { t: 'refund' } } })

    alice.restart()
    for (const fact of network.machine('w0').participant.factsSince(0))
      await alice.participant.hear(fact, false)
    for (const [index, name] of ['alice', 'w0', 'w1', 'w2'].entries())
      await network.machine(name).participant.hear(await madeUp(['bob'], 1 + index), false)
    await pump()
    expect(campaignAt('w0')).toMatchObject({ locked: 0 })
    expect(alice.owner.balance).toBe(EACH)
    expect(alice.owner.signed().map(({ block }) => block.t)).toEqual(['spon', 'refund'])
  })

  it('[AM106] two reports of one witness prove that it lies: neither is chosen, nor is it waited for', async () => {
    const { network, alice, campaign, madeUp, close, campaignAt } = await village({ bobLooks: ['w0'] })
    const { book } = alice.participant
    const [one, other, another] = [await madeUp([]), await madeUp(['charlie']), await madeUp(['bob'])]
    const told = async (fact: Fact) => (await alice.participant.hear(fact, false)).news.map(({ t }) => t)
    expect(await told(one)).toEqual([])
    expect(await told(one)).toEqual([])
    expect(await told(other)).toEqual(['lie'])
    expect(await told(another)).toEqual([])
    expect(book.reports(campaign)).toEqual([])
    expect(book.allReports(campaign)).toHaveLength(2)
    network.machine('w3').isOnline = false
    await close('w0', 'w1', 'w2')
    // What bob showed to w0 alone stays owed, though a report of w3 would free it.
    expect(campaignAt('w0')).toMatchObject({ locked: 200 })
    expect(alice.owner.balance).toBe(EACH - 200)
  })
})
