import { describe, expect, it } from 'vitest'
import { Attempts } from '../../src/app/attempts'
import { err, ok, type Result } from '../../src/lib/result'

describe('a payment that is asked for again', () => {
  it('[AM41] is paid once, while it is under way, afterwards, and in the next run', async () => {
    const attempts = new Attempts<string>(['of the run before'])
    const paid: string[] = []
    const kept = Promise.withResolvers<undefined>()
    const ask = (name: string): Promise<Result<void, string>> =>
      attempts.once(name, async () => {
        paid.push(name)
        await kept.promise
        return ok(undefined)
      })
    const asked = [ask('one'), ask('one'), ask('another'), ask('of the run before')]
    kept.resolve(undefined)
    for (const result of await Promise.all(asked)) expect(result.ok).toBe(true)
    await ask('one')
    expect(paid).toEqual(['one', 'another'])
  })

  it('[AM41] is tried again when it came to nothing', async () => {
    const attempts = new Attempts<string>([])
    expect(await attempts.once('one', () => Promise.resolve(err('too-little')))).toEqual(err('too-little'))
    await expect(attempts.once('one', () => Promise.reject(new Error('the disk is full')))).rejects.toThrow()
    expect(await attempts.once('one', () => Promise.resolve(ok(undefined)))).toEqual(ok(undefined))
  })

  it('[AM121] is a new one after its owner withdrew it', async () => {
    const attempts = new Attempts<string>([])
    const paid: string[] = []
    const ask = (): Promise<Result<void, string>> =>
      attempts.once('one', () => {
        paid.push('one')
        return Promise.resolve(ok(undefined))
      })
    await ask()
    attempts.forget('one')
    await ask()
    expect(paid).toEqual(['one', 'one'])
  })
})
