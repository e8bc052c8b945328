/** How long a post with a picture takes from one browser to the screen of another: the post by sync, the picture by bitswap. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { measurePace } from './harness/pace'
import { until } from './harness/people'
import { picture } from './harness/picture'
import { startSite } from './harness/site'

const SEEN_WITHIN_MS = 2_000
const POSTS = 5

const { browser, alice, bob } = await opening(startSite(), 'Alice', 'Bob')
// Before anybody has begun: what our own pages cost must not stretch their limit.
const slowness = await measurePace(browser).then((pace) => pace.slowness())

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await until('they are linked', async () => (await bob.links()) === 1)
})

describe('a post with a picture', () => {
  it('[E2] is on the screen of who follows its author, picture and all, within two seconds', async () => {
    await bob.goTo('Stream')
    const delaysMs: number[] = []
    for (let count = 1; count <= POSTS; count += 1) {
      await alice.post(`Light ${count}.`, { file: picture(800, 600), alt: `Sunrise ${count}` })
      const postedAt = performance.now()
      await bob
        .article(`Light ${count}.`)
        .getByRole('img', { name: `Sunrise ${count}` })
        .waitFor()
      delaysMs.push(performance.now() - postedAt)
    }
    const beside = `${slowness.toFixed(1)} times slower than the quiet machine`
    process.stdout.write(`ms to the picture: ${delaysMs.map(Math.round).join(', ')} (${beside})\n`)
    expect(delaysMs.toSorted((a, b) => a - b)[POSTS >> 1]).toBeLessThan(SEEN_WITHIN_MS * slowness)
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
