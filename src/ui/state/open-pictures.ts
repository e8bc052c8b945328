/** The pictures of the post that is being written in this tab, kept over a reload as its words are (rule DR9). */
import type { PersonId } from '../../identity/types'
import type { PostView } from '../../social/types'
import type { DraftStore, OpenPictures } from '../../storage/draft-store'
import { pickedFrom, type Picked } from './picked'

/** While a description is typed, files are not written with every letter. */
export const SAVE_AFTER_MS = 300

/** Once for the page: afterwards it knows better than the disk. */
let hasLooked = false
/** What the disk has. */
let saved = '[]'

/** Those of before the page was loaded again; null when it has looked already. */
export async function picturesBefore(store: DraftStore, tab: string): Promise<OpenPictures | null> {
  if (hasLooked) return null
  hasLooked = true
  return store.pictures(tab)
}

export async function savePictures(store: DraftStore, tab: string, picked: readonly Picked[]): Promise<void> {
  const now = marksOf(picked)
  if (now === saved) return
  const pictures = picked.map(({ file, alt }) => ({ file, alt }))
  await store.setPictures(tab, { pictures, changedMs: Date.now() })
  saved = now
}

/** As the disk has them already. */
export function shown(pictures: OpenPictures['pictures']): Picked[] {
  const picked = pictures.map(pickedFrom)
  saved = marksOf(picked)
  return picked
}

function marksOf(picked: readonly Picked[]): string {
  return JSON.stringify(picked.map(({ url, alt }) => [url, alt]))
}

/** Posted before the page could let go of them, as when it was loaded again in the middle (rule DR1). */
export function haveGoneOut(
  { pictures, changedMs }: OpenPictures,
  posts: Iterable<PostView>,
  self: PersonId | null,
): boolean {
  const alts = JSON.stringify(pictures.map(({ alt }) => alt.trim()))
  for (const { author, images, time } of posts)
    if (author === self && time >= changedMs && JSON.stringify(images.map(({ alt }) => alt)) === alts)
      return true
  return false
}
