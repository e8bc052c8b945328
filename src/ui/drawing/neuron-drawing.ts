/** Draws a brain on the graphics card (sigma): neurons as points, synapses as lines. It knows nothing of the page around. */
import { UndirectedGraph } from 'graphology'
import Sigma from 'sigma'
import { EdgeLineProgram, EdgeRectangleProgram, type NodeHoverDrawingFunction } from 'sigma/rendering'
import type { Brain } from '../../attention/brain'
import { Appearance, LEAST_TIE_PX, type Neuron, type Shown } from './appearance'
import { Carrier } from './carrier'
import { Labels, type Labelled } from './labels'
import type { Look } from './look'

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

const [GLIDE_MS, ZOOM] = [220, 1.6]
/** A touch this near to a neuron means it. */
const REACH_PX = 18
/** With more lines than these a picture is carried while it moves: a page without a graphics card cannot draw it in a frame. */
const LINES_IN_MOTION = 4_000

export class NeuronDrawing {
  readonly #brain: Brain
  readonly #graph = new UndirectedGraph<Neuron, NoFields>()
  readonly #sigma: Sigma<Neuron, NoFields>
  readonly #carrier: Carrier | null
  readonly #watch: ResizeObserver
  readonly #init: DrawingInit
  readonly #appearance: Appearance
  readonly #labels = new Labels()
  /** To be revealed. */
  #wanted: number | null = null

  constructor(init: DrawingInit, shown: Shown) {
    const { brain, look, container } = init
    this.#init = init
    this.#brain = brain
    this.#appearance = new Appearance(brain, look, container.clientWidth, shown)
    for (const place of brain.people.keys())
      this.#graph.addNode(place, { x: 0, y: 0, label: init.nameOf(place) })
    for (let tie = 0; tie < brain.tieCount; tie += 1)
      this.#graph.addUndirectedEdgeWithKey(tie, ...brain.endsOf(tie), {})
    this.#sigma = new Sigma(this.#graph, container, {
      allowInvalidContainer: true,
      nodeReducer: (key, neuron) => this.#appearance.neuron(Number(key), neuron),
      edgeReducer: (key) => this.#appearance.tie(Number(key)),
      defaultDrawNodeHover: this.#ring,
      renderLabels: false,
      edgeProgramClasses: {
        hair: EdgeLineProgram<Neuron, NoFields>,
        wide: EdgeRectangleProgram<Neuron, NoFields>,
      },
      defaultEdgeType: 'wide',
      minEdgeThickness: LEAST_TIE_PX,
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
    this.#appearance.show(shown)
    this.#sigma.scheduleRefresh()
  }

  setLook(look: Look): void {
    this.#appearance.look = look
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

  /**
   * The nearest neuron in a direction: right is 1, 0 and up is 0, 1. Where nobody stands within 45° of it, the nearest on
   * that side at all: some would be reached from nowhere.
   */
  towards(place: number, right: number, up: number): number | null {
    const from = this.#graph.getNodeAttributes(place)
    let best: number | null = null
    let least = Infinity
    let isBestAhead = false
    this.#graph.forEachNode((key, { x, y }) => {
      const [dx, dy] = [x - from.x, y - from.y]
      const ahead = dx * right + dy * up
      const aside = Math.abs(dx * up - dy * right)
      if (Number(key) === place || !this.#appearance.isTied(Number(key)) || ahead <= 0) return
      const isAhead = aside <= ahead
      const distance = ahead + 2 * aside
      if (isAhead === isBestAhead ? distance >= least : isBestAhead) return
      isBestAhead = isAhead
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

  readonly #ring: NodeHoverDrawingFunction<Neuron, NoFields> = (context, neuron) => {
    context.beginPath()
    context.arc(neuron.x, neuron.y, neuron.size + 3, 0, 2 * Math.PI)
    context.lineWidth = 2.5
    context.strokeStyle = this.#appearance.look.ink
    context.stroke()
  }

  /** Neurons are small and fingers are not: the nearest within reach. */
  #nearTo({ x, y }: { readonly x: number; readonly y: number }): number | null {
    let best: number | null = null
    let leastPx = REACH_PX
    for (const place of this.#brain.people.keys()) {
      const at = this.#appearance.isTied(place) ? this.#sigma.getNodeDisplayData(place) : undefined
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
    const labelled = this.#appearance.names.flatMap((place): Labelled[] => {
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
    if (context) this.#labels.draw(context, labelled, { width, height }, this.#appearance.look)
  }
}

/** Whether this browser draws on a graphics card, or as if it had one. */
export function canDraw(): boolean {
  const context = document.createElement('canvas').getContext('webgl2')
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return context !== null
}
