import { compareJudges, type Comparison } from '../../src/simulation/ledger/two-judges'
import { commit } from './commit'

/** Each piece begins with its own seed, so that any can be told again alone. */
const BLOCKS_PER_PIECE = 50_000
const MAX_SHOWN = 20

/** Blocks through two validity functions. @returns the exit code: 1 when they disagreed */
export async function blocks(runs: number, seed: number): Promise<number> {
  const sums = new Map<string, { valid: number; wait: number; invalid: number }>()
  const at = commit()
  let disagreed = 0
  for (let done = 0; done < runs; done += BLOCKS_PER_PIECE) {
    const own = seed + done / BLOCKS_PER_PIECE
    const { counts, disagreements } = await compareJudges(Math.min(BLOCKS_PER_PIECE, runs - done), own)
    addTo(sums, counts)
    disagreed += disagreements.length
    for (const one of disagreements.slice(0, MAX_SHOWN))
      console.error(`seed ${String(own)} at ${at}:`, JSON.stringify(one))
    console.error(
      `${String(Math.min(done + BLOCKS_PER_PIECE, runs))} blocks, ${String(disagreed)} disagreements`,
    )
  }
  for (const [fault, { valid, wait, invalid }] of [...sums].sort())
    console.log(`${fault.padEnd(36)} valid ${pad(valid)} wait ${pad(wait)} invalid ${pad(invalid)}`)
  console.log(`${String(runs)} blocks from seed ${String(seed)} at ${at}: ${String(disagreed)} disagreements`)
  return disagreed === 0 ? 0 : 1
}

function addTo(
  sums: Map<string, { valid: number; wait: number; invalid: number }>,
  counts: Comparison['counts'],
): void {
  for (const [fault, { valid, wait, invalid }] of counts) {
    const sum = sums.get(fault) ?? { valid: 0, wait: 0, invalid: 0 }
    sums.set(fault, { valid: sum.valid + valid, wait: sum.wait + wait, invalid: sum.invalid + invalid })
  }
}

function pad(count: number): string {
  return String(count).padStart(7)
}
