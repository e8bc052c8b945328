import { expose, transfer } from 'comlink'
import { buffersOfGrowth, type Growth } from '../src/attention/brain'
import { AttentionEngine } from '../src/attention/engine'
import type { Report, Wanted } from '../src/attention/reading'
import { buffersOf } from '../src/attention/reporter'
import type { AttentionWorkerApi, Chair, CommunityView, Lobe } from '../src/attention/types'
import { holdForLife } from '../src/lib/life-lock'
import { nextTask } from '../src/lib/next-task'

class Served extends AttentionEngine implements AttentionWorkerApi {
  /** Results are moved to the page, not copied. */
  override evaluate(now: number, wanted: Wanted): Report {
    const report = super.evaluate(now, wanted)
    return transfer(report, buffersOf(report))
  }

  override async growth(former: readonly Lobe[], now: number): Promise<Growth> {
    const growth = await super.growth(former, now)
    return transfer(growth, buffersOfGrowth(growth))
  }

  async resume(snapshot: Blob): Promise<boolean> {
    // A browser may have lost the bytes of a blob that it still names.
    const bytes = await snapshot.arrayBuffer().catch(() => null)
    return bytes !== null && this.restore(bytes).ok
  }

  keep(): Blob | null {
    const snapshot = this.snapshot()
    return snapshot === null ? null : new Blob([snapshot])
  }

  async hearCommunity(members: readonly Chair[], now: number): Promise<CommunityView> {
    const steps = this.community(members, now)
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value
      // The Stream is not kept waiting by all of them, only by one.
      await nextTask()
    }
  }

  hold(lock: string): Promise<void> {
    return holdForLife(lock)
  }
}

expose(new Served())
