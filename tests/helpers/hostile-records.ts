/**
 * More than a hundred records around a valid log that everybody who holds that log must refuse. Each has one flaw and
 * is right in all else: signed by the log's own device where the signature is not the flaw. They are told apart by
 * their names, and the same log always gives the same records.
 */
import { Forger, type ValidLog } from './hostile/forger'
import type { HostileRecord } from './hostile/types'
import { wrongBody } from './hostile/wrong-body'
import { wrongEntry } from './hostile/wrong-entry'
import { wrongForm } from './hostile/wrong-form'
import { wrongPlace } from './hostile/wrong-place'

export type { HostileRecord, ValidLog }

export async function hostileRecords(log: ValidLog): Promise<HostileRecord[]> {
  const forger = await Forger.of(log)
  return [
    ...(await wrongForm(forger)),
    ...(await wrongEntry(forger)),
    ...(await wrongBody(forger)),
    ...(await wrongPlace(forger)),
  ]
}
