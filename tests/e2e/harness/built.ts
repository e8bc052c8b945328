/** Before the first browser test: what all of them start is built once, rather than by two files at the same time. */
import { bundledHelper } from '../../../tools/bundled-helper'
import { buildSite } from '../../../tools/site'

export default async function setup(): Promise<void> {
  await buildSite()
  await bundledHelper()
}
