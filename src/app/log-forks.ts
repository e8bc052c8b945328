/** Whether a log of somebody has gone two ways, as it is told to whoever looks at them (rule SY17). */
import type { PersonId } from '../identity/types'
import type { RecordOf } from '../records/types'
import type { Database } from '../storage/open'
import type { LogForks } from './api'

export async function logForks(
  db: Database,
  person: PersonId,
  merges: readonly RecordOf<'merge'>[],
): Promise<LogForks> {
  // An array comes after every text, so that this is between all logs of the person and those of the next.
  const found = await db.getAll('forks', IDBKeyRange.bound([person], [person, []]))
  const joined = merges.flatMap(({ body }) => body ?? [])
  if (found.some(({ device }) => !joined.some((merge) => merge.device === device))) return 'open'
  // Who moves on from a copy that had written nothing names one end.
  return joined.some(({ heads }) => heads.length > 1) ? 'joined' : 'none'
}
