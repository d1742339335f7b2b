import type { JsonObject } from '@techdeck/contracts'
import { mainPath } from '../../trees/index.ts'
import type { RawTurn } from '../../types.ts'
import { isObject } from '../../turns/index.ts'
import { asText, textOf } from '../../turns/index.ts'
import type { KnownShape } from './known.ts'

interface Node {
  id: string
  parent: string | undefined
  message: JsonObject | null
}

/** A conversation of ChatGPT's export: a tree of messages under `mapping`, of which `current_node` is the last one. */
export const chatgpt: KnownShape = {
  name: 'chatgpt',
  saw: 'conversations of a ChatGPT export, trees of messages',

  is({ mapping }) {
    if (!isObject(mapping)) return false
    const nodes = Object.values(mapping)
    return nodes.length > 0 && nodes.every((node) => isObject(node) && 'message' in node && 'parent' in node)
  },

  read({ mapping, current_node: current, title, create_time: created, ...rest }) {
    const nodes = Object.entries(mapping as JsonObject).map(([id, node]) => toNode(id, node as JsonObject))
    const path = wayTo(asText(current), nodes) ?? (mainPath(nodes) ?? nodes.keys().toArray()).map((at) => nodes[at])
    const turns = path.flatMap(({ message }) => toTurn(message) ?? [])
    const all = nodes.reduce((count, { message }) => count + (toTurn(message) ? 1 : 0), 0)
    const id = asText(rest['conversation_id']) ?? asText(rest['id'])
    return {
      turns,
      metadata: {
        ...(id !== undefined && { id }),
        ...(title !== undefined && { title }),
        ...(created !== undefined && { create_time: created }),
      },
      labels: {},
      ...(all > turns.length && { leftOut: all - turns.length }),
    }
  },
}

function toNode(id: string, { parent, message }: JsonObject): Node {
  return { id, parent: asText(parent), message: isObject(message) ? message : null }
}

/** From the root to the message that was on screen last. */
function wayTo(current: string | undefined, nodes: readonly Node[]): Node[] | null {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const way: Node[] = []
  for (let at = byId.get(current ?? ''); at && way.length < nodes.length; at = byId.get(at.parent ?? '')) way.push(at)
  return way.length > 0 ? way.toReversed() : null
}

function toTurn(message: JsonObject | null): RawTurn | null {
  if (!message) return null
  const { author, content, create_time: time, metadata } = message
  if (isObject(metadata) && metadata['is_visually_hidden_from_conversation'] === true) return null
  const text = isObject(content) ? textOf(content['parts'] ?? content['text']) : textOf(content)
  if (text.trim() === '') return null
  const speaker = isObject(author) ? asText(author['role']) : asText(author)
  return { text, ...(speaker !== undefined && { speaker }), ...(typeof time === 'number' && { time }) }
}
