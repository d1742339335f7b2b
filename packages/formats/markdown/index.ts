import type { JsonObject } from '@techdeck/contracts'
import { readTurns } from '../transcript/read.ts'
import { masked } from '../transcript/lines.ts'
import type { Format, Reading } from '../types.ts'
import { detectMarkdown } from './detect.ts'
import { MarkdownLines, type MarkdownStyle } from './lines.ts'

/**
 * Markdown in which speakers stand in bold before the text, as headings above it, or in a column of a table; within lists
 * and quotes too. Other headings, and rules that do not part every turn, begin another conversation. The fields of front
 * matter are metadata.
 */
export const markdown: Format = {
  name: 'markdown',
  detect: detectMarkdown,

  read(source, reading, range, signal) {
    const front = (reading.settings['front'] ?? {}) as JsonObject
    return readTurns(source, reading, range, signal, new MarkdownLines(styleOf(reading)), front)
  },
}

function styleOf({ settings }: Reading): MarkdownStyle {
  const style = settings as unknown as MarkdownStyle
  return { ...style, names: style.names.map((name) => masked(name)) }
}
