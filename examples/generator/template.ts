/** A phrase with places to fill: `{slot}`, `{a:slot}` (with its article), `{this|that}`, `{@axis:words that name a group}`. */
export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'slot'; name: string; article: boolean }
  | { kind: 'choice'; path: string; options: Node[][] }
  | { kind: 'mention'; axis: string; body: Node[] }

/**
 * Reads a phrase. `path` names it, so that each choice inside has a name of its own.
 *
 * @throws Error when a brace is not closed.
 */
export function parseTemplate(source: string, path: string): Node[] {
  const nodes: Node[] = []
  let at = 0
  while (at < source.length) {
    const open = source.indexOf('{', at)
    if (open < 0) return [...nodes, { kind: 'text', text: source.slice(at) }]
    if (open > at) nodes.push({ kind: 'text', text: source.slice(at, open) })
    const close = closingBrace(source, open)
    if (close < 0) throw new Error(`${path}: a brace is not closed`)
    nodes.push(parseBraces(source.slice(open + 1, close), `${path}/${nodes.length}`))
    at = close + 1
  }
  return nodes
}

function parseBraces(inner: string, path: string): Node {
  const mention = /^@([a-z-]+):(.+)$/s.exec(inner)
  if (mention) return { kind: 'mention', axis: mention[1], body: parseTemplate(mention[2], path) }
  const options = splitOptions(inner)
  if (options.length > 1)
    return { kind: 'choice', path, options: options.map((option, i) => parseTemplate(option, `${path}.${i}`)) }
  const slot = /^(a:)?([a-z][a-z0-9_]*)$/.exec(inner)
  if (!slot) throw new Error(`${path}: {${inner}} is neither a slot nor a choice`)
  return { kind: 'slot', name: slot[2], article: slot[1] !== undefined }
}

function closingBrace(source: string, open: number): number {
  let depth = 0
  for (let i = open; i < source.length; i++) {
    if (source[i] === '{') depth++
    else if (source[i] === '}' && --depth === 0) return i
  }
  return -1
}

function splitOptions(inner: string): string[] {
  const options: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '{') depth++
    else if (inner[i] === '}') depth--
    else if (inner[i] === '|' && depth === 0) {
      options.push(inner.slice(from, i))
      from = i + 1
    }
  }
  return [...options, inner.slice(from)]
}
