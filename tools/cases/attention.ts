import { readFile } from 'node:fs/promises'
import { compare } from '../../src/attention/countable'
import { Model } from '../../src/attention/evaluate'
import { offerOf } from '../../src/attention/offer'
import { withDefaults, type ParamChanges } from '../../src/attention/params'
import type { Knowledge } from '../../src/attention/types'

interface AttentionCase {
  readonly input: Knowledge & { readonly now: number; readonly params?: ParamChanges }
}

/** Runs one case file through the app's own model; the result has the shape of `expected` in the vectors. */
export async function attentionCase(file: string): Promise<Record<string, unknown>> {
  const parsed = JSON.parse(await readFile(file, 'utf8')) as Partial<AttentionCase> | null
  const input = parsed?.input
  if (
    typeof input !== 'object' ||
    input === null ||
    typeof input.now !== 'number' ||
    typeof input.viewer !== 'string'
  ) {
    throw new Error(`${file}: expected {name, input} with input.now and input.viewer`)
  }
  return expectedOf(input)
}

export function expectedOf(input: AttentionCase['input']): Record<string, unknown> {
  const params = withDefaults(input.params)
  const model = new Model(input, input.now, params)
  const { posts, stream, reo, transmission } = model.evaluate()
  const engagement = [...model.synapses.pairs()]
    .sort((a, b) => compare(a.by, b.by) || compare(a.author, b.author))
    .map(({ author, by, value }) => ({ author, by, value, attention: model.synapses.attention(author, by) }))
  const { campaign } = input
  return {
    engagement,
    reo,
    transmission,
    posts,
    stream,
    ...(campaign && { offer: offerOf(model.synapses, campaign.chair, campaign.budget, params) }),
  }
}
