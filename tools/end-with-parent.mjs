// Ends this process when the one that started it is gone: npm's shell passes no signal on, and an orphan would keep its
// port. Loaded by tools/with-packages.mjs and, before anything else, into the tool that it starts. Plain JavaScript of
// the standard library only, as with-packages.mjs.
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 1_000
/** A tool that was asked to stop closes its servers; one that hangs does not keep them. */
const GRACE_MS = 3_000

const atStart = starters()
const watch = setInterval(() => {
  if (starters() === atStart) return
  clearInterval(watch)
  setTimeout(() => process.exit(1), GRACE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}, LOOK_EVERY_MS)
watch.unref()

/** The parent; where that is npm's shell, which may outlive a killed npm, npm too. */
function starters() {
  const { name, parent } = status(process.ppid)
  const isShellOfNpm = process.env.npm_lifecycle_event !== undefined && /^(?:da|ba)?sh$/.test(name)
  return isShellOfNpm ? `${process.ppid} ${parent}` : `${process.ppid}`
}

/** Empty where there is no /proc, as on macOS. */
function status(pid) {
  try {
    // `pid (name) state parent …`; a name may itself hold brackets.
    const [, name = '', parent = ''] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    return { name, parent }
  } catch {
    return { name: '', parent: '' }
  }
}
