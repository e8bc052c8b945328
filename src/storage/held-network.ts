import type { NetworkId } from '../records/types'
import { databaseOf } from './open'

/** Whether this browser was in a network before. */
export async function isNetworkHeld(network: NetworkId): Promise<boolean> {
  const names = (await indexedDB.databases()).map(({ name }) => name)
  return names.includes(databaseOf(network))
}
