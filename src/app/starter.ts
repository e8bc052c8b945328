/** Takes the starter snapshot in: once, through the gate of all records, and never at the cost of the page (rule SH2). */
import { bodyWithin } from '../lib/bounded-body'
import { err, ok, type Result } from '../lib/result'
import type { LogHead } from '../records/store'
import type { NetworkId } from '../records/types'
import type { ImportError, ImportReport } from './archive-import'
import type { Marks } from './marks'
import type { Starter } from './network-config'

export interface StarterHost {
  readonly network: NetworkId
  /** Outlive the logs, which may be let go. */
  readonly marks: Marks
  fetch(file: string): Promise<Response>
  heads(): Promise<readonly LogHead[]>
  take(file: Blob): Promise<Result<ImportReport, ImportError>>
}

/** Ten posts are ten kilobytes. What is larger would keep a slow line busy for seconds, just when somebody has come. */
export const MAX_STARTER_BYTES = 1024 ** 2

export type StarterFault = ImportError | 'unreachable'

/** @returns what came of it; null when it was taken before, also where its logs were let go since */
export async function takeStarter(
  starter: Starter,
  host: StarterHost,
): Promise<Result<ImportReport | null, StarterFault>> {
  // Its name holds a hash: what it says now has another name.
  const key = `synereo-starter-${host.network}`
  if (host.marks.get(key) === starter.file) return ok(null)
  const kept = new Set((await host.heads()).map(({ person }) => person))
  if ([...starter.people.values()].every((person) => kept.has(person))) {
    host.marks.set(key, starter.file)
    return ok(null)
  }
  const file = await fetched(starter.file, host)
  if (!file.ok) return file
  const taken = await host.take(file.value)
  // Where the clock is behind, all of it is refused until it is set right.
  if (taken.ok && taken.value.refused === 0) host.marks.set(key, starter.file)
  return taken
}

async function fetched(file: string, host: StarterHost): Promise<Result<Blob, 'unreachable' | 'too-large'>> {
  try {
    const response = await host.fetch(file)
    return response.ok ? await bodyWithin(response, MAX_STARTER_BYTES) : err('unreachable')
  } catch {
    return err('unreachable')
  }
}
