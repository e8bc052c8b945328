/** Whether who uses the page just now does so by keyboard: for a finger, a focus in a field opens the keys over half the screen. */
export function isByKeyboard(): boolean {
  return document.activeElement?.matches(':focus-visible') ?? false
}
