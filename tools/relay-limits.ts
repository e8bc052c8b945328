/** What a relay spends on its guests: settings of the environment, checked. Pure: the environment is an argument. */
import { err, ok, type Result } from '../src/lib/result'
import { LEDGER_MESSAGES_PER_S } from '../src/peer/config'

interface Setting {
  readonly name: string
  readonly fallback: number
  readonly least: number
  readonly most: number
  /** For whoever sets it. */
  readonly means: string
}

const SETTINGS = {
  connections: {
    name: 'RELAY_CONNECTIONS',
    fallback: 1_000,
    least: 2,
    most: 100_000,
    means: 'browsers that are connected at the same time',
  },
  connectionsPerAddress: {
    name: 'RELAY_CONNECTIONS_PER_ADDRESS',
    // A school or a mobile network has one address for many; sixteen such are needed to take all.
    fallback: 64,
    least: 1,
    most: 100_000,
    means:
      'connections of one address (of IPv6, of one /64) at the same time; all that come through a proxy on another machine are of one, so set it as high as RELAY_CONNECTIONS there',
  },
  proxyOnThisMachine: {
    name: 'RELAY_PROXY_ON_THIS_MACHINE',
    // Pages that came over https need one that speaks TLS; a test run has all its pages here.
    fallback: 1,
    least: 0,
    most: 1,
    means:
      '1 where a proxy on this machine may bring the browsers of all, so that what comes from here is not counted by address; 0 where there is none',
  },
  connectionsPerS: {
    name: 'RELAY_CONNECTIONS_PER_S',
    // Many may share one address, at a mobile network or a school; a test run has one, and sets its own.
    fallback: 20,
    least: 1,
    most: 10_000,
    means: 'new connections of one address in a second',
  },
  reservations: {
    name: 'RELAY_RESERVATIONS',
    fallback: 2_000,
    least: 1,
    most: 100_000,
    means: 'places for browsers to be reached at, each kept while its browser is connected',
  },
  circuits: {
    name: 'RELAY_CIRCUITS',
    fallback: 300,
    least: 1,
    most: 10_000,
    // libp2p counts them by connection, and has no setting for all together.
    means: 'first handshakes of one browser that are passed through at the same time',
  },
  circuitKib: {
    name: 'RELAY_CIRCUIT_KIB',
    fallback: 128,
    // A handshake of two browsers takes some 10 KiB.
    least: 32,
    most: 1_024 * 1_024,
    means: 'KiB that go through for one handshake, then it is ended',
  },
  circuitS: {
    name: 'RELAY_CIRCUIT_S',
    fallback: 120,
    least: 10,
    most: 86_400,
    means: 'seconds that one handshake may take',
  },
  messagesPerS: {
    name: 'RELAY_MESSAGES_PER_S',
    fallback: LEDGER_MESSAGES_PER_S,
    least: 1,
    most: 10_000,
    means:
      'messages of one browser that are passed on in a second, besides presences, of at most 4 KiB to each',
  },
  memoryMib: {
    name: 'RELAY_MEMORY_MIB',
    fallback: 1_024,
    // It takes about a hundred by itself.
    least: 192,
    most: 1_024 * 1_024,
    means: 'MiB of memory from which on nobody new is let in',
  },
} as const satisfies Readonly<Record<string, Setting>>

export type RelayLimits = { readonly [K in keyof typeof SETTINGS]: number }

const NAMES = Object.keys(SETTINGS) as (keyof RelayLimits)[]

/** As they are without any setting. */
export const DEFAULT_LIMITS = Object.fromEntries(
  NAMES.map((key) => [key, SETTINGS[key].fallback]),
) as RelayLimits

/** @returns every fault at once, a sentence each */
export function relayLimits(
  environment: Readonly<Record<string, string | undefined>>,
): Result<RelayLimits, readonly string[]> {
  const faults: string[] = []
  const limits = Object.fromEntries(
    NAMES.map((key) => {
      const { name, fallback, least, most }: Setting = SETTINGS[key]
      const text = environment[name] ?? ''
      if (text === '') return [key, fallback]
      const value = /^\d+$/.test(text) ? Number(text) : NaN
      if (!(value >= least && value <= most))
        faults.push(`${name} must be a whole number from ${least} to ${most}, got "${text}".`)
      return [key, value]
    }),
  ) as Record<keyof RelayLimits, number>
  return faults.length > 0 ? err(faults) : ok(limits)
}

/** One line for each limit, with its value. */
export function limitLines(limits: RelayLimits): string[] {
  return NAMES.map((key) => `${SETTINGS[key].name}=${limits[key]}  ${SETTINGS[key].means}`)
}
