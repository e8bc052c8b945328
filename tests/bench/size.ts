import { buildSite } from '../../tools/site'
import { sizedFiles } from '../../tools/size'
import type { Bench } from './row'

/** What a visitor downloads, compressed. */
export const size: Bench = {
  name: 'size',
  async run() {
    await buildSite()
    const files = await sizedFiles()
    const kB = (some: typeof files): number => some.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) / 1_000
    return [
      {
        name: 'size: needed for the first paint',
        value: kB(files.filter(({ isFirst }) => isFirst)),
        unit: 'kB gzip',
      },
      { name: 'size: all, peer and worker included', value: kB(files), unit: 'kB gzip' },
    ]
  },
}
