/** An own post is withdrawn, and what stood in it goes to the box where posts are written (rule DR10). */
import type { Synereo } from '../../app/api'
import type { PostView } from '../../social/types'
import type { KeptPicture } from '../../storage/draft-store'
import { typedAgain } from '../format/typed-again'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'
import { draftList } from './draft-list.svelte'

/** Own pictures lie here; one that this device does not hold may be at a friend who is here. */
const PICTURE_WITHIN_MS = 10_000

/** @param onready called when nothing is waited for any more: what asked may go; false when it has gone, and nothing is wanted */
export async function writeAgain(
  ui: Pick<AppState, 'toast' | 'publish' | 'bareNameOf' | 'knownNameOf' | 'router'> & {
    readonly app: Pick<Synereo, 'image' | 'openDrafts'>
  },
  post: PostView,
  onready: () => boolean,
): Promise<void> {
  // They leave this browser with the post (rule IM8).
  const pictures = await Promise.all(post.images.map((image) => pictureOf(ui.app, image)))
  const list = await draftList(ui).catch(() => null)
  if (!onready()) return
  if (!areHad(pictures))
    return ui.toast(
      say('A picture of this post could not be had, so the post was not withdrawn. Try again later.'),
    )
  if (list === null)
    return ui.toast(say('This browser cannot keep a draft now, so the post was not withdrawn.'))
  const { warning, cid } = post
  const draft = {
    id: crypto.randomUUID(),
    ...typedAgain(post.text, (person) => (ui.knownNameOf(person) === null ? null : ui.bareNameOf(person))),
    warning,
    pictures,
    changedMs: Date.now(),
  }
  const isWithdrawn = await list.takeBack(draft, () => ui.publish({ kind: 'retract', body: { entry: cid } }))
  if (isWithdrawn && document.querySelector('[data-key="n"]') === null) ui.router.go('#/stream')
}

async function pictureOf(
  app: Pick<Synereo, 'image'>,
  image: PostView['images'][number],
): Promise<KeptPicture | null> {
  const blob = await app.image(image, AbortSignal.timeout(PICTURE_WITHIN_MS)).catch(() => null)
  return blob === null ? null : { file: new File([blob], 'picture', { type: blob.type }), alt: image.alt }
}

function areHad(pictures: readonly (KeptPicture | null)[]): pictures is KeptPicture[] {
  return pictures.every((picture) => picture !== null)
}
