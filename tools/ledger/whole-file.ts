/** Files that are there whole or not at all, wherever a crash comes. */
import { link, open, rename, rm } from 'node:fs/promises'

/** In the place of what was there. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeAside(path, text, 0o644)
  await rename(`${path}.new`, path)
}

/** False when there is one already, which stays as it is. Nobody else may read it. */
export async function writeOnce(path: string, text: string): Promise<boolean> {
  await writeAside(path, text, 0o600)
  try {
    await link(`${path}.new`, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(`${path}.new`)
  }
}

async function writeAside(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.new`, 'w', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
