/** Takes the starter snapshot in: once, through the gate of all records, and never at the cost of the page (rule SH2). */
import { err, ok, type Result } from '../lib/result'
import type { LogHead } from '../records/store'
import type { ImportError, ImportReport } from './archive-import'
import type { Starter } from './network-config'

export interface StarterHost {
  fetch(file: string): Promise<Response>
  heads(): Promise<readonly LogHead[]>
  take(file: Blob): Promise<Result<ImportReport, ImportError>>
}

/** Ten posts are ten kilobytes. What is larger would keep a slow line busy for seconds, just when somebody has come. */
export const MAX_STARTER_BYTES = 1024 ** 2

export type StarterFault = ImportError | 'unreachable'

/** @returns what came of it; null when it was here already */
export async function takeStarter(
  starter: Starter,
  host: StarterHost,
): Promise<Result<ImportReport | null, StarterFault>> {
  const kept = new Set((await host.heads()).map(({ person }) => person))
  if ([...starter.people.values()].every((person) => kept.has(person))) return ok(null)
  const file = await fetched(starter.file, host)
  return file.ok ? host.take(file.value) : file
}

async function fetched(file: string, host: StarterHost): Promise<Result<Blob, 'unreachable' | 'too-large'>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  try {
    const response = await host.fetch(file)
    if (!response.ok || response.body === null) return err('unreachable')
    const reader = response.body.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.byteLength
      if (bytes > MAX_STARTER_BYTES) {
        await reader.cancel()
        return err('too-large')
      }
      parts.push(next.value)
    }
  } catch {
    return err('unreachable')
  }
  return ok(new Blob(parts))
}
