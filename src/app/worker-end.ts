/**
 * A browser tells nobody when it ends a worker, for want of memory say. It does give back the locks that the worker held.
 * @param hold has the worker take a lock for its life (src/lib/life-lock.ts)
 * @returns true when the worker has ended, false when the signal came first
 */
export async function hasEnded(hold: (lock: string) => Promise<void>, signal: AbortSignal): Promise<boolean> {
  const lock = `synereo-worker-${crypto.randomUUID()}`
  await hold(lock)
  return navigator.locks
    .request(lock, { signal }, () => true)
    .catch((error: unknown) => {
      if (!signal.aborted) throw error
      return false
    })
}
