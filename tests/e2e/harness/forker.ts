/** Somebody with AMP and a program of their own, who pays two people with the same money. */
import { join } from 'node:path'
import { Book } from '../../../src/amp/book'
import { readDeclaration } from '../../../src/amp/declaration'
import type { Fact } from '../../../src/amp/facts'
import { Ledger } from '../../../src/amp/ledger'
import { Owner } from '../../../src/amp/owner'
import { Participant } from '../../../src/amp/participant'
import { Purse } from '../../../src/amp/purse'
import { signBlock } from '../../../src/amp/signing'
import { LedgerDesk } from '../../../src/app/ledger-desk'
import type { FinalsStore } from '../../../src/app/ledger-desk-init'
import { verifyStrictly } from '../../../src/identity/ed25519'
import type { PersonId } from '../../../src/identity/types'
import { ledgerTopic } from '../../../src/peer/config'
import { LedgerLine } from '../../../src/peer/ledger-line'
import { networkIdOf } from '../../../src/records/network-id'
import { SimulatedDisk } from '../../../src/simulation/ledger/disk'
import type { LocalLedger } from '../../../tools/local-ledger'
import { networkWith } from '../../../tools/site'
import { listen, witnessKey } from '../../../tools/witness'
import { testPerson } from '../../helpers/test-person'
import { until } from './people'

/** Nothing of it outlives the test. */
const NOTHING_KEPT: FinalsStore = {
  finals: () => Promise.resolve([]),
  keepFinals: () => Promise.resolve(),
  proofs: () => Promise.resolve([]),
  dropProofs: () => Promise.resolve(),
  lies: () => Promise.resolve([]),
  keepLie: () => Promise.resolve(),
  mark: () => Promise.resolve(0),
  keepMark: () => Promise.resolve(),
}

/** With starter AMP, which is spent first to one and, once that is final, to the other. */
export async function spendTwice(
  ledger: LocalLedger,
  stateDir: string,
  one: PersonId,
  other: PersonId,
): Promise<{ readonly forker: PersonId; readonly stop: () => Promise<void> }> {
  const { root } = await testPerson('a forker')
  const declared = await readDeclaration(ledger.declared)
  if (!declared.ok) throw new Error(declared.error)
  const declaration = declared.value
  const { terms, allocation } = declaration
  const book = new Book(new Ledger(terms, allocation.rows))
  const { signer } = root
  const log = new SimulatedDisk()
  const memory = { blocks: [], claims: [], wishes: [] }
  const owner = new Owner({ account: root.person, book, signer, log, memory, now: Date.now })
  const purse = new Purse(owner, book, log, memory, signer.device)
  const desk = new LedgerDesk({
    ...{ declaration, participant: new Participant(book, null, [purse]), store: NOTHING_KEPT },
    ...{ verify: verifyStrictly, mark: 'a forker' },
    changed: () => undefined,
    failed: (error) => console.error(error),
    broken: () => undefined,
    forked: () => undefined,
    grant: () => Promise.resolve(false),
    attest: () => Promise.resolve(null),
    sealed: () => null,
  })
  const { node } = await listen(await witnessKey(join(stateDir, 'forker')), '127.0.0.1', 0)
  const { manifest } = await networkWith([])
  const line = new LedgerLine(node, ledgerTopic(await networkIdOf(manifest), terms.ledger), {
    answer: (_from, question) => desk.answer(question),
    hear: (fact) => desk.hear(fact),
    now: Date.now,
  })
  await line.start()
  desk.start(line, Date.now)
  await until('a grant', async () => (await desk.askForGrant(root.person)) === 'granted')
  // Taken up, so that the next place is free for the payments.
  await until('the forker has AMP', async () => {
    await desk.catchUp()
    return owner.balance > 0 && owner.untaken() === 0 && owner.open() === null
  })

  const { seq, head, balance } = book.ledger.account(root.person)
  const place = { v: 1, ledger: terms.ledger, account: root.person, seq: seq + 1, prev: head } as const
  const amount = Math.floor(balance / 2)
  const second = {
    ...place,
    balance: balance - amount,
    timeMs: Date.now(),
    t: 'send',
    amount,
    memo: null,
  } as const
  const signed = await signBlock({ ...second, to: other }, signer)
  await purse.wish({ id: 'the first', t: 'send', to: one, amount, memo: null })
  await desk.pump(true)
  await until('the first payment is final', () => Promise.resolve(book.ledger.account(root.person).seq > seq))
  const fact: Fact = { t: 'block', signed }
  await desk.ask([fact])
  return {
    forker: root.person,
    async stop() {
      desk.stop()
      await line.stop()
      await node.stop()
    },
  }
}
