/**
 * Where a relay lies that somebody else names. A page can reach what nobody outside can: services of its own machine and
 * of the house it is in. So whom we attend may lead us out into the world, and inside only where our own relays are
 * inside as well, as in a network of one house. A public name that leads inside is not told apart: it would have to be
 * looked up. Pure.
 */
import { isPrivateIp } from '@libp2p/utils'

/** 'unknown' is where nobody is led: what would have to be looked up elsewhere, and what is no place. */
export type Place = 'outside' | 'inside' | 'unknown'

const LOCAL_NAME = /^[^.]+$|\.(local|localhost|localdomain|internal|lan|home\.arpa)$/i
/** A house that translates between the two kinds of addresses has its old ones behind these (RFC 6052). */
const TRANSLATED = /^64:ff9b:/i

export function placeOf(address: string): Place {
  const [, kind = '', host = ''] = address.split('/')
  if (!/^(ip[46]|dns[46]?)$/.test(kind)) return 'unknown'
  const name = dialled(kind === 'ip6' ? `[${host}]` : host)
  if (name === null) return 'unknown'
  if (TRANSLATED.test(name)) return 'inside'
  const isPrivate = isPrivateIp(name)
  if (isPrivate !== undefined) return isPrivate ? 'inside' : 'outside'
  if (kind.startsWith('ip')) return 'unknown'
  // A dot behind a name says that it is whole: `localhost.` is this machine as well.
  return LOCAL_NAME.test(name.replace(/\.+$/, '')) ? 'inside' : 'outside'
}

/** The host as the browser would dial it: `0x7f.1` as a name is 127.0.0.1. Null for what is none. */
function dialled(host: string): string | null {
  try {
    return new URL(`ws://${host}/`).hostname.replace(/^\[|\]$/g, '')
  } catch {
    return null
  }
}

/** Of relays that somebody names, those where we let ourselves be led. */
export function whereLed(named: readonly string[], own: readonly string[]): string[] {
  const isInside = own.some((address) => placeOf(address) === 'inside')
  return named.filter((address) => {
    const place = placeOf(address)
    return place === 'outside' || (place === 'inside' && isInside)
  })
}
