/** How network.json declares a ledger: as JSON that people can read, with keys written as in addresses. */
import { CID } from 'multiformats/cid'
import { parsePersonId, personIdFrom, publicKeyOf } from '../identity/person-id'
import type { DeviceId } from '../identity/types'
import { fromBase64Url, toBase64Url } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'
import { MAX_CLAIM_GRACE_MS, MAX_FEE_PPM } from './limits'
import {
  allocationId,
  allocationShape,
  isWhole,
  manifestId,
  manifestShape,
  termsOf,
  unsignedManifestShape,
  type Allocation,
  type Manifest,
  type SignedManifest,
  type Terms,
} from './manifest'
import { isSeenWhole } from './memo'
import { blockId } from './shape'
import type { BlockId, EpochEnds, KeyId, LedgerId } from './types'

/** Twice as deep as a manifest; what goes on and on overflows the stack of whoever walks through it. */
const MAX_DECLARED_LEVELS = 8

export interface LedgerDeclaration {
  readonly manifest: Manifest
  readonly allocation: Allocation
  readonly terms: Terms
  /** Where witnesses may be asked: multiaddrs. They are hints beside the manifest, since addresses change. */
  readonly addresses: ReadonlyMap<KeyId, readonly string[]>
  /** Manifests of later epochs, as they are declared beside the first: not verified, and those who know will tell. */
  readonly successors: readonly SignedManifest[]
  /** With what each epoch that is over was ended; no other end of it is believed. */
  readonly ends: EpochEnds
}

/** The error is a sentence for people. */
export async function readDeclaration(json: unknown): Promise<Result<LedgerDeclaration, string>> {
  if (typeof json !== 'object' || json === null) return err('network.json: ledger is not an object.')
  const { manifest: written, allocation: rows, addresses, successors, ends } = json as Record<string, unknown>
  const manifest = manifestShape.read(withKeys(written))
  if (manifest === undefined) return err('network.json: the manifest of the ledger is not valid.')
  const strange = strangeIn(manifest)
  if (strange !== null) return err(`network.json: ${strange}`)
  const allocation = allocationShape.read(withKeys({ v: 1, t: 'alloc', rows }))
  if (allocation === undefined) return err('network.json: the allocation of the ledger is not valid.')
  if (!isWhole(allocation, manifest.supply))
    return err('network.json: the allocation of the ledger is not exactly its supply.')
  if ((await allocationId(allocation)) !== manifest.allocation)
    return err('network.json: the ledger is declared with another allocation.')
  const terms = termsOf((await manifestId(manifest)) as string as LedgerId, manifest)
  if (terms === undefined) return err('network.json: the ledger names a witness twice.')
  const later = readSuccessors(successors)
  if (later === undefined) return err('network.json: a later manifest of the ledger is not valid.')
  const known = readEnds(ends)
  if (known === undefined) return err('network.json: the ends of epochs of the ledger are not valid.')
  return ok({
    ...{ manifest, allocation, terms, addresses: readAddresses(addresses) },
    ...{ successors: later, ends: known },
  })
}

/** What no honest network declares, though the rules of the ledger could go by it: a sentence for people (rule AM130). */
function strangeIn({ name, symbol, supply, rules }: Manifest): string | null {
  if (!isSeenWhole(name)) return 'the name of the ledger has marks that cannot be seen.'
  if (!isSeenWhole(symbol)) return 'the symbol of the ledger has marks that cannot be seen.'
  if (rules.minSend > supply) return 'the least payment of the ledger is more than there will ever be.'
  if (rules.claimGraceMs > MAX_CLAIM_GRACE_MS)
    return 'the ledger keeps budgets locked for more than 30 days after a campaign.'
  return rules.feePpm > MAX_FEE_PPM
    ? 'the ledger takes more than half of each budget for its witnesses.'
    : null
}

export function writeDeclaration(
  manifest: Manifest,
  allocation: Allocation,
  addresses: ReadonlyMap<KeyId, readonly string[]>,
): Record<string, unknown> {
  return {
    manifest: withoutBytes(manifestShape.write(manifest)),
    allocation: allocation.rows.map(({ account, amount }) => [account, amount]),
    addresses: Object.fromEntries(addresses),
  }
}

/**
 * The same ledger, declared with the manifests of later epochs, with what each epoch that is over was ended, and with where
 * the witnesses of later ones may be asked.
 */
export function withLater(
  ledger: Record<string, unknown>,
  successors: readonly SignedManifest[],
  ends: readonly BlockId[],
): Record<string, unknown> {
  const addresses = successors.flatMap(({ manifest }) =>
    manifest.witnesses.flatMap((each): [KeyId, readonly string[]][] =>
      each.addresses.length > 0 ? [[each.key, each.addresses]] : [],
    ),
  )
  return {
    ...ledger,
    addresses: { ...(ledger.addresses as object | undefined), ...Object.fromEntries(addresses) },
    ...(successors.length > 0 && { successors: successors.map(writeSignedManifest) }),
    ...(ends.length > 0 && { ends }),
  }
}

/** As a file has it that goes from one witness to the next to be signed. */
export function readSignedManifest(json: unknown): SignedManifest | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const { manifest, signatures } = json as Record<string, unknown>
  if (!Array.isArray(signatures)) return undefined
  const rows = signatures.map((row: unknown) => {
    if (!Array.isArray(row) || row.length !== 2) return undefined
    const [key, text] = row as unknown[]
    return typeof text === 'string' ? [withKeys(key), fromBase64Url(text)] : undefined
  })
  return unsignedManifestShape.read({ manifest: withKeys(manifest), signatures: rows })
}

export function writeSignedManifest({ manifest, signatures }: SignedManifest): Record<string, unknown> {
  return {
    manifest: withoutBytes(manifestShape.write(manifest)),
    signatures: signatures.map(({ key, signature }) => [key, toBase64Url(signature)]),
  }
}

/** Undefined when one of them cannot be read. */
function readSuccessors(json: unknown): SignedManifest[] | undefined {
  if (json === undefined) return []
  if (!Array.isArray(json)) return undefined
  const read = json.map(readSignedManifest)
  return read.every((one) => one !== undefined) ? read : undefined
}

/** One for each epoch, from the first on. Undefined for what is none. */
function readEnds(json: unknown): EpochEnds | undefined {
  if (json === undefined) return new Map()
  if (!Array.isArray(json)) return undefined
  const ends = new Map<number, BlockId>()
  for (const [epoch, text] of json.entries()) {
    const id = typeof text === 'string' ? blockId.read(linkFrom(text)) : undefined
    if (id === undefined) return undefined
    ends.set(epoch, id)
  }
  return ends
}

function readAddresses(json: unknown): Map<KeyId, readonly string[]> {
  const found = new Map<KeyId, readonly string[]>()
  if (typeof json !== 'object' || json === null) return found
  for (const [text, list] of Object.entries(json as Record<string, unknown>)) {
    const key = parsePersonId(text)
    if (key === null || !Array.isArray(list)) continue
    const addresses = list.filter((one) => typeof one === 'string')
    found.set(key as string as DeviceId, addresses)
  }
  return found
}

/** JSON has no bytes: every text that is a key stands for its bytes, every text in `allocation` and `previous` for a CID. */
function withKeys(json: unknown, levels = MAX_DECLARED_LEVELS): unknown {
  if (typeof json === 'string') {
    const key = parsePersonId(json)
    return key === null ? json : publicKeyOf(key)
  }
  if (typeof json !== 'object' || json === null) return json
  if (levels === 0) return undefined // The shape refuses it.
  if (Array.isArray(json)) return json.map((value) => withKeys(value, levels - 1))
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, withLinks(name, value, levels - 1)]),
  )
}

function linkFrom(text: string): unknown {
  try {
    return CID.parse(text)
  } catch {
    return text // The shape refuses it.
  }
}

/** The other way round. */
function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return personIdFrom(value)
  const cid = CID.asCID(value)
  if (cid !== null) return cid.toString()
  if (Array.isArray(value)) return value.map(withoutBytes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutBytes(one)]))
}

function withLinks(name: string, value: unknown, levels: number): unknown {
  const isLink = (name === 'allocation' || name === 'previous') && typeof value === 'string'
  return isLink ? linkFrom(value) : withKeys(value, levels)
}
