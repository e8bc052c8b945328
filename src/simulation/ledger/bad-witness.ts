/**
 * A witness that votes for, acknowledges, vows and voids whatever it is asked, as often as it is asked, and reports of each
 * campaign that everybody was paid.
 */
import type { Fact } from '../../amp/facts'
import type { Ledger } from '../../amp/ledger'
import { signReport, signStatement, unsignedBlock } from '../../amp/signing'
import { slotOf } from '../../amp/slots'
import type { Stage } from '../../amp/statements'
import { rowBitsOf } from '../../amp/table'
import type { BlockId, Slot } from '../../amp/types'
import type { DeviceSigner } from '../../identity/types'

export async function badAnswer(
  fact: Fact,
  ledger: Ledger,
  signer: DeviceSigner,
  nowMs: number,
): Promise<readonly Fact[]> {
  if (fact.t === 'block' && fact.signed.block.t !== 'skip')
    return say(['vote', 'ack'], slotOf(fact.signed.block), fact.signed.id)
  if (fact.t === 'closing') return reportOfAll(fact.campaign, ledger, signer, nowMs)
  if (fact.t !== 'plea') return []
  const { account, seq } = fact.plea
  const head = { v: 1, ledger: ledger.terms.ledger } as const
  const skip = await unsignedBlock({ ...head, t: 'skip', account, seq, prev: ledger.account(account).head })
  return [{ t: 'block', signed: skip }, ...(await say(['vow', 'void'], slotOf(skip.block), skip.id))]

  function say(stages: readonly Stage[], slot: Slot, value: BlockId): Promise<Fact[]> {
    const { ledger: id, epoch } = ledger.terms
    return Promise.all(
      stages.map(async (t) => {
        const body = {
          v: 1,
          ledger: id,
          t,
          epoch,
          slot,
          value,
          witness: signer.device,
          timeMs: nowMs,
        } as const
        return { t: 'said', statement: await signStatement(body, signer) } as const
      }),
    )
  }
}

async function reportOfAll(
  campaign: BlockId,
  ledger: Ledger,
  signer: DeviceSigner,
  nowMs: number,
): Promise<Fact[]> {
  const found = ledger.campaigns.get(campaign)
  const table = found === undefined ? undefined : ledger.tableOf(found)
  if (table === undefined) return []
  const claimed = rowBitsOf(table.rows.keys(), table.rows.length)
  const head = { v: 1, ledger: ledger.terms.ledger, t: 'close', epoch: ledger.terms.epoch } as const
  const body = { ...head, campaign, witness: signer.device, claimed, timeMs: nowMs }
  return [{ t: 'report', report: await signReport(body, signer) }]
}
