/** What a change of the records means for the model. */
import type { Act, Follow, KnowledgeChange, ModelPost } from '../attention/types'
import type { RecordCid, RecordOf } from '../records/types'
import type { ActRecord } from './acts-in-force'

/** Gathers what one change means for the model; what comes and goes within it means nothing. */
export class ModelChange {
  readonly #follows = new NetChange<Follow>()
  readonly #posts = new NetChange<ModelPost>()
  readonly #acts = new NetChange<Act>()

  follow({ from, to }: Follow, isOn: boolean): void {
    this.#follows.note(`${from} ${to}`, { from, to }, isOn)
  }

  post(value: ModelPost, isOn: boolean): void {
    this.#posts.note(value.id, value, isOn)
  }

  /** By its CID: two likes at one time look the same to the model and are two nevertheless. */
  act(cid: RecordCid, value: Act, isOn: boolean): void {
    this.#acts.note(cid, value, isOn)
  }

  value(): KnowledgeChange {
    return {
      follows: { added: this.#follows.list(true), removed: this.#follows.list(false) },
      posts: { added: this.#posts.list(true), removed: this.#posts.list(false).map(({ id }) => id) },
      acts: { added: this.#acts.list(true), removed: this.#acts.list(false) },
    }
  }
}

/** Things that are on or off, each told of only when it turns. */
class NetChange<T> {
  readonly #turned = new Map<string, { readonly value: T; readonly isOn: boolean }>()

  note(key: string, value: T, isOn: boolean): void {
    if (this.#turned.has(key)) this.#turned.delete(key)
    else this.#turned.set(key, { value, isOn })
  }

  list(isOn: boolean): T[] {
    return [...this.#turned.values()].filter((turn) => turn.isOn === isOn).map(({ value }) => value)
  }
}

export function toModelPost({ cid, header, body }: RecordOf<'post'>): ModelPost {
  return { id: cid, author: header.person, at: header.time, tags: body?.tags ?? [] }
}

export function toAct(act: ActRecord): Act {
  if (act.body === null) throw new Error('an act without a body is never in force')
  const { kind, header, body } = act
  return {
    by: header.person,
    post: body.post,
    kind,
    at: header.time,
    quiet: act.kind === 'comment' && act.body.quiet,
  }
}
