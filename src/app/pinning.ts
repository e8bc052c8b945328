/**
 * Asks a pinning service, which the owner names, to keep what the owner wrote: the IPFS Pinning Service API 1.0, as many
 * services and IPFS Cluster speak it. A plain client: of the whole API two requests are needed, and the one on npm is
 * made for an older Helia. The service fetches the blocks from this page, which connects to where it says.
 */
import { bodyWithin } from '../lib/bounded-body'
import { err, ok, type Result } from '../lib/result'
import type { BlockCid } from '../records/types'

export interface PinService {
  /** Address of the API, without `/pins`. */
  readonly endpoint: string
  readonly token: string
}

export type PinStatus = 'queued' | 'pinning' | 'pinned' | 'failed'

export interface Pin {
  readonly id: string
  readonly status: PinStatus
  /** Multiaddrs at which the service waits for the blocks. */
  readonly delegates: readonly string[]
}

export type PinError =
  | 'bad-address'
  | 'unreachable'
  | 'not-allowed'
  | 'refused'
  | 'not-understood'
  /** The blocks that the service would fetch find no room here. */
  | 'storage-full'

export type Fetch = typeof globalThis.fetch

/** A service that takes longer is treated as one that cannot be reached. */
const ANSWER_TIMEOUT_MS = 30_000
/** An answer is a few hundred bytes and some addresses. */
const MAX_ANSWER_BYTES = 64 * 1024
const MAX_DELEGATES = 20
const MAX_TEXT_CHARS = 500
const STATUSES: readonly string[] = ['queued', 'pinning', 'pinned', 'failed'] satisfies PinStatus[]

/** @param origins multiaddrs of this page, at which the service may look for the blocks */
export function addPin(
  fetch: Fetch,
  service: PinService,
  {
    cid,
    name,
    origins,
  }: { readonly cid: BlockCid; readonly name: string; readonly origins: readonly string[] },
): Promise<Result<Pin, PinError>> {
  return ask(fetch, service, 'pins', { method: 'POST', body: JSON.stringify({ cid, name, origins }) })
}

export function pinOf(fetch: Fetch, service: PinService, id: string): Promise<Result<Pin, PinError>> {
  return ask(fetch, service, `pins/${encodeURIComponent(id)}`, { method: 'GET' })
}

async function ask(
  fetch: Fetch,
  { endpoint, token }: PinService,
  path: string,
  init: RequestInit,
): Promise<Result<Pin, PinError>> {
  const url = addressOf(endpoint, path)
  if (url === null) return err('bad-address')
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  try {
    const response = await fetch(url, {
      ...init,
      headers,
      credentials: 'omit',
      // The token is for the host that was named and for no other.
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    if (response.status === 401 || response.status === 403) return err('not-allowed')
    if (!response.ok) return err('refused')
    const body = await bodyWithin(response, MAX_ANSWER_BYTES)
    return body.ok ? readPin(await body.value.text()) : err('not-understood')
  } catch {
    return err('unreachable')
  }
}

/** Over https alone, as the token is worth something. */
function addressOf(endpoint: string, path: string): URL | null {
  const base = endpoint.trim().replace(/\/+$/, '')
  if (!URL.canParse(`${base}/${path}`)) return null
  const url = new URL(`${base}/${path}`)
  return url.protocol === 'https:' && url.username === '' && url.search === '' && url.hash === '' ? url : null
}

function readPin(text: string): Result<Pin, PinError> {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return err('not-understood')
  }
  if (typeof answer !== 'object' || answer === null) return err('not-understood')
  const { requestid, status, delegates } = answer as Record<string, unknown>
  if (typeof requestid !== 'string' || requestid === '' || requestid.length > MAX_TEXT_CHARS)
    return err('not-understood')
  if (typeof status !== 'string' || !STATUSES.includes(status)) return err('not-understood')
  const addresses = Array.isArray(delegates) ? (delegates as unknown[]) : []
  return ok({
    id: requestid,
    status: status as PinStatus,
    delegates: addresses.filter(isAddress).slice(0, MAX_DELEGATES),
  })
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/') && value.length <= MAX_TEXT_CHARS
}
