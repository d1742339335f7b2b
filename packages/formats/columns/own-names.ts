import { isKnownRole } from '../roles/index.ts'
import { normalName } from './names.ts'

/** Whether a column or field may be called after who speaks, rather than after what it is. */
export const isOwnName = (name: string): boolean => isKnownRole(name) && !WHAT_IT_IS.has(normalName(name))

/** Who a column is called after that holds what they say: `Client text`, `therapist_utterance`; `null` for others. */
export function ownerOf(name: string): string | null {
  const owner = name.trim().replace(/(?<![\s_-])[\s_-]*(?:text|utterance|message|words|speech|statement|turn)s?$/i, '')
  return isOwnName(owner) ? owner : null
}

/**
 * A column or field that holds one of the turns that stand beside each other: `client_1`, `turn_1_client`, `turn2`. Its
 * number, and who it is called after where the name says so; `null` for all others.
 */
export function numberedTurn(name: string): { number: number; side: string | null } | null {
  const [, before = '', number, after = ''] =
    /^(.{0,40}?)[\s_-]{0,3}(?<!\d)(\d{1,3})(?:[\s_-]{1,3}(\D{1,40}))?$/.exec(name.trim()) ?? []
  const side = [after, before].find((part) => isOwnName(part)) ?? null
  const rest = [before, after].filter((part) => part !== '' && part !== side)
  if (number === undefined || (side === null && rest.length === 0) || !rest.every((part) => TURN.test(part)))
    return null
  return { number: Number(number), side }
}

const TURN = /^(?:turn|utterance|message|line|exchange|text|said|response|reply)s?$/i

/** Whether columns are called after who speaks in them and the helper's comes first: that is the order of what they say. */
export const areAnswersFirst = (names: readonly string[], question: string, answer: string): boolean =>
  names.indexOf(answer) < names.indexOf(question) && [question, answer].every((name) => ownerOf(name) !== null)

const WHAT_IT_IS = new Set(
  `question question_text answer answer_text prompt completion response instruction instructions context system
    system_prompt tool function unknown group all other`.split(/\s+/),
)
