/** Dialogs that the first paint does not wait for; the page fetches them when it rests, or when they are asked for. */
import { words } from '../words/words.svelte'

/** Rejects when the host does not answer. */
export async function fetchWhyHere() {
  const [{ default: dialog }] = await Promise.all([import('./WhyHere.svelte'), words.fetchLater()])
  return dialog
}

/** Rejects when the host does not answer. */
export async function fetchClockNotice() {
  const [{ default: notice }] = await Promise.all([import('./ClockNotice.svelte'), words.fetchLater()])
  return notice
}

/** Rejects when the host does not answer. */
export async function fetchKeyHelp() {
  const [{ default: dialog }] = await Promise.all([import('./KeyHelp.svelte'), words.fetchLater()])
  return dialog
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
export async function fetchBackupFile() {
  const [{ default: form }] = await Promise.all([import('./BackupFile.svelte'), words.fetchLater()])
  return form
}
