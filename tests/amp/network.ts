/** A small ledger for tests: four witnesses and a few people with 1,000 AMP each, whose messages go when told. */
import type { Fact } from '../../src/amp/facts'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import { signBlock } from '../../src/amp/signing'
import type { OwnedBlock } from '../../src/amp/blocks'
import type { SignedBlock } from '../../src/amp/types'
import { LedgerNetwork, type Message } from '../../src/simulation/ledger/network'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'

export const NOW_MS = 1_700_000_000_000
export const EACH = 1_000 * UNITS_PER_AMP

export async function smallLedger(feePpm = 0, later: readonly string[] = []) {
  const clock = { nowMs: NOW_MS }
  const network = await LedgerNetwork.found({
    ...{ witnesses: ['w0', 'w1', 'w2', 'w3'], later },
    allocation: new Map(['alice', 'bob', 'charlie'].map((name) => [name, EACH])),
    feePpm,
    claimGraceMs: 3_600_000,
    keys: cheapKeys(),
    now: () => clock.nowMs,
  })
  /** Delivers everything, and what it makes others say, in order. */
  const settle = async (messages: readonly Message[]): Promise<Message[]> => {
    const seen: Message[] = []
    const open = [...messages]
    for (let message = open.shift(); message !== undefined; message = open.shift()) {
      seen.push(message)
      open.push(...(await network.deliver(message)))
    }
    return seen
  }
  const ask = (from: string, ...facts: Fact[]): Promise<Message[]> => settle(network.toAll(from, facts, true))
  return { network, clock, settle, ask }
}

type SmallLedger = Awaited<ReturnType<typeof smallLedger>>

/** A send that nobody checked, as a hostile program may sign it. */
export async function rawSend(
  { network }: SmallLedger,
  from: string,
  change: Partial<Extract<OwnedBlock, { t: 'send' }>> = {},
): Promise<SignedBlock> {
  const { ledger } = network.machine(from).participant.book
  const account = network.accountOf(from)
  const { seq, head, balance } = ledger.account(account)
  const amount = change.amount ?? 10
  return signBlock(
    {
      ...{ v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head },
      ...{ t: 'send', balance: balance - amount, timeMs: NOW_MS, memo: null, amount },
      to: network.accountOf(from === 'bob' ? 'alice' : 'bob'),
      ...change,
    },
    network.machine(from).signer,
  )
}
