/** Text that a component shows or gives to a screen reader without `say`, so that nobody can translate it. */
import { childrenOf, isNode, lineOf, speakerOf, treeOf, type Node } from './sentences.ts'

/** What people see or hear of an element; a component hands such on under names of its own. */
const HEARD =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label|caption)$/
/** Names and signs that are the same in every language. */
const UNIVERSAL = new Set(['Synereo', 'Reo', 'AMP'])
const WORD = /\p{L}{2,}/u
/** In code a word may be a value; two words, or one that begins with a capital, are said to somebody. */
const SAID = /\p{L}+[^\S\n]+\p{L}+|^\p{Lu}\p{Ll}+[.…!?]?$/u
const SENTENCE = /^[“‘#…]?\p{Lu}?[\p{L}…]+[^\S\n]+\p{L}.*[.…!?]$/u
/** Attributes in which such a literal is none of ours. */
const CODE = /^(class|style|href|src|d|viewBox|rel|type|name|id|key|autocomplete|target)$/

/** Where they are: "src/ui/views/PostView.svelte:12 “No comments yet.”". */
export function literalsIn(file: string, source: string): string[] {
  const { fragment, instance, module } = treeOf(file, source)
  const literals = [
    ...(isNode(fragment) ? found(fragment) : []),
    ...[instance, module].flatMap((script) => (isNode(script) ? sentencesIn(script) : [])),
  ]
  return literals.map(({ at, text }) => `${file}:${lineOf(source, at)} “${text}”`)
}

interface Literal {
  readonly at: number
  readonly text: string
}

function found(node: Node): Literal[] {
  if (speakerOf(node) !== null) return []
  switch (node.type) {
    case 'Text':
      return literal(node, String(node.data), WORD)
    case 'ExpressionTag':
      return isNode(node.expression) ? saidIn(node.expression) : []
    case 'Attribute':
      return inAttribute(node)
    case 'StyleDirective':
    case 'ClassDirective':
      return []
    default:
      return childrenOf(node).flatMap(found)
  }
}

function inAttribute(node: Node): Literal[] {
  const name = String(node.name)
  if (CODE.test(name)) return []
  const values = (Array.isArray(node.value) ? node.value : [node.value]).filter(isNode)
  return values.flatMap((value) => {
    if (value.type === 'Text') return literal(value, String(value.data), HEARD.test(name) ? WORD : SAID)
    return isNode(value.expression) ? saidIn(value.expression) : []
  })
}

/** Strings that an expression can come to, but for what `say` is given. */
function saidIn(node: Node): Literal[] {
  if (speakerOf(node) !== null) return []
  if (node.type === 'Literal' && typeof node.value === 'string') return literal(node, node.value, SAID)
  if (node.type === 'TemplateLiteral') return literal(node, textOf(node), SAID)
  // What a comparison or an index holds is a value, not a text.
  if (node.type === 'BinaryExpression') return node.operator === '+' ? childrenOf(node).flatMap(saidIn) : []
  if (node.type === 'MemberExpression' && node.computed === true) return []
  return childrenOf(node).flatMap(saidIn)
}

/** In a script: whole sentences, as they are given to a toast. */
function sentencesIn(node: Node): Literal[] {
  if (speakerOf(node) !== null || isThrown(node)) return []
  if (node.type === 'Literal' && typeof node.value === 'string') return literal(node, node.value, SENTENCE)
  if (node.type === 'TemplateLiteral') return literal(node, textOf(node), SENTENCE)
  return childrenOf(node).flatMap(sentencesIn)
}

/** Bugs speak to whoever mends them. */
function isThrown(node: Node): boolean {
  return node.type === 'ThrowStatement'
}

/** What a template says, with a word for each expression; empty when it only puts expressions side by side. */
function textOf(node: Node): string {
  const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[]
  const texts = quasis.map(({ value }) => value.cooked)
  return WORD.test(texts.join(' ')) ? texts.join('name') : ''
}

function literal(node: Node, text: string, what: RegExp): Literal[] {
  const said = text.replace(/\s+/g, ' ').trim()
  return what.test(said) && !UNIVERSAL.has(said) ? [{ at: node.start, text: said }] : []
}
