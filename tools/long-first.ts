/** The order of test files: what takes longest begins first, so that both cores are busy to the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Few lines that take long. Vitest goes by what it measured the last time, and by size where it has measured nothing yet. */
const LONG =
  /tests\/(properties\/|simulation\/|tools\/(epoch|ledger|helper-witness)|e2e\/(keyboard-tour|tour|payment-killed|epoch)\.)/

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
