/**
 * The root of an archive: one block that names the ends of logs, so that whoever holds its CID reaches everything in it,
 * and, when the owner wished so, the twelve words under a passphrase. An archive is a CAR file of these blocks (rule AR1).
 */
import { CID } from 'multiformats/cid'
import { IV_BYTES, SALT_BYTES, type LockedWords } from '../identity/passphrase'
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
/** A file that asks for more would keep a page busy for minutes. */
const MAX_ROUNDS = 10_000_000

export function writeArchiveRoot({ network, time, heads, words }: ArchiveRoot): Uint8Array<ArrayBuffer> {
  return encodeCanonical({
    v: 1,
    t: 'archive',
    network,
    time,
    heads: heads.map((head) => CID.parse(head)),
    words: words === null ? null : { ...words },
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

function readLockedWords(value: unknown): LockedWords | undefined {
  const map = closedMap(value, ['salt', 'iv', 'rounds', 'sealed'])
  if (map === undefined) return undefined
  const rounds = integer(map.rounds, 1, MAX_ROUNDS)
  const { salt, iv, sealed } = map
  if (rounds === undefined || !isBytes(salt, SALT_BYTES) || !isBytes(iv, IV_BYTES)) return undefined
  if (!(sealed instanceof Uint8Array) || sealed.byteLength > MAX_SEALED_BYTES) return undefined
  return { rounds, salt: new Uint8Array(salt), iv: new Uint8Array(iv), sealed: new Uint8Array(sealed) }
}

function isBytes(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.byteLength === length
}
