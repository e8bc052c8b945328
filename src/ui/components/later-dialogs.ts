/** Dialogs that the first paint does not wait for; the page fetches them when it rests, or when they are asked for. */
import { words } from '../words/words.svelte'

/** Rejects when the host does not answer. */
export async function fetchWhyHere() {
  const [{ default: dialog }] = await Promise.all([import('./WhyHere.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchPostMenu() {
  const [{ default: menu }] = await Promise.all([import('./PostMenu.svelte'), words.fetchLater()])
  return menu
}

/** Rejects when the host does not answer. */
export async function fetchClockNotice() {
  const [{ default: notice }] = await Promise.all([import('./ClockNotice.svelte'), words.fetchLater()])
  return notice
}

/** Rejects when the host does not answer. */
export async function fetchScan() {
  const [{ default: dialog }] = await Promise.all([import('./ScanDialog.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchUpdateNotice() {
  const [{ default: notice }] = await Promise.all([import('./UpdateNotice.svelte'), words.fetchLater()])
  return notice
}

/** Rejects when the host does not answer. */
export async function fetchKeyHelp() {
  const [{ default: dialog }] = await Promise.all([import('./KeyHelp.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchShortcuts() {
  const [{ Shortcuts }] = await Promise.all([import('../shortcuts/perform'), words.fetchLater()])
  return Shortcuts
}

/** Rejects when the host does not answer. */
export async function fetchComposerParts() {
  const [parts] = await Promise.all([import('./composer-parts'), words.fetchLater()])
  return parts
}

/** Rejects when the host does not answer. */
export async function fetchLabel() {
  const [{ default: dialog }] = await Promise.all([import('./LabelDialog.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchLabelNotes() {
  const [{ default: notes }] = await Promise.all([import('./LabelNotes.svelte'), words.fetchLater()])
  return notes
}

/** Rejects when the host does not answer. */
export async function fetchShare() {
  const [{ default: dialog }] = await Promise.all([import('./ShareDialog.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchAmplify() {
  const [{ default: dialog }] = await Promise.all([import('./AmplifyDialog.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchTip() {
  const [{ default: dialog }] = await Promise.all([import('./TipDialog.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchWithdraw() {
  const [{ default: part }] = await Promise.all([import('./WithdrawPost.svelte'), words.fetchLater()])
  return part
}

/** Rejects when the host does not answer. */
export async function fetchRoomLeft() {
  const [{ default: note }] = await Promise.all([import('./RoomLeft.svelte'), words.fetchLater()])
  return note
}

/** Rejects when the host does not answer. */
export async function fetchImageViewer() {
  const [{ default: dialog }] = await Promise.all([import('./ImageViewer.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchWitnessQuestion() {
  const [{ default: dialog }] = await Promise.all([import('./WitnessQuestion.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchRecoverStep() {
  const [{ default: form }] = await Promise.all([import('./RecoverStep.svelte'), words.fetchLater()])
  return form
}

/** Rejects when the host does not answer. */
export async function fetchThisNetwork() {
  const [{ default: note }] = await Promise.all([import('./ThisNetwork.svelte'), words.fetchLater()])
  return note
}

/** Rejects when the host does not answer. */
export async function fetchJourney() {
  const [{ default: replay }] = await Promise.all([import('./JourneyReplay.svelte'), words.fetchLater()])
  return replay
}

/** Rejects when the host does not answer. */
export async function fetchDatedAheadNotice() {
  const [{ default: notice }] = await Promise.all([import('./DatedAheadNotice.svelte'), words.fetchLater()])
  return notice
}

/** Rejects when the host does not answer. */
export async function fetchPeople() {
  const [{ default: dialog }] = await Promise.all([import('./PeopleDialog.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchFirstLook() {
  const [{ default: posts }] = await Promise.all([import('./FirstLook.svelte'), words.fetchLater()])
  return posts
}
