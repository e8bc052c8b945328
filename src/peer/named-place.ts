/**
 * Where a relay lies that somebody else names. A page can reach what nobody outside can: services of its own machine and
 * of the house it is in. So whom we attend may lead us out into the world, and inside only where our own relays are
 * inside as well, as in a network of one house. Pure.
 */
import { isPrivateIp } from '@libp2p/utils'

/** 'unknown' is where nobody is led: what would have to be looked up elsewhere, and what is no place. */
export type Place = 'outside' | 'inside' | 'unknown'

const LOCAL_NAME = /^[^.]+$|\.(local|localhost|internal|lan|home\.arpa)\.?$/i

export function placeOf(address: string): Place {
  const [, kind = '', host = ''] = address.split('/')
  if (host === '') return 'unknown'
  if (kind === 'ip4' || kind === 'ip6') {
    const isPrivate = isPrivateIp(host)
    if (isPrivate === undefined) return 'unknown'
    return isPrivate ? 'inside' : 'outside'
  }
  if (!/^dns[46]?$/.test(kind)) return 'unknown'
  return LOCAL_NAME.test(host) ? 'inside' : 'outside'
}

/** Of relays that somebody names, those where we let ourselves be led. */
export function whereLed(named: readonly string[], own: readonly string[]): string[] {
  const isInside = own.some((address) => placeOf(address) === 'inside')
  return named.filter((address) => {
    const place = placeOf(address)
    return place === 'outside' || (place === 'inside' && isInside)
  })
}
