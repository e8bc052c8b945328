/**
 * The root of an archive: one block that names the ends of logs, so that whoever holds its CID reaches everything in it,
 * and, when the owner wished so, the twelve words under a passphrase. An archive is a CAR file of these blocks (rule AR1).
 */
import { CID } from 'multiformats/cid'
import type { Argon2Cost } from '../identity/argon2'
import { IV_BYTES, SALT_BYTES, type LockedWords, type Pbkdf2Cost } from '../identity/passphrase'
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from './codec'
import { closedMap, integer, link, list } from './fields'
import type { BlockCid, NetworkId, RecordCid } from './types'

export interface ArchiveRoot {
  readonly network: NetworkId
  /** Unix time in milliseconds at which it was made. */
  readonly time: number
  /** The last entry of each log in it; and blocks that show what is withdrawn (records/withdrawal-block.ts). */
  readonly heads: readonly (RecordCid | BlockCid)[]
  readonly words: LockedWords | null
}

/** As many logs as are ever wanted (people times devices); the block stays below what IPFS nodes pass on (1 MiB). */
export const MAX_ARCHIVE_LOGS = 8_000
const MAX_NETWORK_CHARS = 100
/** Twelve words of at most eight letters, the spaces between and the mark of AES-GCM. */
const MAX_SEALED_BYTES = 12 * 9 + 16
/**
 * What this app ever asked, least and most. Less would be somebody's who has the file and wants it opened where they
 * listen; more would keep a page busy for minutes.
 */
const ROUNDS = { least: 600_000, most: 10_000_000 }
const MEMORY_KIB = { least: 19_456, most: 524_288 }
const PASSES = { least: 2, most: 10 }

export function writeArchiveRoot({ network, time, heads, words }: ArchiveRoot): Uint8Array<ArrayBuffer> {
  return encodeCanonical({
    v: 1,
    t: 'archive',
    network,
    time,
    heads: heads.map((head) => CID.parse(head)),
    words: words === null ? null : writeLockedWords(words),
  })
}

export function readArchiveRoot(block: Uint8Array): Result<ArchiveRoot, 'not-an-archive'> {
  const decoded = decodeCanonical(block)
  const map = decoded.ok
    ? closedMap(decoded.value, ['v', 't', 'network', 'time', 'heads', 'words'])
    : undefined
  if (map === undefined || map.v !== 1 || map.t !== 'archive') return err('not-an-archive')
  const time = integer(map.time, 0, Number.MAX_SAFE_INTEGER)
  const heads = list(map.heads, MAX_ARCHIVE_LOGS, (head) => link(head))
  const words = map.words === null ? null : readLockedWords(map.words)
  if (typeof map.network !== 'string' || map.network.length > MAX_NETWORK_CHARS) return err('not-an-archive')
  if (time === undefined || heads === undefined || words === undefined) return err('not-an-archive')
  return ok({ network: map.network as NetworkId, time, heads: heads as RecordCid[], words })
}

function writeLockedWords({ cost, ...rest }: LockedWords): Record<string, unknown> {
  return { ...rest, ...cost }
}

function readLockedWords(value: unknown): LockedWords | undefined {
  const map =
    closedMap(value, ['salt', 'iv', 'memoryKiB', 'passes', 'sealed']) ??
    closedMap(value, ['salt', 'iv', 'rounds', 'sealed'])
  if (map === undefined) return undefined
  const cost = readCost(map)
  const { salt, iv, sealed } = map
  if (cost === undefined || !isBytes(salt, SALT_BYTES) || !isBytes(iv, IV_BYTES)) return undefined
  if (!(sealed instanceof Uint8Array) || sealed.byteLength > MAX_SEALED_BYTES) return undefined
  return { cost, salt: new Uint8Array(salt), iv: new Uint8Array(iv), sealed: new Uint8Array(sealed) }
}

function readCost(map: Readonly<Record<string, unknown>>): Argon2Cost | Pbkdf2Cost | undefined {
  if ('rounds' in map) {
    const rounds = integer(map.rounds, ROUNDS.least, ROUNDS.most)
    return rounds === undefined ? undefined : { rounds }
  }
  const memoryKiB = integer(map.memoryKiB, MEMORY_KIB.least, MEMORY_KIB.most)
  const passes = integer(map.passes, PASSES.least, PASSES.most)
  return memoryKiB === undefined || passes === undefined ? undefined : { memoryKiB, passes }
}

function isBytes(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.byteLength === length
}
