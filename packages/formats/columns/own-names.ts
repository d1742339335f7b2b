import { isKnownRole } from '../roles/index.ts'
import { normalName } from './names.ts'

/** Whether a column or field may be called after who speaks, rather than after what it is. */
export const isOwnName = (name: string): boolean => isKnownRole(name) && !WHAT_IT_IS.has(normalName(name))

const WHAT_IT_IS = new Set(
  `question question_text answer answer_text prompt completion response instruction instructions context system
    system_prompt tool function unknown group all other`.split(/\s+/),
)
