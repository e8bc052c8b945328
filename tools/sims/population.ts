/** `npm run sim -- attention [--people N] [--days D] [--seed S]`: a population of readers, posters, quiet ones and cheats. */
import { FEEDS, reportOf, type FeedReport, type Spread } from '../../src/simulation/population-report'

const RING = 10
const FARM = 30

const TITLES: Readonly<Record<FeedReport['feed'], string>> = {
  stream: 'the Stream',
  current: 'current alone',
  followed: 'followed, newest first',
  liked: 'most liked by any account',
}

export function population(people: number, days: number, seed: number): void {
  const plan = { people, days, seed, ring: RING, farm: FARM }
  console.log(
    `${people} people, a ring of 1 + ${RING}, a farm of ${FARM}, an advertiser; ${days} days; seed ${seed}`,
  )
  const reports = FEEDS.map((feed) => reportOf(plan, feed))
  console.log('\nHonest readers of a post, by who wrote it')
  console.log('feed                       by            posts  median    mean  90 % at most  unread')
  for (const { feed, reach } of reports)
    for (const [role, spread] of Object.entries(reach)) console.log(spreadLine(TITLES[feed], role, spread))
  console.log('\nOver honest authors, and over orders')
  console.log(
    'feed                       Gini of readers  Gini of attention  quality and readers  same top ten as yesterday',
  )
  for (const { feed, giniOfReach, giniOfAttention, qualityCounts, stability } of reports)
    console.log(
      [
        TITLES[feed].padEnd(25),
        giniOfReach.toFixed(3).padStart(16),
        giniOfAttention.toFixed(3).padStart(18),
        qualityCounts.toFixed(3).padStart(20),
        percent(stability).padStart(26),
      ].join(' '),
    )
  console.log('\nWhat cheating gained: mean honest readers of a post with it minus without it')
  console.log(
    'feed                       leader of the ring  its members   farm  honest posts with other readers',
  )
  for (const { feed, gained, honestPostsChanged } of reports)
    console.log(
      [
        TITLES[feed].padEnd(25),
        signed(gained.leader).padStart(19),
        signed(gained.ring).padStart(12),
        signed(gained.farm).padStart(6),
        String(honestPostsChanged).padStart(32),
      ].join(' '),
    )
  const [{ advertiser: sponsor } = { advertiser: null }] = reports
  if (sponsor === null) return
  console.log('\nThe advertiser, in the Stream')
  console.log(
    `  mean readers of a post: ${sponsor.paid.toFixed(1)} paid, ${sponsor.unpaid.toFixed(1)} unpaid`,
  )
  console.log(
    `  offered ${sponsor.offeredAmp.toFixed(1)} AMP to ${sponsor.people} people, ${sponsor.offeredToCheatsAmp.toFixed(1)} of it to cheats`,
  )
}

function spreadLine(feed: string, role: string, { posts, median, mean, most, unread }: Spread): string {
  return [
    feed.padEnd(26),
    role.padEnd(11),
    String(posts).padStart(7),
    String(median).padStart(7),
    mean.toFixed(1).padStart(7),
    String(most).padStart(13),
    percent(unread).padStart(7),
  ].join(' ')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`
}
