import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../tools/site'
import { filesAgain, MAX_FILES_AGAIN, readReport, settle, type Counts } from '../../tools/vitest-step'

const TOUR = 'tests/e2e/tour.test.ts'
const TIP = 'tests/e2e/tip.test.ts'

describe('a browser test that fails', () => {
  it('is read with its file and the first line of why, and so is a file that could not begin', () => {
    const text = JSON.stringify({
      testResults: [
        {
          name: join(ROOT, TOUR),
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'alice looks' },
            { status: 'failed', fullName: 'bob looks', failureMessages: ['too late\n at line 3'] },
          ],
        },
        { name: join(ROOT, TIP), status: 'failed', message: 'no port\nhere', assertionResults: [] },
      ],
    })
    const { passed, failures } = readReport(text)
    expect([...passed]).toEqual([
      [TOUR, 1],
      [TIP, 0],
    ])
    expect(failures).toEqual([
      failed(TOUR, 'bob looks', 'too late'),
      failed(TIP, 'could not begin', 'no port'),
    ])
  })

  it('is run once more with its file, but not where more files fail than chance explains', () => {
    expect(filesAgain(counts({}, failed(TOUR, 'a'), failed(TOUR, 'b'), failed(TIP, 'c')))).toEqual([
      TOUR,
      TIP,
    ])
    const many = Array.from({ length: MAX_FILES_AGAIN + 1 }, (_, index) => failed(`file ${index}`, 'a'))
    expect(filesAgain(counts({}, ...many))).toEqual([])
  })

  it('and passes the second time is named as unsteady and counts as passed', () => {
    const first = counts({ [TOUR]: 2, [TIP]: 5 }, failed(TOUR, 'bob looks', 'too late'))
    const settled = settle(first, counts({ [TOUR]: 3 }), [TOUR])
    expect(settled).toEqual({
      passed: 8,
      failed: 0,
      failures: [],
      unsteady: [`${TOUR}: bob looks: too late`],
    })
  })

  it('twice has failed, and so has what fails only the second time', () => {
    const first = counts({ [TOUR]: 2, [TIP]: 5 }, failed(TOUR, 'bob looks', 'too late'))
    const twice = settle(first, counts({ [TOUR]: 2 }, failed(TOUR, 'bob looks', 'too late again')), [TOUR])
    expect(twice).toEqual({
      passed: 7,
      failed: 1,
      failures: [`${TOUR}: bob looks: too late again`],
      unsteady: [],
    })
    const another = settle(first, counts({ [TOUR]: 2 }, failed(TOUR, 'alice looks', 'gone')), [TOUR])
    expect(another.failed).toBe(1)
    expect(another.unsteady).toEqual([`${TOUR}: bob looks: too late`])
  })
})

function failed(file: string, name: string, message = '') {
  return { file, name, message }
}

function counts(passed: Readonly<Record<string, number>>, ...failures: Counts['failures']): Counts {
  return { passed: new Map(Object.entries(passed)), failures }
}
