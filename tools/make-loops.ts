/** `npx tsx tools/make-loops.ts`: assembles src/attention/kernel/loops.wat. */
import { writeFileSync } from 'node:fs'
import { assembledLoops, TARGET } from './loops'

writeFileSync(TARGET, await assembledLoops())
