import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StageName } from '@techdeck/contracts'

/** A comment of a contract, and the option that it stands above. */
export interface OptionComment {
  readonly name: string
  /** An option of the stage itself; others are within one. */
  readonly isOutermost: boolean
  /** Without the signs of a comment, as it is written otherwise. */
  readonly lines: readonly string[]
}

const OUTERMOST = '    '
const OPTION = /^( *)(\w+):/

/** What a stage's contract says of its options in the comments above them, in their order. */
export async function contractComments(stage: StageName): Promise<OptionComment[]> {
  const source = await readFile(join(import.meta.dirname, stage, 'contract.ts'), 'utf8')
  const found: OptionComment[] = []
  let open: string[] | null = null
  let last: string[] | null = null
  for (const line of source.split('\n')) {
    const text = line.trim()
    if (open === null && text.startsWith('/**')) open = []
    if (open !== null) {
      const isEnd = text.endsWith('*/')
      open.push(withoutSigns(isEnd ? text.slice(0, -2) : text))
      if (isEnd) [last, open] = [open, null]
      continue
    }
    if (text === '') continue
    const [, indent = '', name] = OPTION.exec(line) ?? []
    if (last !== null && name !== undefined) found.push({ name, isOutermost: indent === OUTERMOST, lines: last })
    last = null
  }
  return found
}

function withoutSigns(text: string): string {
  const inner = text.startsWith('/**') ? text.slice(3) : text.startsWith('*') ? text.slice(1) : text
  return inner.trim()
}
