/** Who comes and who goes by the manifest of the next epoch, for people who are to sign it. */
import { encodeCanonical } from '../records/codec'
import { equalBytes } from '../lib/bytes'
import { manifestShape, type Manifest } from './manifest'
import type { KeyId } from './types'

export interface WitnessChange {
  readonly comes: readonly KeyId[]
  readonly goes: readonly KeyId[]
  readonly stays: readonly KeyId[]
}

/**
 * Null when it changes more than who the witnesses are, which whoever reads who comes and goes would not see: a rule, the
 * name, who governs, for how much somebody counts, or where one is asked who stays.
 * @param addresses at which witnesses are asked now besides those of the manifest
 */
export function witnessChange(
  next: Manifest,
  old: Manifest,
  addresses: ReadonlyMap<KeyId, readonly string[]>,
): WitnessChange | null {
  const { witnesses, epoch, previous } = old
  if (!equalBytes(written({ ...next, witnesses, epoch, previous }), written(old))) return null
  const before = new Map(witnesses.map(({ key, weight }) => [key, weight]))
  const after = new Map(next.witnesses.map(({ key, weight }) => [key, weight]))
  if ([...after].some(([key, weight]) => weight !== (before.get(key) ?? 1))) return null
  const known = new Map(
    witnesses.map((one) => [one.key, [...one.addresses, ...(addresses.get(one.key) ?? [])]]),
  )
  const isElsewhere = ({ key, addresses: there }: Manifest['witnesses'][number]): boolean =>
    known.has(key) && there.some((address) => !known.get(key)?.includes(address))
  if (next.witnesses.some(isElsewhere)) return null
  return {
    comes: [...after.keys()].filter((key) => !before.has(key)),
    goes: [...before.keys()].filter((key) => !after.has(key)),
    stays: [...after.keys()].filter((key) => before.has(key)),
  }
}

function written(manifest: Manifest): Uint8Array {
  return encodeCanonical(manifestShape.write(manifest))
}
