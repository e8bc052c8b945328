/** Draws a brain on the graphics card (sigma): neurons as points, synapses as lines. It knows nothing of the page around. */
import { UndirectedGraph } from 'graphology'
import Sigma from 'sigma'
import { EdgeLineProgram, EdgeRectangleProgram, type NodeHoverDrawingFunction } from 'sigma/rendering'
import type { EdgeDisplayData, NodeDisplayData } from 'sigma/types'
import type { Brain } from '../../attention/brain'
import { Carrier } from './carrier'
import { Labels, type Labelled } from './labels'
import { mixed, type Look } from './look'

export interface Shown {
  readonly step: number
  /** A place of the brain, or null. */
  readonly chosen: number | null
  /** The lobe that is looked at, or null. */
  readonly lobe: number | null
}

export interface DrawingInit {
  readonly container: HTMLElement
  readonly brain: Brain
  readonly look: Look
  readonly nameOf: (place: number) => string
  /** Whether the picture may glide. */
  readonly isStill: boolean
  readonly picked: (place: number | null) => void
}

/** What a tie looks like is worked out from its number. */
type NoFields = Record<string, never>

interface Neuron {
  x: number
  y: number
  label: string
}

const VIEWER = 0
const [GLIDE_MS, ZOOM] = [220, 1.6]
/** How much of its colour is left to what is not looked at. */
const FADED = 0.16
/** A mere follow is so much of its colour and so wide, and more the stronger it is; what goes from lobe to lobe is paler. */
const [WIDE, HAIR] = [
  { leastShare: 0.5, leastPx: 1.2 },
  { leastShare: 0.25, leastPx: 0.6 },
]
const BETWEEN = 0.6
const MOST_TIE_PX = 5
/** The more somebody is attended by those in the picture, the larger. */
const [LEAST_PX, GROWTH_PX, MOST_PX, VIEWER_PX] = [3, 3.2, 12, 8]
/** Of more people than these, or with less room, neurons are smaller, by so much at most. */
const FULL_SIZE_PEOPLE = 250
const FULL_SIZE_WIDTH_PX = 520
const LEAST_SCALE = 0.45
/** A touch this near to a neuron means it. */
const REACH_PX = 18
/** So many may have their names written, if there is room. */
const MOST_NAMED = 250
/** Of very many ties the strongest have a width, the others are hairlines: a page without a graphics card draws those in half the time. */
const WIDE_TIES = 3_000
/** With more lines than these a picture is carried while it moves: a page without a graphics card cannot draw it in a frame. */
const LINES_IN_MOTION = 4_000

export class NeuronDrawing {
  readonly #brain: Brain
  readonly #graph = new UndirectedGraph<Neuron, NoFields>()
  readonly #sigma: Sigma<Neuron, NoFields>
  readonly #carrier: Carrier | null
  readonly #watch: ResizeObserver
  readonly #init: DrawingInit
  #look: Look
  #shown: Shown
  #lit: ReadonlySet<number> | null = null
  readonly #isTied: Uint8Array
  /** By person: the strengths of the synapses from them, added up. */
  readonly #attended: Float64Array
  readonly #scale: number
  /** By tie: how strong it was at its best. */
  readonly #best: Float64Array
  readonly #leastWide: number
  readonly #labels = new Labels()
  #names: readonly number[] = []
  /** To be revealed. */
  #wanted: number | null = null

  constructor(init: DrawingInit, shown: Shown) {
    const { brain, look, container } = init
    this.#init = init
    this.#brain = brain
    this.#look = look
    this.#shown = shown
    this.#isTied = new Uint8Array(brain.people.length)
    this.#attended = new Float64Array(brain.people.length)
    this.#best = Float64Array.from({ length: brain.tieCount }, (_, tie) => brain.bestWidth(tie))
    this.#leastWide = brain.tieCount <= WIDE_TIES ? 0 : (this.#best.toSorted().at(-WIDE_TIES) ?? 0)
    const room = Math.min(1, container.clientWidth / FULL_SIZE_WIDTH_PX)
    this.#scale = Math.max(LEAST_SCALE, room * Math.min(1, Math.sqrt(FULL_SIZE_PEOPLE / brain.people.length)))
    for (const place of brain.people.keys())
      this.#graph.addNode(place, { x: 0, y: 0, label: init.nameOf(place) })
    for (let tie = 0; tie < brain.tieCount; tie += 1)
      this.#graph.addUndirectedEdgeWithKey(tie, ...brain.endsOf(tie), {})
    this.#take(shown)
    this.#sigma = new Sigma(this.#graph, container, {
      allowInvalidContainer: true,
      nodeReducer: (key, neuron) => this.#neuron(Number(key), neuron),
      edgeReducer: (key) => this.#tie(Number(key)),
      defaultDrawNodeHover: this.#ring,
      renderLabels: false,
      edgeProgramClasses: {
        hair: EdgeLineProgram<Neuron, NoFields>,
        wide: EdgeRectangleProgram<Neuron, NoFields>,
      },
      defaultEdgeType: 'wide',
      minEdgeThickness: HAIR.leastPx,
      stagePadding: 36,
      zIndex: true,
      maxCameraRatio: 2,
      minCameraRatio: 0.02,
      inertiaDuration: init.isStill ? 0 : 200,
      zoomDuration: init.isStill ? 0 : 250,
    })
    this.#sigma.on('afterRender', () => {
      this.#drawLabels()
      this.#revealWanted()
    })
    this.#sigma.on('clickNode', ({ node }) => init.picked(Number(node)))
    this.#sigma.on('clickStage', ({ event }) => init.picked(this.#nearTo(event)))
    this.#sigma.on('enterNode', () => (container.style.cursor = 'pointer'))
    this.#sigma.on('leaveNode', () => (container.style.cursor = ''))
    this.#carrier = brain.tieCount > LINES_IN_MOTION ? new Carrier(this.#sigma) : null
    this.#watch = new ResizeObserver(() => this.#sigma.resize().scheduleRefresh())
    this.#watch.observe(container)
  }

  /** x and y of each person. */
  moveTo(positions: Float32Array): void {
    this.#graph.updateEachNodeAttributes(
      (key, neuron) => {
        const at = Number(key) * 2
        return { ...neuron, x: positions[at] ?? 0, y: positions[at + 1] ?? 0 }
      },
      { attributes: ['x', 'y'] },
    )
  }

  show(shown: Shown): void {
    this.#take(shown)
    this.#sigma.scheduleRefresh()
  }

  setLook(look: Look): void {
    this.#look = look
    this.#sigma.scheduleRefresh()
  }

  zoom(isIn: boolean): void {
    const camera = this.#sigma.getCamera()
    this.#glide({ ratio: camera.getBoundedRatio(camera.ratio * (isIn ? 1 / ZOOM : ZOOM)) })
  }

  fit(): void {
    this.#glide({ x: 0.5, y: 0.5, ratio: 1, angle: 0 })
  }

  /** Brings a neuron into the middle when it is not seen: after the next frame, before which it may have no place. */
  reveal(place: number): void {
    this.#wanted = place
    this.#sigma.scheduleRender()
  }

  /** The nearest neuron in a direction: right is 1, 0 and up is 0, 1. */
  towards(place: number, right: number, up: number): number | null {
    const from = this.#graph.getNodeAttributes(place)
    let best: number | null = null
    let least = Infinity
    this.#graph.forEachNode((key, { x, y }) => {
      const [dx, dy] = [x - from.x, y - from.y]
      const ahead = dx * right + dy * up
      const aside = Math.abs(dx * up - dy * right)
      if (Number(key) === place || this.#isTied[Number(key)] === 0 || ahead <= 0 || aside > ahead) return
      const distance = ahead + 2 * aside
      if (distance >= least) return
      least = distance
      best = Number(key)
    })
    return best
  }

  end(): void {
    this.#watch.disconnect()
    this.#carrier?.end()
    this.#sigma.kill()
  }

  #glide(state: { x?: number; y?: number; ratio?: number; angle?: number }): void {
    const camera = this.#sigma.getCamera()
    if (this.#init.isStill) camera.setState(state)
    else void camera.animate(state, { duration: GLIDE_MS })
  }

  #take(shown: Shown): void {
    const brain = this.#brain
    this.#shown = shown
    this.#isTied.fill(0)
    this.#isTied[VIEWER] = 1
    this.#attended.fill(0)
    for (let tie = 0; tie < brain.tieCount; tie += 1) {
      if (!brain.isTied(tie, shown.step)) continue
      const [first, second] = brain.endsOf(tie)
      for (const end of [first, second]) this.#isTied[end] = 1
      // The first attends the second with the first of the two strengths.
      this.#attended[second] = (this.#attended[second] ?? 0) + brain.strength(tie, 0, shown.step)
      this.#attended[first] = (this.#attended[first] ?? 0) + brain.strength(tie, 1, shown.step)
    }
    this.#lit = this.#litNow()
    this.#names = this.#named()
  }

  #litNow(): ReadonlySet<number> | null {
    const { chosen, lobe, step } = this.#shown
    const brain = this.#brain
    if (chosen !== null) {
      const ties = [...brain.tiesOf(chosen)].filter((tie) => brain.isTied(tie, step))
      return new Set([chosen, ...ties.flatMap((tie) => brain.endsOf(tie))])
    }
    if (lobe === null) return null
    return new Set([...brain.people.keys()].filter((place) => brain.lobeOf[place] === lobe))
  }

  #colourOf(place: number): string {
    if (place === VIEWER) return this.#look.you
    return this.#look.lobes[this.#brain.lobeOf[place] ?? -1] ?? this.#look.lobeless
  }

  #isLit(place: number): boolean {
    return this.#isTied[place] === 1 && (this.#lit === null || this.#lit.has(place))
  }

  #neuron(place: number, neuron: Neuron): Partial<NodeDisplayData> {
    const isChosen = place === this.#shown.chosen
    const isLit = isChosen || this.#isLit(place)
    const colour = this.#colourOf(place)
    const size = Math.min(MOST_PX, LEAST_PX + GROWTH_PX * Math.sqrt(this.#attended[place] ?? 0)) * this.#scale
    return {
      ...neuron,
      size: place === VIEWER ? Math.max(size, VIEWER_PX) : size,
      color: isLit ? colour : mixed(colour, this.#look.ground, FADED),
      highlighted: isChosen,
      zIndex: isChosen || place === VIEWER ? 2 : Number(isLit),
    }
  }

  #isWide(tie: number): boolean {
    return (
      (this.#best[tie] ?? 0) >= this.#leastWide || this.#brain.endsOf(tie).includes(this.#shown.chosen ?? -1)
    )
  }

  /** Those after whom lobes are named are the landmarks. */
  #isLeader(place: number): boolean {
    const lobe = this.#brain.lobeOf[place] ?? -1
    return lobe in this.#look.lobes && this.#brain.lobes[lobe]?.name === this.#brain.people[place]
  }

  #tie(tie: number): Partial<EdgeDisplayData> {
    const brain = this.#brain
    const { step, chosen } = this.#shown
    if (!brain.isTied(tie, step)) return { hidden: true }
    const [first, second] = brain.endsOf(tie)
    const isLit =
      chosen === null
        ? this.#lit === null || (this.#lit.has(first) && this.#lit.has(second))
        : first === chosen || second === chosen
    const isWithin = brain.lobeOf[first] === brain.lobeOf[second]
    const colour = isWithin ? this.#colourOf(second) : this.#look.lobeless
    const strength = Math.sqrt(brain.width(tie, step))
    const isWide = this.#isWide(tie)
    const { leastShare, leastPx } = isWide ? WIDE : HAIR
    const share = (isWithin ? 1 : BETWEEN) * (leastShare + (1 - leastShare) * strength)
    return {
      color: mixed(colour, this.#look.ground, isLit ? (chosen === null ? share : 1) : share * FADED),
      type: isWide ? 'wide' : 'hair',
      size: leastPx + (MOST_TIE_PX - leastPx) * strength,
      zIndex: Number(isLit),
    }
  }

  readonly #ring: NodeHoverDrawingFunction<Neuron, NoFields> = (context, neuron) => {
    context.beginPath()
    context.arc(neuron.x, neuron.y, neuron.size + 3, 0, 2 * Math.PI)
    context.lineWidth = 2.5
    context.strokeStyle = this.#look.ink
    context.stroke()
  }

  /** Who is chosen, the reader and the landmarks first, then by what they are attended. */
  #named(): number[] {
    const { chosen } = this.#shown
    const first = (place: number): number =>
      place === chosen ? 3 : place === VIEWER ? 2 : Number(this.#isLeader(place))
    const isNamed = (place: number): boolean => place === chosen || this.#isLit(place)
    return [...this.#brain.people.keys()]
      .filter(isNamed)
      .sort((a, b) => first(b) - first(a) || (this.#attended[b] ?? 0) - (this.#attended[a] ?? 0) || a - b)
      .slice(0, MOST_NAMED)
  }

  /** Neurons are small and fingers are not: the nearest within reach. */
  #nearTo({ x, y }: { readonly x: number; readonly y: number }): number | null {
    let best: number | null = null
    let leastPx = REACH_PX
    for (const place of this.#brain.people.keys()) {
      const at = this.#isTied[place] === 1 ? this.#sigma.getNodeDisplayData(place) : undefined
      if (at === undefined) continue
      const point = this.#sigma.framedGraphToViewport(at)
      const distancePx = Math.hypot(point.x - x, point.y - y)
      if (distancePx >= leastPx) continue
      leastPx = distancePx
      best = place
    }
    return best
  }

  #revealWanted(): void {
    const at = this.#wanted === null ? undefined : this.#sigma.getNodeDisplayData(this.#wanted)
    this.#wanted = null
    if (at === undefined) return
    const { x, y } = this.#sigma.framedGraphToViewport(at)
    const { width, height } = this.#sigma.getDimensions()
    const isSeen = x > 0 && y > 0 && x < width && y < height
    if (!isSeen) this.#glide({ x: at.x, y: at.y })
  }

  #drawLabels(): void {
    const { width, height } = this.#sigma.getDimensions()
    const labelled = this.#names.flatMap((place): Labelled[] => {
      const at = this.#sigma.getNodeDisplayData(place)
      if (at === undefined) return []
      const point = this.#sigma.framedGraphToViewport(at)
      return [
        {
          ...point,
          radius: this.#sigma.scaleSize(at.size),
          text: this.#graph.getNodeAttribute(place, 'label'),
        },
      ]
    })
    const context = this.#sigma.getCanvases().labels?.getContext('2d')
    if (context) this.#labels.draw(context, labelled, { width, height }, this.#look)
  }
}

/** Whether this browser draws on a graphics card, or as if it had one. */
export function canDraw(): boolean {
  const context = document.createElement('canvas').getContext('webgl2')
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return context !== null
}
