/** The command as somebody calls it who checks a case: one line, whatever the file is. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../tools/site'

const folder = mkdtempSync(join(tmpdir(), 'synereo-cases-'))

afterAll(() => rmSync(folder, { recursive: true }))

function caseOf(kind: string, file: string) {
  const args = ['--import', 'tsx', join(ROOT, 'tools/case.ts'), kind, file]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  return { stdout, stderr, status }
}

function fileWith(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('npm run case', () => {
  it.each([
    ['a folder', folder],
    ['a file that is missing', join(folder, 'missing')],
    ['a device', '/dev/zero'],
  ])('[R13] -- record answers %s with one line of JSON', (_, file) => {
    const { stdout, stderr, status } = caseOf('record', file)
    expect(stdout).toBe('{"accepted":false,"reason":"unreadable"}\n')
    expect([stderr, status]).toEqual(['', 0])
  })

  it('[R13] -- record answers a file that may not be read', () => {
    const file = fileWith('secret', 'x')
    chmodSync(file, 0)
    // Root reads everything, and then it is only no record.
    expect(JSON.parse(caseOf('record', file).stdout)).toMatchObject({ accepted: false })
  })

  it.each([
    ['a folder', folder],
    ['a file that is missing', join(folder, 'missing')],
    ['no JSON', fileWith('lines', 'neither\nJSON\nnor one line')],
    ['nothing', fileWith('null', 'null')],
    ['a case of the wrong shape', fileWith('shape', '{"input":{"now":1,"viewer":"v","posts":3}}')],
  ])('[R13] -- attention says in one line what is wrong with %s', (_, file) => {
    const { stdout, stderr, status } = caseOf('attention', file)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^attention [^\n]+\n$/)
    expect(stderr).not.toMatch(/ {4}at |node:internal/)
    expect(status).toBe(1)
  })
})
