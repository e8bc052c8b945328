/** The four witnesses of `npm start`, some of which lost what they said, or are started a second time. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { InUseError } from '../../tools/file-lock'
import { startLocalLedger } from '../../tools/local-ledger'
import { becomesTrue } from '../helpers/becomes-true'

const FIRST_ENTRY = 40
const TOO_FEW = 'No payment becomes final while fewer than three of the four run.'

async function stateFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'synereo-local-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function ledgerIn(stateDir: string) {
  const ledger = await startLocalLedger({ network: { v: 1, name: 'n', purpose: 'test' }, stateDir })
  onTestFinished(() => ledger.stop())
  return ledger
}

it('[AM30] a witness of npm start whose log is gone or damaged is told of, and the others run under the same ledger', async () => {
  const stateDir = await stateFolder()
  const log = (witness: number) => join(stateDir, `witness-${String(witness)}`, 'said.log')
  const before = await ledgerIn(stateDir)
  expect(before.missing).toEqual([])
  await before.stop()

  await rm(log(2))
  const three = await ledgerIn(stateDir)
  expect(three.missing).toEqual([
    `witness-2 cannot run. The log of the witness in ${join(stateDir, 'witness-2')} is gone. A witness that forgot what it said must not go on.`,
  ])
  expect(three.declared.manifest).toEqual(before.declared.manifest)
  await three.stop()

  const bytes = await readFile(log(4))
  bytes[FIRST_ENTRY] = (bytes[FIRST_ENTRY] ?? 0) ^ 1
  await writeFile(log(4), bytes)
  const two = await ledgerIn(stateDir)
  expect(two.missing).toEqual([
    expect.stringContaining('witness-2 cannot run.'),
    expect.stringContaining(`witness-4 cannot run. ${log(4)} is damaged`),
    TOO_FEW,
  ])
  await two.stop()

  await rm(log(1))
  await rm(log(3))
  expect((await ledgerIn(stateDir)).missing).toHaveLength(5)
})

it('[AM144] the witnesses of npm start do not run twice, and one whose lock another process has stops with a sentence', async () => {
  const stateDir = await stateFolder()
  await ledgerIn(stateDir)
  await expect(ledgerIn(stateDir)).rejects.toBeInstanceOf(InUseError)
  const said = vi.spyOn(console, 'error').mockReturnValue()
  onTestFinished(() => said.mockRestore())
  const lock = join(stateDir, 'witness-3/said.log.lock')
  await writeFile(lock, JSON.stringify({ token: 'of another', pid: 1, host: 'elsewhere' }))
  await becomesTrue(() =>
    expect(said).toHaveBeenCalledWith(expect.stringContaining('Another process writes')),
  )
  expect(await readFile(lock, 'utf8')).toContain('of another')
})
