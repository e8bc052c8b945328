import { describe, expect, it } from 'vitest'
import { Emitter } from '../../src/lib/events'

interface Events {
  said: string
  left: undefined
}

describe('an emitter', () => {
  it('tells those who listen, in the order in which they came, until they stop', () => {
    const emitter = new Emitter<Events>()
    const heard: string[] = []
    const off = emitter.on('said', (word) => heard.push(`alice ${word}`))
    emitter.on('said', (word) => heard.push(`bob ${word}`))
    emitter.emit('said', 'hello')
    off()
    off()
    emitter.emit('said', 'bye')
    emitter.emit('left', undefined)
    expect(heard).toEqual(['alice hello', 'bob hello', 'bob bye'])
  })

  it('lets the same function listen twice, and each stop for itself', () => {
    const emitter = new Emitter<Events>()
    let count = 0
    const listener = (): void => {
      count += 1
    }
    const off = emitter.on('said', listener)
    emitter.on('said', listener)
    off()
    emitter.emit('said', 'hello')
    expect(count).toBe(1)
  })

  it('tells the others when one throws, and the error surfaces', async () => {
    const emitter = new Emitter<Events>()
    const surfaced = new Promise<unknown>((resolve) => {
      const former = process.listeners('uncaughtException')
      process.removeAllListeners('uncaughtException')
      process.once('uncaughtException', (error) => {
        for (const listener of former) process.on('uncaughtException', listener)
        resolve(error)
      })
    })
    const heard: string[] = []
    emitter.on('said', () => {
      throw new Error('alice stumbled')
    })
    emitter.on('said', (word) => heard.push(word))
    emitter.emit('said', 'hello')
    expect(heard).toEqual(['hello'])
    expect(await surfaced).toEqual(new Error('alice stumbled'))
  })

  it('is not confused by those who come or go while it speaks', () => {
    const emitter = new Emitter<Events>()
    const heard: string[] = []
    const off = emitter.on('said', () => {
      off()
      emitter.on('said', () => heard.push('newcomer'))
      heard.push('first')
    })
    emitter.emit('said', 'hello')
    expect(heard).toEqual(['first'])
  })
})
