import type { JsonObject } from '@techdeck/contracts'
import { toRow } from '../jsonl/index.ts'
import { fromSettings, nestingOf, rowReader, type ToRow } from '../objects/index.ts'
import { readRows, RowReader } from '../rows/index.ts'
import type { Format } from '../types.ts'
import { ElementCutter, type Surrounding, type Surroundings } from './cutter.ts'
import { detectJson } from './detect.ts'
import { toMember } from './member.ts'

/**
 * One JSON document: an array of conversations, an object whose lists or fields hold them, or objects one after the
 * other over several lines. Elements are cut out by a scan of bytes and parsed one at a time, so the document is never
 * in memory.
 */
export const json: Format = {
  name: 'json',
  detect: detectJson,

  read(source, reading, range, signal) {
    const { settings, mapping } = reading
    const toContent = rowReader(fromSettings(settings, mapping), nestingOf(settings))
    const surroundings = surroundingsOf(settings)
    const members = surroundings.surrounding === 'members'
    const make: ToRow = members ? (value) => toContent(toMember(value as JsonObject)) : toContent
    return readRows(
      new RowReader(source, reading, range, new ElementCutter(surroundings, false, nestingOf(settings))),
      signal,
      (rows) => {
        const text = rows.text()
        return text === null ? rows.bad('invalid_encoding') : toRow(rows, members ? `{${text}}` : text, make)
      },
    )
  },
}

const surroundingsOf = ({ surrounding, indent, lists, passed }: JsonObject): Surroundings => ({
  surrounding: surrounding as Surrounding,
  indent: Number(indent),
  lists: (lists ?? []) as string[],
  passed: (passed ?? []) as string[],
})
