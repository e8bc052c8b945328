import { MAX_TAGS } from '../../records/limits'
import { tagsIn } from '../../records/tag'

/** Whether a text has more different tags than a post may bear, so that some of them stay plain words. */
export function hasPlainTags(text: string): boolean {
  return tagsIn(text, MAX_TAGS + 1).length > MAX_TAGS
}
