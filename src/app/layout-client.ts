/** Has a worker lay the network out; fetched with the view that draws it. */
import type { Brain, LayoutPlan } from '../attention/brain'
import workerUrl from '../../workers/layout.worker.ts?worker&url'
import type { LayoutListener } from './api'
import { trustedScriptUrl } from './trusted-script-url'

/** A mere follow pulls a little too. */
const LEAST_WEIGHT = 0.1

/** @returns ends it */
export function layOut(brain: Brain, moved: LayoutListener): () => void {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'layout' })
  let last: Float32Array | null = null
  worker.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer> | null>) => {
    if (data !== null) {
      last = data
      moved(data, false)
      return
    }
    worker.terminate()
    if (last !== null) moved(last, true)
  }
  const plan = planOf(brain)
  worker.postMessage(plan, [plan.ends.buffer, plan.weights.buffer])
  return () => worker.terminate()
}

/** By the best that each tie was, so that the picture stands still while its weeks go by. */
function planOf(brain: Brain): LayoutPlan {
  const ends = new Int32Array(brain.tieCount * 2)
  const weights = new Float32Array(brain.tieCount)
  for (let tie = 0; tie < brain.tieCount; tie += 1) {
    ends.set(brain.endsOf(tie), tie * 2)
    weights[tie] = LEAST_WEIGHT + brain.bestWidth(tie)
  }
  const groups = brain.people.map((person, place) => brain.lobes[brain.lobeOf[place] ?? -1]?.name ?? person)
  return { people: brain.people, groups, ends, weights }
}
