/**
 * Another network than the one that the page comes with, chosen by its owner: the same code, another `network.json`. Each
 * network has a database of its own, and with it an own person, own records and own AMP.
 */
import { bodyWithin } from '../lib/bounded-body'
import { err, ok, type Result } from '../lib/result'
import type { NetworkId } from '../records/types'
import type { NamedNetwork, NetworkError } from './api'
import { decodeInvite } from './invite-link'
import {
  CHOICE_KEY,
  loadNetworkConfig,
  LONG_NAME,
  readNetworkConfig,
  type NetworkConfig,
} from './network-config'

/** A manifest, relays and a ledger with hundreds of accounts; and no more than every browser keeps under one name. */
const MAX_TEXT_CHARS = 1_000_000
/** Any such text fits. */
const MAX_FETCHED_BYTES = 3 * MAX_TEXT_CHARS
/** Several times as deep as a ledger with later epochs; what goes on and on overflows the stack of whoever walks through it. */
const MAX_DEPTH = 32
const FETCH_TIMEOUT_MS = 15_000
const INVITE = /#\/join\/([\w-]+)$/

/** Null where none is chosen, or what is kept cannot be read any more. */
export async function chosenNetwork(storage: Pick<Storage, 'getItem'>): Promise<NetworkConfig | null> {
  const text = storage.getItem(CHOICE_KEY)
  const read = text === null ? null : await readNetworkText(text)
  return read?.ok === true ? read.value : null
}

/** @returns whether it is kept */
export function chooseNetwork(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  text: string | null,
): boolean {
  try {
    if (text === null) storage.removeItem(CHOICE_KEY)
    else storage.setItem(CHOICE_KEY, text)
    return true
  } catch {
    return false
  }
}

/** What is shipped lies beside another page, and is not fetched from there. */
export async function readNetworkText(text: string): Promise<Result<NetworkConfig, NetworkError>> {
  if (text.length > MAX_TEXT_CHARS) return err('too-large')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err('not-understood')
  }
  if (isDeeperThan(MAX_DEPTH, json)) return err('not-understood')
  try {
    const config = await readNetworkConfig(json)
    if (config.ok) return ok({ ...config.value, starter: null, isChosen: true })
    return err(config.error === LONG_NAME ? 'long-name' : 'not-understood')
  } catch {
    return err('not-understood') // A manifest that no block can hold, with a number like 1e400.
  }
}

function isDeeperThan(levels: number, json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false
  return levels === 0 || Object.values(json).some((value) => isDeeperThan(levels - 1, value))
}

/** Which network lies beside this page; null where its host is away. */
export async function homeOf(network: Pick<NetworkConfig, 'id' | 'isChosen'>): Promise<NetworkId | null> {
  if (!network.isChosen) return network.id
  const loaded = await loadNetworkConfig('./network.json')
  return loaded.ok ? loaded.value.config.id : null
}

/** From where another network is looked at. */
export interface Here {
  readonly current: NetworkId
  /** The network of this page; null where that is not known. */
  readonly home: NetworkId | null
  /** Whether this browser was in it before. */
  readonly isHeld: (network: NetworkId) => Promise<boolean>
}

export async function networkNamed(
  typed: string,
  here: Here,
  load: typeof fetch = fetch,
): Promise<Result<NamedNetwork, NetworkError>> {
  const named = typed.trim()
  if (named.startsWith('{')) return asNamed(named, null, here)
  const address = addressOf(named)
  if (address === null) return err('not-understood')
  const invite = INVITE.exec(named)?.[1] ?? null
  try {
    const response = await load(address, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
    if (!response.ok) return err('unreachable')
    const body = await bodyWithin(response, MAX_FETCHED_BYTES)
    return body.ok ? await asNamed(await body.value.text(), invite, here) : body
  } catch {
    return err('unreachable')
  }
}

/** The file itself, or the one beside the page that is named. */
function addressOf(named: string): URL | null {
  if (!/^https?:\/\//.test(named) || !URL.canParse(named)) return null
  const url = new URL(named)
  url.hash = ''
  return url.pathname.endsWith('.json') ? url : new URL('network.json', url)
}

async function asNamed(
  text: string,
  token: string | null,
  { current, home, isHeld }: Here,
): Promise<Result<NamedNetwork, NetworkError>> {
  const config = await readNetworkText(text)
  if (!config.ok) return config
  const { id, name } = config.value
  if (token !== null && decodeInvite(token)?.network !== id) return err('not-as-invited')
  if (id === current) return err('same')
  const invite = token === null ? '' : `#/join/${token}`
  // Under the manifest of this page's network anybody could put other relays, and another ledger.
  if (id === home) return ok({ id, name, text: null, isHeld: true, invite })
  return ok({ id, name, text, isHeld: await isHeld(id), invite })
}
