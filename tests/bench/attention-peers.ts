/** What ranks or walks people elsewhere in JavaScript, on the follows of the same network. */
import { DirectedGraph } from 'graphology'
import pagerank from 'graphology-metrics/centrality/pagerank.js'
import { singleSource } from 'graphology-shortest-path/dijkstra.js'
import { SocialGraph } from 'nostr-social-graph'
import { VIEWER, type Network } from './network'

/** Public keys as that package wants them: 64 hex digits. */
function keyOf(person: number): string {
  return person.toString(16).padStart(64, '0')
}

/** Follow distances of nostr-social-graph, in one batch and without its log. */
export function followDistances({ columns }: Network): () => Promise<void> {
  const graph = new SocialGraph(keyOf(VIEWER))
  columns.followFrom.forEach((from, index) =>
    graph.addFollower(keyOf(from), keyOf(columns.followTo[index] ?? 0)),
  )
  return async () => {
    const log = console.log
    console.log = () => undefined
    try {
      await graph.recalculateFollowDistances(Infinity, Infinity, () => undefined)
    } finally {
      console.log = log
    }
  }
}

/** graphology: pagerank, and Dijkstra from the viewer. */
export function graphology({ columns }: Network): { readonly rank: () => void; readonly paths: () => void } {
  const graph = new DirectedGraph()
  for (let person = 0; person < columns.people; person += 1) graph.addNode(String(person))
  columns.followFrom.forEach((from, index) => {
    graph.addEdge(String(from), String(columns.followTo[index] ?? 0), { weight: 1 })
  })
  return {
    rank: () => void pagerank(graph, { getEdgeWeight: null, maxIterations: 1_000 }),
    paths: () => void singleSource(graph, String(VIEWER), 'weight'),
  }
}
