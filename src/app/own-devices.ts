/** The devices of the owner: each has a log of its own, which begins with what it calls itself. */
import type { DeviceId, PersonId } from '../identity/types'
import type { Database } from '../storage/open'
import type { OwnDevice } from './api'

export async function devicesOf(
  db: Database,
  person: PersonId,
  here: DeviceId,
): Promise<readonly OwnDevice[]> {
  // An array comes after every text, so that this is between all logs of the person and those of the next.
  const heads = await db.getAll('heads', IDBKeyRange.bound([person], [person, []]))
  const devices = await Promise.all(
    heads.map(async ({ device, seq, time }): Promise<OwnDevice> => {
      const first = (await db.get('entries', [person, device, 0]))?.record
      const label = first?.kind === 'device' ? (first.body?.label ?? null) : null
      return { device, label, isThis: device === here, records: seq + 1, lastMs: time }
    }),
  )
  return devices.sort((a, b) => Number(b.isThis) - Number(a.isThis) || b.lastMs - a.lastMs)
}
