/** Assembles the kernel's loops; `make-loops.ts` writes them down, and a test compares. */
import { readFileSync } from 'node:fs'
import wabt from 'wabt'

const SOURCE = new URL('../src/attention/kernel/loops.wat', import.meta.url)
export const TARGET = new URL('../src/attention/kernel/loops.wasm.ts', import.meta.url)

/** The text of loops.wasm.ts. */
export async function assembledLoops(): Promise<string> {
  const assembler = await wabt()
  const { buffer } = assembler
    .parseWat('loops.wat', readFileSync(SOURCE, 'utf8'), { simd: true })
    .toBinary({})
  const text = Buffer.from(buffer).toString('base64')
  return `/** loops.wat, assembled by \`npx tsx tools/make-loops.ts\`. */\nexport const LOOPS_WASM =\n  '${text}'\n`
}
