import { describe, expect, it } from 'vitest'
import { addPin, pinOf, type Fetch } from '../../src/app/pinning'
import type { BlockCid } from '../../src/records/types'
import { endless } from '../helpers/endless'

const SERVICE = { endpoint: 'https://pins.example/psa/', token: 'of alice' }
const WISH = { cid: 'bafyone' as BlockCid, name: 'Synereo', origins: ['/dns4/relay.example'] }

/** A service that answers all the same, and what it was asked. */
function answering(status: number, answer: unknown) {
  const asked: Request[] = []
  const fetch: Fetch = (url, init) => {
    asked.push(new Request(url, init))
    return Promise.resolve(
      new Response(typeof answer === 'string' ? answer : JSON.stringify(answer), { status }),
    )
  }
  return { fetch, asked }
}

describe('a pinning service', () => {
  it('[PI1] is asked at the address that alice named, with her token, and says where it waits for blocks', async () => {
    const { fetch, asked } = answering(202, {
      requestid: 'a/1',
      status: 'queued',
      created: '2026-11-27T00:00:00Z',
      delegates: ['/dns4/pins.example/tcp/443/wss/p2p/12D3', 'nonsense', 7],
      pin: WISH,
    })
    const pin = await addPin(fetch, SERVICE, WISH)
    expect(pin).toEqual({
      ok: true,
      value: { id: 'a/1', status: 'queued', delegates: ['/dns4/pins.example/tcp/443/wss/p2p/12D3'] },
    })
    await pinOf(fetch, SERVICE, 'a/1')
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://pins.example/psa/pins',
      'GET https://pins.example/psa/pins/a%2F1',
    ])
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer of alice')
    expect(await asked[0]?.json()).toEqual(WISH)
    expect(asked.map(({ redirect, credentials }) => [redirect, credentials])).toEqual([
      ['error', 'omit'],
      ['error', 'omit'],
    ])
  })

  it.each([
    'http://pins.example',
    'pins.example',
    'https://alice:secret@pins.example',
    'https://a.example?to=',
    '',
  ])('[PI1] is not asked at an address like "%s"', async (endpoint) => {
    const { fetch, asked } = answering(202, { requestid: '1', status: 'pinned' })
    expect(await addPin(fetch, { endpoint, token: 'x' }, WISH)).toEqual({ ok: false, error: 'bad-address' })
    expect(asked).toEqual([])
  })

  it.each([
    [401, {}, 'not-allowed'],
    [403, {}, 'not-allowed'],
    [507, {}, 'refused'],
    [200, '<html>', 'not-understood'],
    [200, null, 'not-understood'],
    [200, { requestid: '', status: 'pinned' }, 'not-understood'],
    [200, { requestid: '1', status: 'lost' }, 'not-understood'],
    [200, { requestid: '1'.repeat(501), status: 'pinned' }, 'not-understood'],
    [200, `{"requestid":"1","status":"pinned","info":"${'x'.repeat(65_536)}"}`, 'not-understood'],
  ])('[PI1] that answers %i %j is told of in plain words', async (status, answer, error) => {
    expect(await pinOf(answering(status, answer).fetch, SERVICE, '1')).toEqual({ ok: false, error })
  })

  it('[PI1] that does not answer is one that cannot be reached', async () => {
    const fetch: Fetch = () => Promise.reject(new TypeError('failed to fetch'))
    expect(await pinOf(fetch, SERVICE, '1')).toEqual({ ok: false, error: 'unreachable' })
  })

  it('[PI2] that answers without end is read no further than an answer is long', async () => {
    const { response, asked } = endless()
    const pin = await addPin(() => Promise.resolve(response), SERVICE, WISH)
    expect(pin).toEqual({ ok: false, error: 'not-understood' })
    expect(asked()).toBeLessThan(1024 ** 2)
  })
})
