/** Campaigns with an offer for each of many, as final or certified as a test likes: who asks a book verifies nothing. */
import type { Fact } from '../../src/amp/facts'
import { signBlock, signReceipt, unsignedBlock } from '../../src/amp/signing'
import { slotOf } from '../../src/amp/slots'
import type { Quorum, Stage, Statement } from '../../src/amp/statements'
import { tableFrom, type Offer } from '../../src/amp/table'
import type { AccountId, Final, SignedBlock } from '../../src/amp/types'
import { keys, type Small } from './changing'
import { NOW_MS } from './network'

export function saidBy({ network }: Small, name: string, t: Stage, { id, block }: SignedBlock): Statement {
  const { ledger, epoch } = network.terms
  const witness = keys.signer(name).device
  const signature = new Uint8Array(64)
  return { v: 1, ledger, t, epoch, slot: slotOf(block), value: id, witness, timeMs: NOW_MS, signature }
}

export function proven(
  small: Small,
  t: Stage,
  signed: SignedBlock,
  names: readonly string[] = ['w1', 'w2', 'w3'],
): Final {
  const words = names.map((name) => saidBy(small, name, t, signed))
  const signatures = words.map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
  const { ledger, epoch } = small.network.terms
  const proof: Quorum = { v: 1, ledger, t, epoch, slot: slotOf(signed.block), value: signed.id, signatures }
  return { signed, proof }
}

/** What the page of a viewer asks a witness. */
export async function askedFor(
  { network }: Small,
  nameOf: (viewer: AccountId) => string,
  signed: SignedBlock,
): Promise<Fact[]> {
  if (signed.block.t !== 'claim') throw new Error('expected a claim')
  const { campaign, viewer } = signed.block
  const signer = keys.signer(nameOf(viewer))
  const view = { campaign, viewer, fromMs: NOW_MS - 5_000, toMs: NOW_MS, key: signer.device }
  const receipt = await signReceipt({ v: 1, ledger: network.terms.ledger, t: 'view', ...view }, signer)
  return [
    { t: 'block', signed },
    { t: 'receipt', receipt },
  ]
}

/**
 * Viewers of the first campaign are named `viewer 0 of alice` and so on.
 * @param ofLast what the last in order is offered; the others have one unit each
 */
export async function largeCampaign(small: Small, sponsor: string, count: number, ofLast = 1) {
  const { network } = small
  const { ledger } = network.terms
  const account = network.accountOf(sponsor)
  const { seq, head, balance } = network.machine('w0').participant.book.ledger.account(account)
  const budget = count - 1 + ofLast
  const names = new Map(
    Array.from({ length: count }, (_, index) => {
      const name = `viewer ${String(index)} of ${sponsor}${seq < 0 ? '' : ` ${String(seq)}`}`
      return [keys.signer(name).device as string as AccountId, name] as const
    }),
  )
  const rows = [...names.keys()]
    .sort()
    .map((viewer, row) => ({ viewer, amount: row < count - 1 ? 1 : ofLast }))
  const table = await tableFrom(rows)
  if (table === undefined) throw new Error('expected a table')
  const spon = await signBlock(
    {
      ...{
        v: 1,
        ledger,
        account,
        seq: seq + 1,
        prev: head,
        balance: balance - budget,
        timeMs: NOW_MS,
        t: 'spon',
      },
      ...{ post: table.id, budget, table: table.id, rows: count, expiresMs: NOW_MS + 86_400_000 },
      ...{ viewMs: 0, algorithm: 'by hand', snapshot: null },
    },
    keys.signer(sponsor),
  )
  const claimOf = ({ viewer, amount }: Offer): Promise<SignedBlock> =>
    unsignedBlock({ v: 1, ledger, t: 'claim', campaign: spon.id, viewer, amount })
  return {
    campaign: spon.id,
    begin: [
      { t: 'table', table },
      { t: 'final', final: proven(small, 'ack', spon) },
    ] as const,
    claims: () => Promise.all(rows.map(claimOf)),
    nameOf: (viewer: AccountId) => names.get(viewer) ?? '',
  }
}
