/** The built site as hosts of static pages serve it: compressed, without a relay. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildSite, DIST, networkWith } from '../../../tools/site'
import { serveFolder } from '../../../tools/static-server'
import type { Site } from './site'

const COMPRESSED = /\.(js|css|html|svg|json|webmanifest|wasm)$/

export async function startCompressedSite(): Promise<Pick<Site, 'url' | 'relay' | 'stop'>> {
  await buildSite()
  const folder = await mkdtemp(join(tmpdir(), 'synereo-compressed-'))
  await cp(DIST, folder, { recursive: true })
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && COMPRESSED.test(path)) await writeFile(`${path}.gz`, gzipSync(await readFile(path)))
  }
  const networkJson = await networkWith([])
  const server = await serveFolder({ folder, port: 0, networkJson, hasGzipped: true })
  return {
    url: server.url,
    relay: '',
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
