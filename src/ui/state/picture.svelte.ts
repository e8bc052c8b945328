import type { Image } from '../../records/types'
import type { AppState } from './app-state.svelte'

/** An image of a post, as it comes from here or from peers; for a component's life. */
export class Picture {
  url = $state.raw<string | null>(null)
  /** Nobody who is here has it now. */
  isMissing = $state(false)
  #attempt = $state(0)

  constructor(ui: { readonly app: Pick<AppState['app'], 'image'> }, image: () => Image) {
    $effect(() => {
      if (this.#attempt < 0) return // Read here, so that another attempt fetches again.
      const stopped = new AbortController()
      let made: string | null = null
      this.isMissing = false
      void ui.app.image(image(), stopped.signal).then((blob) => {
        if (stopped.signal.aborted) return
        this.isMissing = blob === null
        if (blob !== null) this.url = made = URL.createObjectURL(blob)
      })
      return () => {
        stopped.abort()
        this.url = null
        if (made !== null) URL.revokeObjectURL(made)
      }
    })
  }

  tryAgain(): void {
    this.#attempt += 1
  }
}
