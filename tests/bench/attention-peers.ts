/** What ranks or walks people elsewhere in JavaScript, on the follows of the same network in the order they arrived. */
import { DirectedGraph } from 'graphology'
import pagerank from 'graphology-metrics/centrality/pagerank.js'
import { singleSource } from 'graphology-shortest-path/dijkstra.js'
import { SocialGraph } from 'nostr-social-graph'
import { VIEWER, type Network } from './network'

/** Public keys as that package wants them: 64 hex digits. */
function keyOf(person: number): string {
  return person.toString(16).padStart(64, '0')
}

/**
 * Follow distances of nostr-social-graph in one batch, without its log. Whatever the size of its batches it waits for a
 * timer after each round of its search.
 * @returns works them out, and gives back the milliseconds of it that were waits
 */
export function followDistances({ columns }: Network): () => Promise<number> {
  const graph = new SocialGraph(keyOf(VIEWER))
  columns.followFrom.forEach((from, index) =>
    graph.addFollower(keyOf(from), keyOf(columns.followTo[index] ?? 0)),
  )
  return async () => {
    let waitedMs = 0
    const { setTimeout } = globalThis
    globalThis.setTimeout = ((work: () => void, delayMs: number) => {
      const began = performance.now()
      return setTimeout(() => {
        waitedMs += performance.now() - began
        work()
      }, delayMs)
    }) as typeof setTimeout
    try {
      await graph.recalculateFollowDistances(Infinity, Infinity, () => undefined)
    } finally {
      globalThis.setTimeout = setTimeout
    }
    return waitedMs
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
