/** Makes a key of a passphrase once, beside the page, which would stand still meanwhile; then it is ended, and its memory is free. */
import { stretch, type StretchAnswer, type StretchTask } from '../src/identity/argon2'

const scope = globalThis as unknown as {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage(answer: StretchAnswer): void
}

scope.onmessage = ({ data }) => {
  const { typed, salt, cost } = data as StretchTask
  void stretch(typed, salt, cost).then((key) => scope.postMessage(key.ok ? key.value : null))
}
