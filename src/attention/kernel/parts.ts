/** The tables and stages of one kernel, which its classes work on together. */
import type { Currents } from './currents'
import type { Fading } from './fading'
import type { Links } from './links'
import type { PostTable } from './post-table'
import type { Ranking } from './ranking'
import type { Reach } from './reach'
import type { Rises } from './rises'
import type { Standing } from './standing'
import type { SynapseTable } from './synapse-table'
import type { Taste } from './taste'

export interface Parts {
  readonly viewer: number
  readonly synapses: SynapseTable
  readonly posts: PostTable
  readonly reach: Reach
  readonly standing: Standing
  readonly currents: Currents
  readonly ranking: Ranking
  readonly taste: Taste
  readonly fading: Fading
  readonly links: Links
  readonly rises: Rises
}
