/** Of the scopes of all workers of this page; null where the browser does not tell. */
export async function bytesOfWorker(): Promise<number | null> {
  const measure = (performance as { measureUserAgentSpecificMemory?: () => Promise<MemoryBreakdown> })
    .measureUserAgentSpecificMemory
  if (measure === undefined) return null
  const { breakdown } = await measure.call(performance)
  const ofWorkers = breakdown.filter(({ attribution }) =>
    attribution.some(({ scope }) => scope === 'DedicatedWorkerGlobalScope'),
  )
  return ofWorkers.reduce((sum, { bytes }) => sum + bytes, 0)
}

interface MemoryBreakdown {
  readonly breakdown: readonly {
    readonly bytes: number
    readonly attribution: readonly { readonly scope: string }[]
  }[]
}
