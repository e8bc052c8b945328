/** A campaign of alice that is over, and one of four witnesses, w3, that reports whatever it likes. */
import type { Fact } from '../../src/amp/facts'
import { signReport } from '../../src/amp/signing'
import { rowBitsOf, tableFrom } from '../../src/amp/table'
import { smallLedger } from './network'

const DAY_MS = 24 * 3_600_000

/** Her campaign offers 200 to bob and 300 to charlie, and is over. */
export async function village({
  budget = 500,
  feePpm = 0,
  bobLooks = [],
}: {
  readonly budget?: number
  readonly feePpm?: number
  /** The witnesses to which bob shows his claim. */
  readonly bobLooks?: readonly string[]
} = {}) {
  const small = await smallLedger(feePpm)
  const { network, clock, settle } = small
  const alice = network.machine('alice')
  const people = [
    { viewer: network.accountOf('bob'), amount: 200 },
    { viewer: network.accountOf('charlie'), amount: 300 },
  ].sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
  const table = await tableFrom(people)
  if (table === undefined) throw new Error('expected a table')
  const pump = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      const { ask, say } = await alice.participant.advance(true)
      await settle([...network.toAll('alice', ask, true), ...network.toAll('alice', say)])
    }
  }
  const terms = { post: table.id, budget, table, lastsMs: DAY_MS, viewMs: 0 }
  const wish = { id: 'campaign', t: 'sponsor' } as const
  await alice.purse.wish({ ...wish, terms: { ...terms, algorithm: 'told', snapshot: null } })
  await pump()
  const [campaign] = alice.participant.book.ledger.campaigns.keys()
  if (campaign === undefined) throw new Error('expected a campaign')
  if (bobLooks.length > 0) {
    const bob = network.machine('bob')
    await bob.owner.claim(campaign, clock.nowMs, clock.nowMs + 1_000)
    const shown = network.toAll('bob', bob.purse.proposals(), true)
    await settle(shown.filter(({ to }) => bobLooks.includes(to)))
  }
  clock.nowMs += DAY_MS + 3_600_000 + 1_000
  await alice.purse.takeBack(campaign)

  /** A report as w3 makes it up. */
  const madeUp = async (viewers: readonly string[], laterMs = 0): Promise<Fact> => {
    const { ledger, epoch } = network.terms
    const { signer } = network.machine('w3')
    const rows = viewers.map((name) => people.findIndex(({ viewer }) => viewer === network.accountOf(name)))
    const head = { v: 1, ledger, t: 'close', epoch, campaign, witness: signer.device } as const
    const body = { ...head, claimed: rowBitsOf(rows, 2), timeMs: clock.nowMs + laterMs }
    return { t: 'report', report: await signReport(body, signer) }
  }
  /** Asks these for their reports. */
  const close = async (...names: readonly string[]): Promise<void> => {
    const asked = network.toAll('alice', [{ t: 'closing', campaign }], true)
    await settle(asked.filter(({ to }) => names.includes(to)))
    await pump()
  }
  const campaignAt = (name: string) => {
    const found = network.machine(name).participant.book.ledger.campaigns.get(campaign)
    if (found === undefined) throw new Error('expected the campaign')
    return found
  }
  return { ...small, alice, campaign, pump, madeUp, close, campaignAt }
}
