/** The picture of the network that is carried while the camera moves, without a graphics card. */
import { EventEmitter } from 'node:events'
import type Sigma from 'sigma'
import { describe, expect, it, vi } from 'vitest'
import { Carrier } from '../../src/ui/drawing/carrier'

/** The camera of a sigma, as far as it is listened to. */
function stageWith(camera: EventEmitter) {
  const same = ({ x, y }: { x: number; y: number }) => ({ x, y })
  return {
    getCamera: () => Object.assign(camera, { getState: () => ({ x: 0, y: 0, angle: 0, ratio: 1 }) }),
    getCanvases: () => ({}),
    getDimensions: () => ({ width: 800, height: 600 }),
    framedGraphToViewport: same,
    viewportToFramedGraph: same,
    scheduleRender: vi.fn(),
    on: () => undefined,
  }
}

describe('a carried picture', () => {
  it('[PF1] that was taken down is not drawn any more, however its camera still moves', () => {
    vi.useFakeTimers()
    const camera = new EventEmitter()
    const stage = stageWith(camera)
    const carrier = new Carrier(stage as unknown as Sigma)
    camera.emit('updated')
    vi.runAllTimers()
    expect(stage.scheduleRender).toHaveBeenCalledTimes(1)
    carrier.end()
    camera.emit('updated')
    vi.runAllTimers()
    expect(stage.scheduleRender).toHaveBeenCalledTimes(1)
    vi.useRealTimers()
  })
})
