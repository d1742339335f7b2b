import type { Json, JsonObject } from '@techdeck/contracts'
import { mainPath, type TreeNode } from '../../trees/index.ts'
import { byConvention } from '../../columns/index.ts'
import type { RawTurn } from '../../types.ts'
import { isObject } from '../../turns/index.ts'
import { asText, textOf } from '../../turns/index.ts'
import type { KnownShape } from './known.ts'

const LISTS = ['replies', 'children', 'responses', 'answers', 'comments']
/** What a question and its answers are called where nothing says who wrote them; that is who speaks, too. */
const ASKED = 'question question_text question_body post post_text post_body selftext query'.split(' ')
const ANSWERED = 'answer answer_text answer_body response response_text comment comment_text reply reply_text'.split(
  ' ',
)
const MAX_NODES = 100_000

/** A message with the answers to it inside, and the answers to those: Open Assistant's trees, threads of forums. */
export const replies: KnownShape = {
  name: 'replies',
  saw: 'trees of messages with their replies inside',

  is(object) {
    const root = rootOf(object)
    return repliesOf(root).some((reply) => isObject(reply) && saidIn(reply) !== '') && saidIn(root) !== ''
  },

  read(object) {
    const nodes: (TreeNode & { message: JsonObject })[] = [{ id: '0', parent: undefined, message: rootOf(object) }]
    for (let at = 0; at < nodes.length && nodes.length < MAX_NODES; at++)
      for (const message of repliesOf(nodes[at].message))
        if (isObject(message) && saidIn(message).trim() !== '')
          nodes.push({ id: String(nodes.length), parent: String(at), rank: rankOf(message), message })
    const path = mainPath(nodes) ?? [0]
    const { metadata, turns } = { metadata: restOf(object), turns: path.map((at) => turnOf(nodes[at].message)) }
    const leftOut = nodes.length - path.length
    return { turns, metadata, labels: {}, ...(leftOut > 0 && { leftOut }) }
  },
}

const rootOf = (object: JsonObject): JsonObject => (isObject(object['prompt']) ? object['prompt'] : object)

function repliesOf(message: JsonObject): Json[] {
  for (const name of LISTS) if (Array.isArray(message[name])) return message[name]
  return []
}

const saidIn = (message: JsonObject): string =>
  textOf(message['text'] ?? message['content'] ?? message['body'] ?? pairIn(message)?.text)

/** What a message says under the name of a question or an answer. */
function pairIn(message: JsonObject): { speaker: 'question' | 'answer'; text: Json } | undefined {
  const names = Object.keys(message).filter((name) => typeof message[name] === 'string' && message[name] !== '')
  for (const [speaker, known] of [
    ['question', ASKED],
    ['answer', ANSWERED],
  ] as const) {
    const name = byConvention(names, known)
    if (name !== undefined) return { speaker, text: message[name] }
  }
  return undefined
}

const rankOf = ({ rank }: JsonObject): number | undefined => (typeof rank === 'number' ? rank : undefined)

function turnOf(message: JsonObject): RawTurn {
  const speaker = asText(message['role'] ?? message['author'] ?? message['user'] ?? pairIn(message)?.speaker)
  const time = message['created_date'] ?? message['created_at'] ?? message['timestamp'] ?? message['created_utc']
  return {
    text: saidIn(message),
    ...(speaker !== undefined && { speaker }),
    ...((typeof time === 'string' || typeof time === 'number') && { time }),
  }
}

/** What is said of the tree itself. */
function restOf(object: JsonObject): JsonObject {
  const root = rootOf(object)
  const id = asText(object['message_tree_id'] ?? object['id'] ?? root['message_id'])
  const title = asText(object['title'])
  return { ...(id !== undefined && { id }), ...(title !== undefined && { title }) }
}
