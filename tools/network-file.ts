/** A network.json as a person names it on the command line; that it cannot be read is theirs to mend. */
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '../src/lib/result'

/** @returns what stands in it, or a sentence */
export async function readNetworkFile(path: string): Promise<Result<Record<string, unknown>, string>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return err(
      code === 'ENOENT'
        ? `There is no file ${path}.`
        : `${path} cannot be read (${code ?? 'no reason given'}).`,
    )
  }
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) return ok(read as Record<string, unknown>)
  } catch {
    // Said below.
  }
  return err(`${path} is no network.json: it holds no JSON object.`)
}
