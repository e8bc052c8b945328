/** Runs in a page: a network of thousands of people, from the worker's answer to a picture that is moved about. */
import { AttentionClient } from '../../../src/app/attention-client'
import { layOut } from '../../../src/app/layout-client'
import { Brain } from '../../../src/attention/brain'
import type { Reading } from '../../../src/attention/reading'
import { NeuronDrawing } from '../../../src/ui/drawing/neuron-drawing'
import { networkOf, NOW, VIEWER, type Size } from '../network'
import { ownOf, partsOf, personName } from './worker'

export interface Pictured {
  readonly people: number
  readonly ties: number
  /** From asking the worker to its answer. */
  readonly askingMs: number
  /** From asking to the first picture on the screen, and to the one that stands still. */
  readonly firstMs: number
  readonly settledMs: number
  /** Drawing one day of the slider after another. */
  readonly daysMs: readonly number[]
}

const DAYS = 20
const LOOK = {
  lobes: ['#2268b8', '#c2540a', '#1c8a5f', '#b03a78', '#8a6d00', '#12809a', '#8d43b5', '#b3342f'],
  lobeless: '#77736a',
  you: '#4a3fd1',
  ink: '#1b1a17',
  ground: '#ffffff',
  font: 'sans-serif',
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

export async function drawPicture(size: Size): Promise<Pictured> {
  const network = networkOf(size, 1)
  const evaluated = Promise.withResolvers<Reading>()
  const client = new AttentionClient({
    now: () => NOW,
    settings: () => ({ viewer: personName(VIEWER) }),
    own: () => ownOf(network),
    parts: () => partsOf(network),
    evaluated: evaluated.resolve,
  })
  client.begin(null)
  await evaluated.promise
  const container = document.createElement('div')
  container.style.cssText = 'position: fixed; inset: 0; inline-size: 800px; block-size: 600px'
  document.body.append(container)
  const startedMs = performance.now()
  const growth = await client.growth()
  const askingMs = performance.now() - startedMs
  if (growth === null) throw new Error('the worker gave no answer')
  const brain = new Brain(growth, () => null)
  const drawing = new NeuronDrawing(
    {
      container,
      brain,
      look: LOOK,
      nameOf: (place) => `Person ${place}`,
      isStill: false,
      picked: () => undefined,
    },
    { step: brain.stepCount - 1, chosen: null, lobe: null },
  )
  let firstMs: number | null = null
  const settled = Promise.withResolvers<null>()
  layOut(brain, (positions, isSettled) => {
    drawing.moveTo(positions)
    if (firstMs === null) void frame().then(() => (firstMs ??= performance.now() - startedMs))
    if (isSettled) settled.resolve(null)
  })
  await settled.promise
  await frame()
  const settledMs = performance.now() - startedMs
  const daysMs: number[] = []
  for (let day = 0; day < DAYS; day += 1) {
    const beganMs = performance.now()
    drawing.show({ step: day, chosen: null, lobe: null })
    await frame()
    await frame()
    daysMs.push(performance.now() - beganMs)
  }
  drawing.show({ step: brain.stepCount - 1, chosen: null, lobe: null })
  await frame()
  client.stop()
  return {
    people: brain.people.length,
    ties: brain.tieCount,
    askingMs,
    firstMs: firstMs ?? settledMs,
    settledMs,
    daysMs,
  }
}

let framesMs: number[] = []
let isWatching = false

/** Notes the time between frames from now on. */
export function watchFrames(): void {
  framesMs = []
  isWatching = true
  let lastMs = performance.now()
  const note = (nowMs: number): void => {
    framesMs.push(nowMs - lastMs)
    lastMs = nowMs
    if (isWatching) requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
}

export function watchedFrames(): readonly number[] {
  isWatching = false
  return framesMs.slice(1)
}
