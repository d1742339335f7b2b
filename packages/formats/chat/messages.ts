import type { Role, Turn } from '@techdeck/contracts'

/** Turns of one role in a row are one. */
export interface Block {
  role: Role
  text: string
  /** Index of its first turn. */
  turn: number
}

/** A conversation as alternating blocks, or turn by turn. Texts of one block are joined by line feeds. */
export function blocksOf(turns: readonly Turn[], join = true): Block[] {
  const blocks: Block[] = []
  for (const { role, text, index } of turns) {
    const last = blocks.at(-1)
    if (join && last?.role === role) last.text += `\n${text}`
    else blocks.push({ role, text, turn: index })
  }
  return blocks
}

export interface Reply {
  /** What was said before, the newest last; at most as many blocks as were asked for. */
  context: Block[]
  text: string
  /** Index of the reply's first turn. */
  turn: number
}

/** Each thing that the helper said after somebody else, with what went before. `window` 0: all that went before. */
export function repliesOf(turns: readonly Turn[], window: number): Reply[] {
  const blocks = blocksOf(turns)
  return blocks.flatMap(({ role, text, turn }, at) => {
    if (role !== 'therapist' || at === 0) return []
    return [{ context: blocks.slice(window === 0 ? 0 : Math.max(0, at - window), at), text, turn }]
  })
}

export const CHAT_ROLES = { client: 'user', therapist: 'assistant', system: 'system', other: 'user' } as const
