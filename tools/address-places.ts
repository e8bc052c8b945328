/** How many connections each address has open at a relay: no more than its share, so that no machine takes all. Pure. */
export class AddressPlaces {
  readonly #open = new Map<string, number>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** @returns whether there was one; whoever took it gives it back */
  take(block: string): boolean {
    const open = this.#open.get(block) ?? 0
    if (open >= this.#most) return false
    this.#open.set(block, open + 1)
    return true
  }

  give(block: string): void {
    const open = this.#open.get(block) ?? 0
    if (open > 1) this.#open.set(block, open - 1)
    else this.#open.delete(block)
  }
}

const IPV6_GROUPS = 8
/** A line has 2^64 addresses of IPv6 at least, of which each page may use another: they count as one. */
const LINE_GROUPS = 4
/** How an address of IPv4 is written where the socket speaks IPv6. */
const MAPPED = /^::ffff:(?=\d+\.)/i

/** What counts as one address. */
export function addressBlock(host: string): string {
  const address = host.replace(MAPPED, '')
  if (!address.includes(':')) return address
  const [head = [], tail = []] = address.split('::').map((side) => side.split(':').filter(Boolean))
  const left = Math.max(0, IPV6_GROUPS - head.length - tail.length)
  const groups = [...head, ...Array<string>(left).fill('0'), ...tail].slice(0, LINE_GROUPS)
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`
}

export function isThisMachine(host: string): boolean {
  return host === '::1' || host.replace(MAPPED, '').startsWith('127.')
}
