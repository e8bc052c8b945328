/** Draws a brain on the graphics card (sigma): neurons as points, synapses as lines. It knows nothing of the page around. */
import { UndirectedGraph } from 'graphology'
import Sigma from 'sigma'
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from 'sigma/rendering'
import type { EdgeDisplayData, NodeDisplayData } from 'sigma/types'
import type { Brain } from '../../attention/brain'
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

interface Neuron {
  x: number
  y: number
  label: string
  size: number
}

const VIEWER = 0
const [GLIDE_MS, ZOOM] = [220, 1.6]
/** How much of its colour is left to what is not looked at. */
const FADED = 0.16
const TIE_COLOUR = 0.42
const [LEAST_TIE_PX, MOST_TIE_PX] = [0.5, 6]
/** So many neighbours of the chosen have their names written whatever the room. */
const NAMED_NEIGHBOURS = 12
/** With more lines than these, they rest while the picture is moved: a page without a graphics card keeps its frames. */
const LINES_IN_MOTION = 4_000
/** From here on neurons are drawn smaller. */
const MANY = 800

export class NeuronDrawing {
  readonly #brain: Brain
  readonly #graph = new UndirectedGraph<Neuron, Record<string, never>>()
  readonly #sigma: Sigma<Neuron, Record<string, never>>
  readonly #watch: ResizeObserver
  readonly #init: DrawingInit
  #look: Look
  #shown: Shown
  #lit: ReadonlySet<number> | null = null
  readonly #isTied: Uint8Array

  constructor(init: DrawingInit, shown: Shown) {
    const { brain, look, container } = init
    this.#init = init
    this.#brain = brain
    this.#look = look
    this.#shown = shown
    this.#isTied = new Uint8Array(brain.people.length)
    const scale = brain.people.length > MANY ? 0.6 : 1
    for (const place of brain.people.keys()) {
      const size = place === VIEWER ? 11 : (4 + 9 * Math.sqrt(brain.reoOf(place))) * scale
      this.#graph.addNode(place, { x: 0, y: 0, label: init.nameOf(place), size })
    }
    for (let tie = 0; tie < brain.tieCount; tie += 1)
      this.#graph.addUndirectedEdgeWithKey(tie, ...brain.endsOf(tie), {})
    this.#take(shown)
    this.#sigma = new Sigma(this.#graph, container, {
      allowInvalidContainer: true,
      nodeReducer: (key, neuron) => this.#neuron(Number(key), neuron),
      edgeReducer: (key) => this.#tie(Number(key)),
      defaultDrawNodeLabel: this.#label,
      defaultDrawNodeHover: this.#ring,
      labelFont: look.font,
      labelSize: 13,
      labelWeight: '600',
      labelRenderedSizeThreshold: 5,
      labelDensity: 0.6,
      labelGridCellSize: 110,
      minEdgeThickness: LEAST_TIE_PX,
      stagePadding: 36,
      zIndex: true,
      hideEdgesOnMove: brain.tieCount > LINES_IN_MOTION,
      hideLabelsOnMove: brain.people.length > MANY,
      maxCameraRatio: 2,
      minCameraRatio: 0.02,
      inertiaDuration: init.isStill ? 0 : 200,
      zoomDuration: init.isStill ? 0 : 250,
    })
    this.#sigma.on('clickNode', ({ node }) => init.picked(Number(node)))
    this.#sigma.on('clickStage', () => init.picked(null))
    this.#sigma.on('enterNode', () => (container.style.cursor = 'pointer'))
    this.#sigma.on('leaveNode', () => (container.style.cursor = ''))
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
    this.#sigma.scheduleRefresh({ layoutUnchange: true })
  }

  setLook(look: Look): void {
    this.#look = look
    this.#sigma.scheduleRefresh({ layoutUnchange: true })
  }

  zoom(isIn: boolean): void {
    const camera = this.#sigma.getCamera()
    this.#glide({ ratio: camera.getBoundedRatio(camera.ratio * (isIn ? 1 / ZOOM : ZOOM)) })
  }

  fit(): void {
    this.#glide({ x: 0.5, y: 0.5, ratio: 1, angle: 0 })
  }

  /** Brings a neuron into the middle when it is not seen. */
  reveal(place: number): void {
    const at = this.#sigma.getNodeDisplayData(place)
    const { width, height } = this.#sigma.getDimensions()
    if (at === undefined) return
    const { x, y } = this.#sigma.framedGraphToViewport(at)
    const isSeen = x > 0 && y > 0 && x < width && y < height
    if (!isSeen) this.#glide({ x: at.x, y: at.y })
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
    for (let tie = 0; tie < brain.tieCount; tie += 1) {
      if (!brain.isTied(tie, shown.step)) continue
      for (const end of brain.endsOf(tie)) this.#isTied[end] = 1
    }
    this.#lit = this.#litNow()
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

  #neuron(place: number, neuron: Neuron): Partial<NodeDisplayData> {
    const { chosen } = this.#shown
    const isLit = this.#isTied[place] === 1 && (this.#lit === null || this.#lit.has(place))
    const isChosen = place === chosen
    const colour = this.#colourOf(place)
    const isNeighbour = chosen !== null && isLit && (this.#lit?.size ?? 0) <= NAMED_NEIGHBOURS
    return {
      ...neuron,
      color: isLit || isChosen ? colour : mixed(colour, this.#look.ground, FADED),
      label: isLit || isChosen ? neuron.label : null,
      forceLabel: isLit && (isChosen || isNeighbour || place === VIEWER || this.#isLeader(place)),
      highlighted: isChosen,
      zIndex: isChosen || place === VIEWER ? 2 : Number(isLit),
    }
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
    const share = (isWithin ? TIE_COLOUR : TIE_COLOUR / 2) * (isLit ? (chosen === null ? 1 : 2) : FADED)
    return {
      color: mixed(colour, this.#look.ground, Math.min(1, share)),
      size: LEAST_TIE_PX + (MOST_TIE_PX - LEAST_TIE_PX) * brain.width(tie, step),
      zIndex: Number(isLit),
    }
  }

  readonly #label: NodeLabelDrawingFunction<Neuron, Record<string, never>> = (context, neuron, settings) => {
    if (typeof neuron.label !== 'string') return
    context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`
    const [x, y] = [neuron.x + neuron.size + 4, neuron.y + settings.labelSize / 3]
    // A rim of the ground's colour keeps it readable across lines.
    context.lineJoin = 'round'
    context.lineWidth = 4
    context.strokeStyle = this.#look.ground
    context.strokeText(neuron.label, x, y)
    context.fillStyle = this.#look.ink
    context.fillText(neuron.label, x, y)
  }

  readonly #ring: NodeHoverDrawingFunction<Neuron, Record<string, never>> = (context, neuron, settings) => {
    context.beginPath()
    context.arc(neuron.x, neuron.y, neuron.size + 4, 0, 2 * Math.PI)
    context.lineWidth = 2.5
    context.strokeStyle = this.#look.ink
    context.stroke()
    this.#label(context, neuron, settings)
  }
}

/** Whether this browser draws on a graphics card, or as if it had one. */
export function canDraw(): boolean {
  const context = document.createElement('canvas').getContext('webgl2')
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return context !== null
}
