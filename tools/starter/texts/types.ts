/** What a guide says, in reading order. */
export interface GuideTexts {
  readonly name: string
  readonly about: string
  readonly posts: readonly string[]
}
