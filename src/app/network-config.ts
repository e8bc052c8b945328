import { parsePersonId } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { isSeen } from '../lib/written-name'
import { encodeCanonical } from '../records/codec'
import { MAX_NAME_CHARS } from '../records/limits'
import { networkIdOf } from '../records/network-id'
import type { NetworkId } from '../records/types'
import { aheadOfHost } from './host-clock'

/** `public/network.json`: which network this page belongs to. Swapped at the host, without building again. */
export interface NetworkConfig {
  readonly id: NetworkId
  /** The block whose CID the id is: every entry links to it. */
  readonly manifest: Uint8Array
  readonly name: string
  /** Multiaddrs of circuit relays, each ending in the relay's `/p2p/…`. */
  readonly relays: readonly string[]
  readonly stun: readonly string[]
  /** The ledger that it declares, not read yet (src/amp/declaration.ts); null for a network without AMP. */
  readonly ledger: unknown
  /** Null where nothing is shipped with the page, or what is declared cannot be read. */
  readonly starter: Starter | null
  /** The owner chose it in place of the one that lies beside the page. */
  readonly isChosen: boolean
}

/** Signed records shipped with the page, so that there is something to read before anybody is met (`npm run snapshot`). */
export interface Starter {
  /** A CAR file beside the page. */
  readonly file: string
  /**
   * Whose logs are in it, by the language that they write: their posts are marked as shipped, and stand below everything
   * else.
   */
  readonly people: ReadonlyMap<string, PersonId>
}

/**
 * It stands in sentences of the page and in the title of its tab, as names of people do, and is no part of the id: in more
 * words it could say something in place of the page. Founding takes no longer one either.
 */
const MAX_NETWORK_NAME_CHARS = MAX_NAME_CHARS
export const LONG_NAME = `network.json: the name is longer than ${MAX_NETWORK_NAME_CHARS} characters.`

/** One for each language of the page, and more than there are; each is marked wherever it is shown. */
const MAX_STARTER_PEOPLE = 20

export interface Loaded {
  readonly config: NetworkConfig
  /** By how much this device's clock is ahead of the host's; below 0 when it is behind, 0 where that is not known. */
  readonly clockAheadMs: number
}

/** Reads `network.json` beside the page; the error is for whoever hosts the page. */
export async function loadNetworkConfig(url: string): Promise<Result<Loaded, string>> {
  let json: unknown
  let clockAheadMs: number
  try {
    const askedMs = Date.now()
    const response = await fetch(url, { cache: 'no-cache' })
    if (!response.ok) return err(`network.json could not be loaded (${response.status}).`)
    clockAheadMs = aheadOfHost(response.headers, askedMs, Date.now())
    json = await response.json()
  } catch {
    return err('network.json could not be loaded. It must lie beside this page.')
  }
  const config = await readNetworkConfig(json)
  return config.ok ? ok({ config: config.value, clockAheadMs }) : config
}

export async function readNetworkConfig(json: unknown): Promise<Result<NetworkConfig, string>> {
  if (typeof json !== 'object' || json === null) return err('network.json is not an object.')
  const { name, manifest, relays, stun, ledger, starter: declared } = json as Record<string, unknown>
  if (typeof name !== 'string' || !isSeen(name)) return err('network.json has no name.')
  if (name.length > MAX_NETWORK_NAME_CHARS) return err(LONG_NAME)
  if (typeof manifest !== 'object' || manifest === null) return err('network.json has no manifest.')
  if (!isStringList(relays)) return err('network.json: relays is not a list of addresses.')
  if (!isStringList(stun)) return err('network.json: stun is not a list of addresses.')
  const starter = readStarter(declared)
  const id = await networkIdOf(manifest)
  return ok({
    ...{ id, manifest: encodeCanonical(manifest), name, relays, stun, ledger: ledger ?? null, starter },
    isChosen: false,
  })
}

/** Null also for one that is declared wrongly: the page starts without it. */
function readStarter(value: unknown): Starter | null {
  if (typeof value !== 'object' || value === null) return null
  const { file, people } = value as Record<string, unknown>
  if (typeof file !== 'string' || !isBesidePage(file)) return null
  if (typeof people !== 'object' || people === null || Array.isArray(people)) return null
  const entries = Object.entries(people as Record<string, unknown>)
  if (entries.length === 0 || entries.length > MAX_STARTER_PEOPLE) return null
  const byLanguage = new Map<string, PersonId>()
  for (const [language, id] of entries) {
    const person = typeof id === 'string' ? parsePersonId(id) : null
    if (person === null) return null
    byLanguage.set(language, person)
  }
  return { file, people: byLanguage }
}

/** A name, maybe in a folder: nothing that could lead to another host. */
function isBesidePage(file: string): boolean {
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(file)
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Where the owner's choice of another network is kept (app/network-choice.ts). */
export const CHOICE_KEY = 'synereo-network'

/** Where the browser keeps nothing there is no choice. */
export function isNetworkChosen(storage: Pick<Storage, 'getItem'>): boolean {
  try {
    return storage.getItem(CHOICE_KEY) !== null
  } catch {
    return false
  }
}
