/** Reo: the standing of a person relative to the viewer among the friends they share (MODEL.md 5; rule A6). */
import type { BundleMember } from './explanation'
import type { Params } from './params'
import type { Synapses } from './synapses'

/** The people whom the viewer attends, who themselves attend `person`; without those muted. */
export function bundleOf(
  person: string,
  viewer: string,
  synapses: Synapses,
  isMuted: (person: string) => boolean,
): BundleMember[] {
  const bundle: BundleMember[] = []
  for (const friend of synapses.sources(viewer)) {
    if (friend === person || friend === viewer || isMuted(friend) || !synapses.has(person, friend)) continue
    bundle.push({
      person: friend,
      transmission: synapses.transmission(friend, viewer),
      attentionToAuthor: synapses.attention(person, friend),
      attentionToViewer: synapses.attention(viewer, friend),
    })
  }
  return bundle
}

/** 0 ≤ Reo < 1; 0 with an empty bundle. */
export function reoOfBundle(bundle: readonly BundleMember[], params: Params): number {
  let standing = 0
  let both = 0
  for (const { transmission, attentionToAuthor, attentionToViewer } of bundle) {
    standing += transmission * attentionToAuthor
    both += transmission * (attentionToAuthor + attentionToViewer)
  }
  return standing === 0 ? 0 : standing / (params.reoSmoothing + both)
}

/** Reo of everyone who has any; the others have 0. */
export function reoOfAll(
  viewer: string,
  synapses: Synapses,
  isMuted: (person: string) => boolean,
  params: Params,
): Map<string, number> {
  const people = new Set<string>()
  for (const friend of synapses.sources(viewer)) {
    if (friend === viewer || isMuted(friend)) continue
    for (const person of synapses.sources(friend)) people.add(person)
  }
  people.delete(viewer)
  const reo = new Map<string, number>()
  for (const person of people) {
    const value = reoOfBundle(bundleOf(person, viewer, synapses, isMuted), params)
    if (value > 0) reo.set(person, value)
  }
  return reo
}
