import { isKnownRole } from '../roles/index.ts'
import { normalName } from './names.ts'

/** Whether a column or field may be called after who speaks, rather than after what it is. */
export const isOwnName = (name: string): boolean => isKnownRole(name) && !WHAT_IT_IS.has(normalName(name))

/** Who a column is called after that holds what they say: `Client text`, `therapist_utterance`; `null` for others. */
export function ownerOf(name: string): string | null {
  const owner = name.trim().replace(/(?<![\s_-])[\s_-]*(?:text|utterance|message|words|speech|statement|turn)s?$/i, '')
  return isOwnName(owner) ? owner : null
}

/** Whether columns are called after who speaks in them and the helper's comes first: that is the order of what they say. */
export const areAnswersFirst = (names: readonly string[], question: string, answer: string): boolean =>
  names.indexOf(answer) < names.indexOf(question) && [question, answer].every((name) => ownerOf(name) !== null)

const WHAT_IT_IS = new Set(
  `question question_text answer answer_text prompt completion response instruction instructions context system
    system_prompt tool function unknown group all other`.split(/\s+/),
)
