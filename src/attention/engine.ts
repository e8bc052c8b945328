/** What the worker runs: holds one viewer's knowledge, takes changes, evaluates and explains. */
import { Model } from './evaluate'
import { explain } from './explain'
import { withDefaults, type Params } from './params'
import type {
  Act,
  Amplification,
  AttentionApi,
  Dials,
  Evaluation,
  Explanation,
  Follow,
  Knowledge,
  KnowledgeChange,
  ModelPost,
} from './types'

export class AttentionEngine implements AttentionApi {
  readonly #params: Params
  #viewer = ''
  #follows = new Map<string, Follow>()
  #posts = new Map<string, ModelPost>()
  #acts = new Map<string, Act>()
  #amplifications: readonly Amplification[] = []
  #dials: Dials = {}
  #tags: readonly string[] = []

  constructor(params: Params = withDefaults()) {
    this.#params = params
  }

  load(knowledge: Knowledge): void {
    this.#viewer = knowledge.viewer
    this.#follows = new Map(knowledge.follows.map((follow) => [followKey(follow), follow]))
    this.#posts = new Map(knowledge.posts.map((post) => [post.id, post]))
    this.#acts = new Map(knowledge.acts.map((act) => [actKey(act), act]))
    this.#amplifications = knowledge.amplifications ?? []
    this.#dials = knowledge.dials ?? {}
    this.#tags = knowledge.tags ?? []
  }

  change({ follows, posts, acts, dials, tags }: KnowledgeChange): void {
    for (const follow of follows?.removed ?? []) this.#follows.delete(followKey(follow))
    for (const follow of follows?.added ?? []) this.#follows.set(followKey(follow), follow)
    for (const id of posts?.removed ?? []) this.#posts.delete(id)
    for (const post of posts?.added ?? []) this.#posts.set(post.id, post)
    for (const act of acts?.removed ?? []) this.#acts.delete(actKey(act))
    for (const act of acts?.added ?? []) this.#acts.set(actKey(act), act)
    if (dials !== undefined) this.#dials = dials
    if (tags !== undefined) this.#tags = tags
  }

  evaluate(now: number): Evaluation {
    return new Model(this.#knowledge(), now, this.#params).evaluate()
  }

  explain(post: string, now: number): Explanation | null {
    const known = this.#posts.get(post)
    if (known === undefined) return null
    const model = new Model(this.#knowledge(), now, this.#params)
    return explain(model, known, model.evaluate().stream)
  }

  #knowledge(): Knowledge {
    return {
      viewer: this.#viewer,
      follows: [...this.#follows.values()],
      posts: [...this.#posts.values()],
      acts: [...this.#acts.values()],
      amplifications: this.#amplifications,
      dials: this.#dials,
      tags: this.#tags,
    }
  }
}

function followKey({ from, to }: Follow): string {
  return JSON.stringify([from, to])
}

/** An act is the same act when all of it is the same: adding it twice changes nothing. */
function actKey({ by, post, kind, at, quiet }: Act): string {
  return JSON.stringify([by, post, kind, at, quiet === true])
}
