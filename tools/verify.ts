/** `npm run verify -- URL`: whether a host serves the files of the build in dist, and no others in their place (rule PW4). */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOfBuild, keptFiles, SERVICE_WORKER } from './offline-build'
import { buildSite, DIST } from './site'

const USAGE =
  'usage: npm run verify -- URL\nCompares what a host serves with the build of this folder, file by file.'
/** Asked at a time: a host is no enemy. */
const AT_A_TIME = 8

/** Each file that is not served as it was built, with what is wrong with it. @param folder of the build */
export async function verifySite(site: string, folder: string): Promise<readonly string[]> {
  const kept = (await keptFiles(folder)).map(({ url }) => url)
  const open = [...kept, SERVICE_WORKER]
  const faults: string[] = []
  const work = async (): Promise<void> => {
    for (let url = open.shift(); url !== undefined; url = open.shift()) {
      const fault = await compare(new URL(url, site), join(folder, url))
      if (fault !== null) faults.push(`${url}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return faults.sort()
}

async function compare(address: URL, path: string): Promise<string | null> {
  const response = await fetch(address).catch(() => null)
  if (response === null) return 'no answer'
  if (!response.ok) return `answered with ${String(response.status)}`
  const [served, built] = [new Uint8Array(await response.arrayBuffer()), await readFile(path)]
  return sha256(served) === sha256(built) ? null : 'other content'
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function main(typed: string | undefined): Promise<void> {
  if (typed === undefined || !URL.canParse(typed) || !/^https?:/.test(typed)) {
    console.error(USAGE)
    process.exitCode = 1
    return
  }
  await buildSite()
  const site = typed.endsWith('/') ? typed : `${typed}/`
  const faults = await verifySite(site, DIST)
  for (const fault of faults) console.log(fault)
  const hash = hashOfBuild(await keptFiles(DIST))
  if (faults.length === 0) console.log(`${site} serves this build, ${hash}.`)
  else console.error(`${site} does not serve this build, ${hash}.`)
  process.exitCode = faults.length === 0 ? 0 : 1
}

if (process.argv[1]?.endsWith('verify.ts') === true) await main(process.argv[2])
