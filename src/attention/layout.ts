/**
 * Where neurons stand in the picture: the stronger two are tied, the nearer (ForceAtlas2). People begin at a place of their
 * own, near the others of their lobe, so the same ties give the same picture, and it settles after so many rounds.
 */
import { UndirectedGraph } from 'graphology'
import forceAtlas2 from 'graphology-layout-forceatlas2'
import { seededRandom } from '../lib/prng'
import type { LayoutPlan } from './brain'

/** After so many rounds nothing moves by more than a neuron's own size. */
const ROUNDS = 320
/** Of more people each round is longer, and the picture is coarser anyway. */
const ROUNDS_OF_MANY = 160
const MANY = 1_500
/** Between two looks at the picture; one of many takes the page long to draw. */
const ROUNDS_A_LOOK = 20
const ROUNDS_A_LOOK_OF_MANY = 40
/** From so many on the far ones are counted together. */
const BARNES_HUT_FROM = 400
/** Of many, a group counts as one from nearer by: a third of the time, and the same picture to the eye. */
const THETA_OF_MANY = 1.2
/** How strongly neurons keep off each other … */
const SCALING = 8
/** … and are drawn to the middle: as much as that groups lie beside each other with little between them. */
const GRAVITY = 0.06
/** Of the radius that the whole comes to: where lobes begin, and how far from there their people. */
const LOBE_SPREAD = 0.7
const OWN_SPREAD = 0.25

/** Float32Array[people × 2]: x and y where they begin, and again and again until they have settled. */
export function* layOut({ people, groups, ends, weights }: LayoutPlan): Generator<Float32Array<ArrayBuffer>> {
  // Where what keeps neurons apart is as strong as what draws them to the middle; each weighs as much as it has ties.
  const radius = Math.sqrt((SCALING * (people.length + ends.length)) / GRAVITY)
  const graph = new UndirectedGraph<{ x: number; y: number }, { weight: number }>()
  for (const [place, person] of people.entries())
    graph.addNode(place, startOf(person, groups[place] ?? person, radius))
  for (const [tie, weight] of weights.entries())
    graph.mergeUndirectedEdge(ends[tie * 2], ends[tie * 2 + 1], { weight })
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    barnesHutOptimize: people.length >= BARNES_HUT_FROM,
    ...(people.length > MANY && { barnesHutTheta: THETA_OF_MANY }),
    strongGravityMode: true,
    gravity: GRAVITY,
    scalingRatio: SCALING,
  }
  const isMany = people.length > MANY
  const [rounds, iterations] = isMany ? [ROUNDS_OF_MANY, ROUNDS_A_LOOK_OF_MANY] : [ROUNDS, ROUNDS_A_LOOK]
  yield positionsOf(graph, people.length)
  for (let round = 0; round < rounds; round += iterations) {
    forceAtlas2.assign(graph, { iterations, settings, getEdgeWeight: 'weight' })
    yield positionsOf(graph, people.length)
  }
}

function positionsOf(
  graph: UndirectedGraph<{ x: number; y: number }>,
  people: number,
): Float32Array<ArrayBuffer> {
  const positions = new Float32Array(people * 2)
  graph.forEachNode((place, { x, y }) => positions.set([x, y], Number(place) * 2))
  return positions
}

function startOf(person: string, group: string, radius: number): { x: number; y: number } {
  const centre = placeIn(group, LOBE_SPREAD * radius)
  const own = placeIn(person, OWN_SPREAD * radius)
  return { x: centre.x + own.x, y: centre.y + own.y }
}

/** A place in a disc that a name has for itself. */
function placeIn(name: string, radius: number): { x: number; y: number } {
  const random = seededRandom(hashOf(name))
  const [angle, distance] = [2 * Math.PI * random(), radius * Math.sqrt(random())]
  return { x: distance * Math.cos(angle), y: distance * Math.sin(angle) }
}

/** FNV-1a. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
