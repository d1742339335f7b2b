import type { Json } from '@techdeck/contracts'
import { ElementCutter, type Surrounding } from '../json/cutter.ts'
import { parseLoosely } from '../loose-json.ts'
import { RowReader } from '../rows/index.ts'
import type { ByteSource } from '../types.ts'

/**
 * The elements of a list, or the values of an object's members, from the place behind its bracket up to `end`; what
 * cannot be parsed is `undefined`. One is held at a time.
 */
export async function* elementsOf(
  source: ByteSource,
  surrounding: Extract<Surrounding, 'list' | 'members'>,
  start: number,
  end: number,
): AsyncGenerator<Json | undefined> {
  const reading = { format: 'json', encoding: 'utf-8', bom: 0, settings: {}, mapping: {} }
  const range = { file: 0, start: { byteOffset: start, line: 1, row: 1, state: 0 }, end }
  const cutter = new ElementCutter({ surrounding, indent: -1, lists: [], passed: [] })
  const rows = new RowReader(source, reading, range, cutter)
  try {
    for (;;) {
      const step = rows.step()
      if (step === 'done') return
      if (step === 'more') await rows.fill()
      else yield rows.problem ? undefined : valueOf(rows.text(), surrounding)
    }
  } finally {
    await rows.close()
  }
}

function valueOf(text: string | null, surrounding: Surrounding): Json | undefined {
  try {
    const value = parseLoosely(surrounding === 'members' ? `{${text}}` : (text ?? ''))
    return surrounding === 'members' ? (Object.values(value as object)[0] as Json) : value
  } catch {
    return undefined
  }
}
