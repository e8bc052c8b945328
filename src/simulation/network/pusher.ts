/**
 * Somebody whom nobody attends, who pushes: true posts of their own, damaged ones, what honest pages pushed to them, and
 * bytes that are nothing, twenty a second to each page.
 */
import { encodeImpulse } from '../../peer/impulse-message'
import { signRecord } from '../../records/sign'
import type { CarriedBlocks } from '../../records/types'
import type { Agenda } from './agenda'
import type { End, Lines, Port } from './lines'
import { NETWORK, type SimulatedPerson } from './people'
import { asImpulse, impulseIn } from './protocols'

const PUSH_MS = 50
const POSTS = 20
const MAX_REMEMBERED = 20

export interface PusherWorld {
  readonly agenda: Agenda
  readonly lines: Lines
  random(): number
}

export class Pusher implements Port {
  readonly name: string
  pushed = 0
  readonly #world: PusherWorld
  readonly #posts: readonly CarriedBlocks[]
  readonly #remembered: Uint8Array[] = []

  static async create(owner: SimulatedPerson, world: PusherWorld, nowMs: number): Promise<Pusher> {
    const { person, signer, certificate } = owner
    const posts: CarriedBlocks[] = []
    for (let count = 0; count < POSTS; count += 1) {
      const draft = { kind: 'post', body: { text: `Buy number ${count}`, tags: [], images: [] } } as const
      const head = { person, device: signer.device, seq: count, cid: NETWORK as string as never, time: nowMs }
      const signed = await signRecord(draft, { network: NETWORK, person, head, nowMs }, signer)
      if (!signed.ok) throw new Error(`expected a post, not ${signed.error}`)
      const { entryBlock, bodyBlock } = signed.value
      posts.push({ entry: entryBlock, body: bodyBlock, certificate })
    }
    return new Pusher(owner.name, world, posts)
  }

  private constructor(name: string, world: PusherWorld, posts: readonly CarriedBlocks[]) {
    this.name = name
    this.#world = world
    this.#posts = posts
    world.lines.plugIn(name, this)
  }

  opened(end: End): void {
    this.#go(end)
  }

  closed(): void {}

  arrived(_end: End, bytes: Uint8Array): void {
    const impulse = impulseIn(bytes)
    if (impulse !== null && this.#remembered.length < MAX_REMEMBERED) this.#remembered.push(impulse)
  }

  #go(end: End): void {
    if (!end.isOpen) return
    this.pushed += 1
    void this.#world.lines.send(end, asImpulse(this.#something()))
    this.#world.agenda.after(PUSH_MS, () => this.#go(end))
  }

  #something(): Uint8Array {
    const random = (): number => this.#world.random()
    const at = Math.floor(random() * this.#posts.length)
    const post = this.#posts[at]
    const heard = this.#remembered[Math.floor(random() * this.#remembered.length)]
    const chance = random()
    if (heard !== undefined && chance < 0.3) return heard
    if (heard !== undefined && chance < 0.4) return damaged(heard, random)
    if (post === undefined || chance < 0.5) return Uint8Array.from({ length: 60 }, () => random() * 256)
    return encodeImpulse([chance < 0.6 ? { ...post, entry: damaged(post.entry, random) } : post])
  }
}

function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const at = Math.floor(random() * changed.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return changed
}
