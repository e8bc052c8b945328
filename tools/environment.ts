/** Settings from the environment (docs: README and `npm start`). */
import { join } from 'node:path'
import { InUseError } from './file-lock'
import { ROOT } from './site'

export const DEFAULT_PORT = 4173

/** Prints how the program is set, if `--help` is asked for. */
export function helpIfAsked(help: string): void {
  const asked = process.argv.slice(2)
  if (!asked.includes('--help') && !asked.includes('-h')) return
  console.log(help)
  process.exit(0)
}

/** For what was typed behind a program that is set by the environment. */
export function refuseTyped(why: string): never {
  console.error(
    `${why}\nSettings come from the environment, not as "${process.argv.slice(2).join(' ')}"; --help names them.`,
  )
  process.exit(1)
}

/** A port number of the environment; exits with a plain message when it is none. */
export function portFrom<Fallback extends number | null>(
  name: 'PORT' | 'RELAY_PORT' | 'WITNESS_PORT',
  fallback: Fallback,
): number | Fallback {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  console.error(`${name} must be a port number from 0 to 65535, got "${text}".`)
  process.exit(1)
}

export function stateDir(): string {
  return process.env.STATE_DIR ?? join(ROOT, '.local')
}

/** Runs until told to stop, then ends everything that was started, in the order given. */
export async function runUntilStopped(parts: readonly { stop(): Promise<void> }[]): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  await Promise.allSettled(parts.map((part) => part.stop()))
  process.exit(0)
}

/** Ends the process with a sentence for the errors that a user can mend. */
export function explainAndExit(error: unknown, what: string): never {
  if (error instanceof InUseError) console.error(error.message)
  else console.error(isPortTaken(error) ? `${what} is in use by another program.` : error)
  process.exit(1)
}

/** libp2p puts the reasons why it cannot listen into one message, without their codes. */
export function isPortTaken(error: unknown): boolean {
  return (
    error instanceof Error &&
    (('code' in error && error.code === 'EADDRINUSE') || error.message.includes('EADDRINUSE'))
  )
}
