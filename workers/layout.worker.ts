/**
 * Lays a network out, beside the page. The library's own worker is made of a blob, which the page's policy refuses; this is
 * a file of the build like any other.
 */
import type { LayoutPlan } from '../src/attention/brain'
import { layOut } from '../src/attention/layout'

const scope = globalThis as unknown as {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage(message: LayoutStep, moved: readonly ArrayBuffer[]): void
}

/** What comes back: positions again and again, null once they have settled. */
export type LayoutStep = Float32Array<ArrayBuffer> | null

scope.onmessage = ({ data }) => {
  for (const positions of layOut(data as LayoutPlan)) scope.postMessage(positions, [positions.buffer])
  scope.postMessage(null, [])
}
