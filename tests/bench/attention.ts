/**
 * The attention kernel on networks like those of small, middling and large communities, in Node and in a worker of
 * Chromium (attention-measure.ts says what is measured).
 */
import { measured } from './attention-measure'
import { withDevPage } from './dev-page'
import { SIZES } from './network'
import type { Bench, Row } from './row'

/** The peers of the largest network want more than a browser gives a page. */
const GRAPHOLOGY_IN_BROWSER = ['a', 'b']

export const attention: Bench = {
  name: 'attention',
  async run() {
    const rows: Row[] = []
    for (const size of SIZES)
      rows.push(...(await measured(size, { place: 'Node', changesAtOnce: 1, hasGraphology: true })))
    for (const { name } of SIZES) rows.push(...(await measuredInChromium(name)))
    return rows
  },
}

function measuredInChromium(name: string): Promise<Row[]> {
  const hasGraphology = GRAPHOLOGY_IN_BROWSER.includes(name)
  return withDevPage(
    (page) =>
      page.evaluate(
        (asked) =>
          new Promise<Row[]>((resolve, reject) => {
            const worker = new Worker('/tests/bench/pages/attention.worker.ts', { type: 'module' })
            worker.onmessage = ({ data }) => resolve(data as Row[])
            worker.onerror = ({ message }) => reject(new Error(message))
            worker.postMessage(asked)
          }),
        { name, hasGraphology },
      ),
    // Isolated pages have a clock that steps by 5 µs instead of 100.
    { isIsolated: true },
  )
}
