/** What of others' words and images is not shown unasked, and why: as the owner chose, and as its author warns. */
import { advisedOn, type LabelManner } from '../../social/labellers'
import type { PersonId } from '../../identity/types'
import type { RecordCid, Tag } from '../../records/types'
import type { Label, Labelled, PostView } from '../../social/types'
import { withoutMarks } from '../format/emphasis'
import { withNames } from '../format/mentioned'
import { mutedWord } from '../format/muted-word'
import { titleOf } from '../format/post-title'
import { warningSentence } from '../format/warning-sentence'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'

interface Said {
  readonly cid: RecordCid
  readonly author: PersonId
  /** Of a post; a comment has none. */
  readonly tags?: readonly Tag[]
  readonly warning: string | null
}

export class Guard {
  readonly #state: AppState

  constructor(state: AppState) {
    this.#state = state
  }

  /** Why a post is folded, in sentences; none when it is not. */
  foldsOf(post: PostView): string[] {
    const word = this.#mutedWordIn(post)
    const muted = word === null ? [] : [say('Folded, since you have muted the word “{word}”.', { word })]
    return [...this.closes(post), ...muted]
  }

  /** The same of a post or comment by what its author and labellers say of it. */
  closes(said: Said): string[] {
    return [
      ...this.warningOf(said),
      ...(this.#does(said, ['fold', 'hide']) ? [say('Folded, since it is labelled.')] : []),
    ]
  }

  warningOf({ author, warning }: Omit<Said, 'cid'>): string[] {
    const isOpen = warning === null || author === this.#state.self || this.#state.taste.opensWarned
    return isOpen ? [] : [warningSentence(warning)]
  }

  /** By what a post is called where it is not shown; in place of its words, that it is labelled, when it is folded so. */
  titleOf(post: (Said & Pick<PostView, 'text'>) | null): string {
    const isFolded = post !== null && post.warning === null && this.#does(post, ['fold', 'hide'])
    return isFolded
      ? say('A post that is labelled')
      : titleOf(post && { ...post, text: this.named(post.text) })
  }

  /** As plain text: without marks, and with the names of those whom it mentions. */
  named(text: string): string {
    return withNames(withoutMarks(text), (person) => this.#state.knownNameOf(person))
  }

  /** One line stands in the place of the whole post. */
  isHidden(said: Said): boolean {
    return this.#does(said, ['hide'])
  }

  /**
   * The labels that the owner sees on a post or a person: of those subscribed to, everywhere or under one of its tags,
   * and one's own.
   */
  labelsOn(on: Labelled, tags: readonly Tag[] = []): Label[] {
    const { self, social, taste } = this.#state
    const labellers = new Set([
      ...(Object.keys(taste.labellers) as PersonId[]),
      ...advisedOn(taste.advised, tags),
    ])
    return [
      ...(self === null ? [] : [self]),
      ...[...labellers].filter((labeller) => labeller !== self && !this.#state.isMuted(labeller)),
    ].flatMap((labeller) => social.labelBy(labeller, on) ?? [])
  }

  /** What others label the owner or their post: of nobody whom they have muted, and apart of those they do not know. */
  labelsOnOwn(on: Labelled): { known: Label[]; strangers: Label[] } {
    const { self, social, taste } = this.#state
    const known = new Set([
      ...(self === null ? [] : [self, ...social.following(self)]),
      ...(Object.keys(taste.labellers) as PersonId[]),
    ])
    const labels = social.labelsOn(on, [...known]).filter(({ by }) => !this.#state.isMuted(by))
    return {
      known: labels.filter(({ by }) => known.has(by)),
      strangers: labels.filter(({ by }) => !known.has(by)),
    }
  }

  /** Each is two look-ups by somebody subscribed to: however many others label it costs nothing. */
  #does({ cid, author, tags = [] }: Said, manners: readonly LabelManner[]): boolean {
    const { self, taste } = this.#state
    if (author === self) return false
    // What a community advises folds; whoever is chosen for everywhere does what was chosen.
    const does = (by: PersonId): LabelManner | null => taste.labellers[by] ?? (by === self ? null : 'fold')
    return [...this.labelsOn(cid, tags), ...this.labelsOn(author, tags)].some(({ by }) =>
      manners.some((manner) => does(by) === manner),
    )
  }

  #mutedWordIn({ author, text, tags, images, warning }: PostView): string | null {
    const { self, taste, now } = this.#state
    if (author === self || taste.words.length === 0) return null
    const words = taste.words.filter(({ until }) => until === null || until > now)
    return mutedWord(words, [text, warning ?? '', ...tags, ...images.map(({ alt }) => alt)])
  }
}
