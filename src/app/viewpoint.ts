/** From where this tab looks at what it knows: who the viewer is, what they have set and seen, and what follows for the model. */
import type {
  Act,
  Amplification,
  Chair,
  Dials,
  KnowledgeChange,
  KnowledgePart,
  Settings,
} from '../attention/types'
import { paramsOf } from '../attention/adjustable'
import type { PersonId } from '../identity/types'
import type { RecordCid, Tag } from '../records/types'
import type { Society } from '../social/society'
import { isSilenced } from '../stream/candidates'
import { NO_TASTE, type Taste } from './taste'

export interface View {
  readonly post: RecordCid
  readonly at: number
}

export class Viewpoint {
  viewer: PersonId | null = null
  taste: Taste = NO_TASTE
  readonly #society: Society
  readonly #shipped: Pick<ReadonlySet<PersonId>, 'has'>
  readonly #views = new Map<RecordCid, View>()
  /** The communities of the viewer, as the model was told last. */
  #toldTags: readonly Tag[] = []

  /** @param shipped whose records were shipped with the page (rule SH3) */
  constructor(society: Society, shipped: Pick<ReadonlySet<PersonId>, 'has'>) {
    this.#society = society
    this.#shipped = shipped
  }

  get dials(): Dials {
    const { people, tags } = this.taste
    return { people, tags }
  }

  /** What the model has to know of the viewer. */
  settings(amplifications: readonly Amplification[]): Settings {
    this.#toldTags = this.#joined()
    return {
      viewer: this.viewer ?? '',
      amplifications,
      dials: this.dials,
      tags: this.#toldTags,
      params: paramsOf(this.taste.ranking),
    }
  }

  /** The viewer has joined or left a community since the model was told. */
  tagsIfChanged(): Pick<KnowledgeChange, 'tags'> {
    const tags = this.#joined()
    if (tags.join(' ') === this.#toldTags.join(' ')) return {}
    this.#toldTags = tags
    return { tags }
  }

  /** What is known to this device's model and to nobody else. */
  own(): KnowledgePart {
    const { viewer } = this
    const views = [...this.#views.values()].filter(({ post }) => !this.#isShipped(post))
    const acts = viewer === null ? [] : views.map((view) => viewAct(viewer, view))
    return { follows: [], posts: [], acts }
  }

  /** Notes the first view of a post; null when nothing follows from it for the model. */
  see(view: View): Act | null {
    if (this.#views.has(view.post)) return null
    this.#views.set(view.post, view)
    return this.viewer === null || this.#isShipped(view.post) ? null : viewAct(this.viewer, view)
  }

  /** What was seen before this page was opened. */
  saw(views: readonly View[]): void {
    for (const view of views) this.#views.set(view.post, view)
  }

  seenAt(post: RecordCid): number | null {
    return this.#views.get(post)?.at ?? null
  }

  follows(person: PersonId): boolean {
    return this.viewer !== null && this.#society.follows(this.viewer, person)
  }

  chairOf(person: PersonId): Chair {
    return { person, tags: this.#society.joined(person) }
  }

  /** It is not in the Stream: hidden by the owner, silenced by a dial, or it has a place of its own below, until the viewer follows whose it is. */
  isHidden(cid: RecordCid): boolean {
    const post = this.#society.post(cid)
    if (post === null) return false
    const isApart = this.#shipped.has(post.author) && !this.follows(post.author)
    return isApart || this.taste.hidden.includes(cid) || isSilenced(post.author, post.tags, this.dials)
  }

  /** Who reads how the page works attends nobody by it: such views are not told to the model. */
  #isShipped(post: RecordCid): boolean {
    const author = this.#society.post(post)?.author
    return author !== undefined && this.#shipped.has(author)
  }

  #joined(): readonly Tag[] {
    return this.viewer === null ? [] : this.#society.joined(this.viewer)
  }
}

/** A view is private: it is known to this device's model and to nobody else. */
function viewAct(by: PersonId, { post, at }: View): Act {
  return { by, post, kind: 'view', at }
}
