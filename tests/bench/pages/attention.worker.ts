/** Runs in a worker: measures the attention kernel on one network and answers with the rows. */
import { measured } from '../attention-measure'
import { SIZES } from '../network'

globalThis.onmessage = async ({ data }: MessageEvent) => {
  const { name, hasGraphology } = data as { readonly name: string; readonly hasGraphology: boolean }
  const size = SIZES.find((other) => other.name === name)
  if (size === undefined) throw new Error(`there is no network ${name}`)
  const place = { place: 'Chromium worker', changesAtOnce: 10, hasGraphology }
  postMessage(await measured(size, place))
}
