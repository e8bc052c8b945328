/**
 * `npm run snapshot`: writes the starter snapshot for the network of public/network.json, names it there, and throws the
 * keys away. A file that says the same already is left alone; `npm run snapshot -- --anew` makes another all the same.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import './node-20'
import { networkIdOf } from '../src/records/network-id'
import { ROOT } from './site'
import { GUIDES } from './starter/guide'
import { makeStarter, saysTheSame } from './starter/make-starter'
import { readStarter } from './starter/read-starter'

const FOLDER = join(ROOT, 'public')
const NETWORK_FILE = join(FOLDER, 'network.json')
const declared = JSON.parse(await readFile(NETWORK_FILE, 'utf8')) as {
  readonly manifest: unknown
  readonly starter: { readonly file: string; readonly people: Readonly<Record<string, string>> } | null
}
const network = await networkIdOf(declared.manifest)
if (!process.argv.includes('--anew') && (await isCurrent())) {
  console.log(`public/${declared.starter?.file ?? ''} says all of this already.`)
} else {
  const { file, people } = await makeStarter(GUIDES, network)
  const bytes = new Uint8Array(await file.arrayBuffer())
  // Another file has another name, so that no cache holds the former for it.
  const name = `starter-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.car`
  for (const old of await readdir(FOLDER)) if (/^starter-.*\.car$/.test(old)) await rm(join(FOLDER, old))
  await writeFile(join(FOLDER, name), bytes)
  const starter = { file: name, people }
  await writeFile(NETWORK_FILE, `${JSON.stringify({ ...declared, starter }, null, 2)}\n`)
  console.log(
    `public/${name}: ${Object.keys(people).length} guides, ${bytes.byteLength} bytes. Nobody has their keys any more.`,
  )
}

async function isCurrent(): Promise<boolean> {
  if (declared.starter === null) return false
  const bytes = await readFile(join(FOLDER, declared.starter.file)).catch(() => null)
  if (bytes === null) return false
  const { records } = await readStarter(new Blob([new Uint8Array(bytes)]), network, Date.now())
  return saysTheSame(GUIDES, declared.starter.people, records)
}
