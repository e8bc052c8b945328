import { MAX_ROUNDS } from './limits'
import { account, blockId, constant, count, key, map, variants, whole, type Shape } from './shape'
import type { Block } from './blocks'
import type { Slot, SlotKey } from './types'

export const slotShape: Shape<Slot> = variants('kind', {
  account: map({ kind: constant('account'), account, seq: count }),
  claim: map({ kind: constant('claim'), campaign: blockId, viewer: account }),
  rest: map({ kind: constant('rest'), campaign: blockId }),
  fee: map({ kind: constant('fee'), campaign: blockId, witness: key }),
  epoch: map({ kind: constant('epoch'), round: whole(0, MAX_ROUNDS) }),
})

export function slotOf(block: Block): Slot {
  if (block.t === 'claim') return { kind: 'claim', campaign: block.campaign, viewer: block.viewer }
  if (block.t === 'rest') return { kind: 'rest', campaign: block.campaign }
  return { kind: 'account', account: block.account, seq: block.seq }
}

export function slotKey(slot: Slot): SlotKey {
  switch (slot.kind) {
    case 'account':
      return `account ${slot.account} ${slot.seq}` as SlotKey
    case 'claim':
      return `claim ${slot.campaign} ${slot.viewer}` as SlotKey
    case 'rest':
      return `rest ${slot.campaign}` as SlotKey
    case 'fee':
      return `fee ${slot.campaign} ${slot.witness}` as SlotKey
    case 'epoch':
      return `epoch ${slot.round}` as SlotKey
  }
}
