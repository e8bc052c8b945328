/** What of the composer the first paint does not wait for. */
export { default as DraftShelf } from './DraftShelf.svelte'
export { default as PickedPictures } from './PickedPictures.svelte'
export { default as PostRoom } from './PostRoom.svelte'
export { default as WarningField } from './WarningField.svelte'
