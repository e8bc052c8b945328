/** What may be wrong with a block, one thing at a time. A fault says false when the draft has no place for it. */
import { feeOf } from '../../amp/ledger'
import { account as accountShape, blockId } from '../../amp/shape'
import { slotShape } from '../../amp/slots'
import type { AccountId, BlockId } from '../../amp/types'
import { MIN_SEND, type Draft, type World } from './drafts'

type Fault = (draft: Draft, world: World) => boolean | Promise<boolean>

function number({ raw }: Draft, name: string): number {
  return Number(raw[name])
}

function set({ raw }: Draft, name: string, value: unknown): boolean {
  if (!Object.hasOwn(raw, name)) return false
  raw[name] = value
  return true
}

function add(draft: Draft, name: string, by: number): boolean {
  return set(draft, name, number(draft, name) + by)
}

/** With a balance that goes with it, so that nothing else is wrong. */
function spend(draft: Draft, name: string, amount: number): boolean {
  const change = amount - number(draft, name)
  const sign = draft.t === 'send' || draft.t === 'spon' ? -1 : 1
  if (amount < 0 || number(draft, 'balance') + sign * change < 0) return false
  return set(draft, name, amount) && add(draft, 'balance', sign * change)
}

function source(draft: Draft, written: unknown): boolean {
  return draft.t === 'recv' && set(draft, 'sources', [...(draft.raw.sources as unknown[]).slice(1), written])
}

function isBesideChains({ t }: Draft): boolean {
  return t === 'claim' || t === 'rest'
}

/** By the sponsor, or by somebody else. */
function takesBack(draft: Draft, amount: number): boolean {
  if (draft.t === 'rest') return set(draft, 'amount', amount)
  return draft.t === 'refund' && spend(draft, 'amount', amount)
}

function owner(draft: Draft): AccountId | undefined {
  return accountShape.read(draft.raw.account)
}

const FORM: Readonly<Record<string, Fault>> = {
  'a field too many': ({ raw }) => Reflect.set(raw, 'more', 1),
  'a field missing': ({ raw }, world) => Reflect.deleteProperty(raw, world.pick(Object.keys(raw)) ?? 'v'),
  'another version': (draft) => set(draft, 'v', 2),
  'another ledger': (draft, { elsewhere }) => set(draft, 'ledger', blockId.write(elsewhere as BlockId)),
  'an unknown kind': (draft) => set(draft, 't', 'gift'),
  'a fraction': (draft) => add(draft, isBesideChains(draft) ? 'amount' : 'seq', 0.5),
  'a text for a number': (draft) => set(draft, isBesideChains(draft) ? 'amount' : 'seq', '1'),
  'less than nothing': (draft) => set(draft, 'balance', -1),
  'an amount of nothing': (draft) => draft.t !== 'refund' && set(draft, 'amount', 0),
  'a key too short': (draft) => set(draft, draft.t === 'rotate' ? 'key' : 'account', new Uint8Array(31)),
  'no sources': (draft) => set(draft, 'sources', []),
  'too many sources': (draft) =>
    set(
      draft,
      'sources',
      Array.from({ length: 33 }, () => (draft.raw.sources as unknown[] | undefined)?.[0]),
    ),
  'a memo of nothing': (draft) => set(draft, 'memo', ''),
  'a memo of two lines': (draft) => set(draft, 'memo', 'for the\nhoney'),
  'a memo too long': (draft) => set(draft, 'memo', 'a'.repeat(141)),
  'no algorithm': (draft) => set(draft, 'algorithm', ''),
  'an algorithm too long': (draft) => set(draft, 'algorithm', 'a'.repeat(41)),
  'a view too long': (draft) => set(draft, 'viewMs', 600_001),
  'more rows than a table may have': (draft) => set(draft, 'rows', 10_001),
  'no reports': (draft) => set(draft, 'reports', []),
}

const CHAIN: Readonly<Record<string, Fault>> = {
  'a place ahead': (draft) => add(draft, 'seq', 1),
  'a place ahead, by a key to come': (draft, world) => {
    if (draft.signer !== null) draft.signer = world.newKey()
    return draft.signer !== null && add(draft, 'seq', 1)
  },
  'a place that is taken': (draft) => number(draft, 'seq') > 0 && add(draft, 'seq', -1),
  'another predecessor': (draft, { elsewhere }) => set(draft, 'prev', blockId.write(elsewhere as BlockId)),
  'no predecessor': (draft) => draft.raw.prev !== null && set(draft, 'prev', null),
  'an account that is nobody': (draft, world) => {
    if (draft.signer !== null) draft.signer = world.signerOf(world.stranger)
    return (
      set(draft, 'account', accountShape.write(world.stranger)) &&
      set(draft, 'seq', 0) &&
      set(draft, 'prev', null)
    )
  },
  'signed by a stranger': (draft, world) => {
    if (draft.signer === null) return false
    draft.signer = world.signerOf(world.stranger)
    return true
  },
  'signed by the key that is its name': (draft, world) => {
    const id = owner(draft)
    if (draft.signer === null || id === undefined) return false
    draft.signer = world.signerOf(id)
    return true
  },
  'a balance too high': (draft) => add(draft, 'balance', 1),
  'a balance too low': (draft) => number(draft, 'balance') > 0 && add(draft, 'balance', -1),
  'another time': (draft) => add(draft, 'timeMs', 86_400_000),
}

const MONEY: Readonly<Record<string, Fault>> = {
  'more than there is': (draft) => {
    const name = draft.t === 'send' ? 'amount' : 'budget'
    if (!Object.hasOwn(draft.raw, name)) return false
    return set(draft, name, number(draft, name) + number(draft, 'balance') + 1) && set(draft, 'balance', 0)
  },
  'all there is': (draft) =>
    draft.t === 'send' && spend(draft, 'amount', number(draft, 'amount') + number(draft, 'balance')),
  'below the minimum': (draft) => draft.t === 'send' && spend(draft, 'amount', MIN_SEND - 1),
  'the minimum': (draft) => draft.t === 'send' && spend(draft, 'amount', MIN_SEND),
  'to itself': (draft) => draft.t === 'send' && set(draft, 'to', draft.raw.account),
  'to a stranger': (draft, { stranger }) =>
    draft.t === 'send' && set(draft, 'to', accountShape.write(stranger)),
  'another sum': (draft) => draft.t === 'recv' && spend(draft, 'amount', number(draft, 'amount') + 1),
  'a source twice': (draft) => {
    const sources = (draft.raw.sources ?? []) as unknown[]
    return sources.length > 1 && source(draft, sources.at(-1))
  },
  'a source that is taken': (draft, world) => {
    const taken = world.pick(world.taken)
    return taken !== undefined && source(draft, slotShape.write(taken))
  },
  'a source of another': (draft, world) => {
    const other = world.pick([...world.ledger.outputs.values()].filter(({ to }) => to !== owner(draft)))
    return other !== undefined && source(draft, slotShape.write(other.slot))
  },
  'a source that is not there': (draft, { stranger }) =>
    source(draft, slotShape.write({ kind: 'account', account: stranger, seq: 7 })),
  'a source that pays nobody': (draft) => {
    const account = owner(draft)
    const seq = number(draft, 'seq') - 1
    return (
      account !== undefined && seq >= 0 && source(draft, slotShape.write({ kind: 'account', account, seq }))
    )
  },
}

const CAMPAIGNS: Readonly<Record<string, Fault>> = {
  'a campaign that is not there': (draft, { elsewhere }) =>
    set(draft, 'campaign', blockId.write(elsewhere as BlockId)),
  'another campaign': (draft, world) => {
    const other = world.pick([...world.ledger.campaigns.keys()])
    return other !== undefined && set(draft, 'campaign', blockId.write(other))
  },
  'a table that nobody knows': async (draft, world) => {
    const table = await world.table(new Map([[world.stranger, 1 + Math.floor(world.random() * 1e9)]]), false)
    return draft.t === 'spon' && set(draft, 'rows', 1) && set(draft, 'table', blockId.write(table.id))
  },
  'a table too dear': async (draft, world) => {
    if (draft.t !== 'spon') return false
    const most = number(draft, 'budget') - feeOf(number(draft, 'budget'), world.ledger.terms)
    const table = await world.table(new Map([[world.stranger, most + 1]]), true)
    return set(draft, 'rows', 1) && set(draft, 'table', blockId.write(table.id))
  },
  'a table just cheap enough': async (draft, world) => {
    if (draft.t !== 'spon') return false
    const most = number(draft, 'budget') - feeOf(number(draft, 'budget'), world.ledger.terms)
    const table = await world.table(new Map([[world.stranger, most]]), true)
    return set(draft, 'rows', 1) && set(draft, 'table', blockId.write(table.id))
  },
  'another number of rows': (draft) => add(draft, 'rows', 1),
  'a refund too high': (draft) => takesBack(draft, number(draft, 'amount') + 1),
  'a refund too low': (draft) => takesBack(draft, number(draft, 'amount') - 1),
  'a bit without a row': (draft) => {
    const owed = draft.raw.owed as Uint8Array | undefined
    return (
      owed !== undefined &&
      set(
        draft,
        'owed',
        Uint8Array.from(owed, (byte) => byte | 0x80),
      )
    )
  },
  'bits too many': (draft) =>
    Object.hasOwn(draft.raw, 'owed') &&
    set(draft, 'owed', new Uint8Array([...(draft.raw.owed as Uint8Array), 0])),
  'a refund of everything': (draft, world) => {
    const campaign = world.ledger.campaigns.get(blockId.read(draft.raw.campaign) ?? ('' as BlockId))
    if (!Object.hasOwn(draft.raw, 'owed') || campaign === undefined) return false
    const owed = new Uint8Array((draft.raw.owed as Uint8Array).length)
    return set(draft, 'owed', owed) && takesBack(draft, campaign.block.budget - campaign.fee)
  },
  'an offer too high': (draft) => draft.t === 'claim' && add(draft, 'amount', 1),
  'a viewer without an offer': (draft, world) =>
    set(
      draft,
      'viewer',
      accountShape.write(world.pick([...world.accounts, world.stranger]) ?? world.stranger),
    ),
  'a claim that was made': (draft, world) => {
    const made = world.pick(world.claims)
    if (draft.t !== 'claim' || made === undefined) return false
    const { campaign, viewer, amount } = made
    return (
      set(draft, 'campaign', blockId.write(campaign)) &&
      set(draft, 'viewer', accountShape.write(viewer)) &&
      set(draft, 'amount', amount)
    )
  },
  'a claim after the close': (draft, world) => {
    const closed = [...world.ledger.campaigns.values()].filter(({ owed }) => owed !== null)
    const offer = world.pick(closed.flatMap((campaign) => world.unclaimed(campaign)))
    if (draft.t !== 'claim' || offer === undefined) return false
    return (
      set(draft, 'campaign', blockId.write(offer.campaign)) &&
      set(draft, 'viewer', accountShape.write(offer.viewer)) &&
      set(draft, 'amount', offer.amount)
    )
  },
  'a close after the close': (draft, world) => {
    const closed = [...world.ledger.campaigns.values()].find(
      ({ owed, block }) => owed !== null && (draft.t === 'rest' || block.account === owner(draft)),
    )
    return (
      Object.hasOwn(draft.raw, 'owed') &&
      closed !== undefined &&
      set(draft, 'campaign', blockId.write(closed.id))
    )
  },
}

export const DRAFT_FAULTS: Readonly<Record<string, Fault>> = { ...FORM, ...CHAIN, ...MONEY, ...CAMPAIGNS }
