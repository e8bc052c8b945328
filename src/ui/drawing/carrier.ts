/**
 * Keeps a picture moving whose drawing takes longer than a frame: while the camera moves, what was drawn is carried along
 * by the compositor, and it is drawn anew when the camera rests, or on the way when too little of it is left to be seen.
 */
import type Sigma from 'sigma'
import type { CameraState } from 'sigma/types'
import { carriedTo, stillServes, type Matrix } from './carried'

/** A camera that has not moved for so long rests. */
const REST_MS = 200
/** On the way, drawings are so far apart at least, so that few frames wait for one. */
const BETWEEN_DRAWINGS_MS = 1_000

/** What it needs of a sigma, whatever that shows. */
type Stage = Pick<
  Sigma,
  'getCamera' | 'getCanvases' | 'getDimensions' | 'framedGraphToViewport' | 'viewportToFramedGraph'
> & { scheduleRender: () => unknown; on: (event: 'afterRender', listener: () => void) => unknown }

export class Carrier {
  readonly #stage: Stage
  #drawnAt: CameraState
  #drawnMs = 0
  #rest: ReturnType<typeof setTimeout> | undefined

  constructor(stage: Stage) {
    this.#stage = stage
    const camera = stage.getCamera()
    this.#drawnAt = camera.getState()
    // Else sigma draws with every step of the camera.
    camera.removeAllListeners('updated')
    camera.on('updated', () => this.#carry())
    stage.on('afterRender', () => this.#drawn())
  }

  end(): void {
    clearTimeout(this.#rest)
    // A camera that still glides would have a picture drawn that is gone.
    this.#stage.getCamera().removeAllListeners('updated')
  }

  #carry(): void {
    const matrix = this.#matrix()
    this.#transform(`matrix(${matrix.join(', ')})`)
    clearTimeout(this.#rest)
    this.#rest = setTimeout(() => this.#stage.scheduleRender(), REST_MS)
    const isDue = performance.now() - this.#drawnMs >= BETWEEN_DRAWINGS_MS
    if (isDue && !stillServes(matrix, this.#stage.getDimensions())) this.#stage.scheduleRender()
  }

  #drawn(): void {
    this.#drawnAt = this.#stage.getCamera().getState()
    this.#drawnMs = performance.now()
    this.#transform('')
  }

  #matrix(): Matrix {
    const room = this.#stage.getDimensions()
    const cameraState = this.#stage.getCamera().getState()
    const place = (x: number, y: number) =>
      this.#stage.framedGraphToViewport(
        this.#stage.viewportToFramedGraph({ x, y }, { cameraState: this.#drawnAt }),
        { cameraState },
      )
    const corners = {
      upperLeft: place(0, 0),
      upperRight: place(room.width, 0),
      lowerLeft: place(0, room.height),
    }
    return carriedTo(corners, room)
  }

  /** All but the one that takes the pointer, which stays where it is. */
  #transform(transform: string): void {
    for (const [name, canvas] of Object.entries(this.#stage.getCanvases()))
      if (name !== 'mouse') Object.assign(canvas.style, { transform, transformOrigin: '0 0' })
  }
}
