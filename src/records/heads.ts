import type { LogHead, RecordChange } from './store'

/** Where the logs end now that this change has grown. */
export function headsOf(change: RecordChange): LogHead[] {
  const heads = new Map<string, LogHead>()
  for (const { cid, header, isBeside } of change.added) {
    if (isBeside === true) continue
    const { person, device, seq, time } = header
    heads.set(`${person}/${device}`, { person, device, seq, time, cid })
  }
  return [...heads.values()]
}
