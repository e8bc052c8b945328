import { seededRandom } from '../../src/lib/prng'
import { crowdOf, type Crowd } from '../../src/simulation/network/crowd'
import {
  gossipOf,
  spreadByFlooding,
  spreadByGossip,
  spreadByImpulse,
  type Spread,
} from '../../src/simulation/network/reach'
import { commit } from './commit'

/** Beyond this many people the links are chosen coarsely: by the strongest synapses alone. */
const MOST_REAL = 10_000
/** Posts by authors taken at random: the more people, the fewer, since each takes longer. */
const POSTS: Readonly<Record<number, number>> = { 100: 20, 1_000: 20, 10_000: 4, 100_000: 1 }
const SOCIETY = { attends: 12, circle: 50, inCircle: 0.85 }
const CHARGES = [1, 0.5, 0.2, 0.1, 0.05, 0.03]
const ENGAGEMENTS = [0, 0.01, 0.05, 0.2]

/** How far posts come and what that costs, in networks of 100, 1,000 … up to so many people. */
export function reach(most: number, seed: number): void {
  console.log(`seed ${seed} at ${commit()}`)
  for (let people = 100; people <= most; people *= 10) {
    const random = seededRandom(seed)
    const crowd = crowdOf({ people, ...SOCIETY, isTopologyReal: people <= MOST_REAL }, random)
    const links = crowd.links.reduce((sum, { size }) => sum + size, 0) / people
    console.log(
      `${people} people, ${links.toFixed(1)} links each, chosen ${people <= MOST_REAL ? 'as a page does' : 'coarsely'}; means of ${postsOf(people)} posts`,
    )
    for (const charge of CHARGES)
      say(crowd, random, `impulse, charge ${charge}, 2 % share it`, (author) =>
        spreadByImpulse(crowd, { author, charge, engagement: 0.02 }, random),
      )
    for (const engagement of ENGAGEMENTS)
      say(crowd, random, `impulse, charge 0.1, ${engagement * 100} % share it`, (author) =>
        spreadByImpulse(crowd, { author, charge: 0.1, engagement }, random),
      )
    say(crowd, random, 'flooding', (author) => spreadByFlooding(crowd, author))
    const gossip = gossipOf(crowd, random)
    say(crowd, random, 'gossipsub', (author) => spreadByGossip(crowd, gossip, author, random))
  }
}

function postsOf(people: number): number {
  return POSTS[people] ?? 1
}

function say(crowd: Crowd, random: () => number, what: string, spread: (author: number) => Spread): void {
  const posts = postsOf(crowd.people)
  const authors = Array.from({ length: posts }, () => Math.floor(random() * crowd.people))
  const spreads = authors.map(spread)
  const mean = (of: (one: Spread) => number): number => spreads.reduce((sum, one) => sum + of(one), 0) / posts
  const attenders = authors.reduce((sum, author) => sum + (crowd.attenders[author]?.size ?? 0), 0) / posts
  const messages = mean((one) => one.messages)
  const reached = mean((one) => one.reached)
  console.log(
    [
      `  ${what.padEnd(34)}`,
      `messages/peer/post ${(messages / crowd.people).toFixed(2).padStart(6)}`,
      `messages/post ${messages.toFixed(0).padStart(8)}`,
      `reached ${reached.toFixed(0).padStart(6)}`,
      `attenders ${mean((one) => one.attendersReached).toFixed(1)} of ${attenders.toFixed(1)}`,
    ].join('  '),
  )
}
