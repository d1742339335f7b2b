import type { Finding } from '@techdeck/contracts'
import { OWN } from './placeholders.ts'
import { codePoints, toUnits } from '../offsets.ts'

/** A part of a text that has to go; offsets are UTF-16 units. */
export interface Span {
  start: number
  end: number
  category: string
  confidence: number
}

/**
 * The parts of a text that findings cover: overlapping ones are joined, under the category of the surest (the longer,
 * if equal). What we wrote ourselves in earlier runs (`[REDACTED]` …) is cut out of them.
 */
export function spansOf(text: string, findings: readonly Finding[]): Span[] {
  if (findings.length === 0) return []
  const unit = toUnits(text)
  const found = findings
    .flatMap(({ start, end, category, confidence }) =>
      outsidePlaceholders(text, { start: unit(start), end: unit(end), category, confidence }),
    )
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
  const spans: Span[] = []
  for (const span of found) {
    const last = spans.at(-1)
    if (!last || span.start >= last.end) spans.push({ ...span })
    else {
      const surer = span.confidence - last.confidence || span.end - span.start - (last.end - last.start)
      if (surer > 0) last.category = span.category
      last.confidence = Math.max(last.confidence, span.confidence)
      last.end = Math.max(last.end, span.end)
    }
  }
  return spans
}

const WORDS = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su

function outsidePlaceholders(text: string, span: Span): Span[] {
  if (!text.includes('[') && !text.includes('**')) return [span]
  const pieces: Span[] = []
  let start = span.start
  for (const { index, 0: placeholder } of text.matchAll(OWN)) {
    const end = index + placeholder.length
    if (end <= span.start) continue
    if (index >= span.end) break
    pieces.push({ ...span, start, end: Math.min(index, span.end) })
    start = end
  }
  if (pieces.length === 0) return [span]
  if (start < span.end) pieces.push({ ...span, start })
  return pieces.flatMap((piece) => {
    const words = WORDS.exec(text.slice(piece.start, piece.end))
    if (!words) return []
    const first = piece.start + words.index
    return [{ ...piece, start: first, end: first + words[0].length }]
  })
}

export interface Replacement extends Span {
  text: string
}

/** A text with its spans replaced, and how to move offsets (code points) from the old text to the new one. */
export function replaceSpans(
  text: string,
  replacements: readonly Replacement[],
): {
  text: string
  placed: { start: number; end: number }[]
  move: (start: number, end: number) => { start: number; end: number }
} {
  let result = ''
  let at = 0
  const placed: { start: number; end: number }[] = []
  // For each replacement: where it begins and ends in the old text, and in the new one, in code points.
  const steps: { oldStart: number; oldEnd: number; newStart: number; newEnd: number }[] = []
  let oldPoints = 0
  let newPoints = 0
  for (const { start, end, text: substitute } of replacements) {
    const kept = text.slice(at, start)
    const keptPoints = codePoints(kept)
    const oldStart = oldPoints + keptPoints
    const newStart = newPoints + keptPoints
    oldPoints = oldStart + codePoints(text.slice(start, end))
    newPoints = newStart + codePoints(substitute)
    steps.push({ oldStart, oldEnd: oldPoints, newStart, newEnd: newPoints })
    placed.push({ start: newStart, end: newPoints })
    result += kept + substitute
    at = end
  }
  result += text.slice(at)
  const moved = (point: number, edge: 'newStart' | 'newEnd'): number => {
    let shift = 0
    for (const step of steps) {
      if (point <= step.oldStart) break
      if (point < step.oldEnd) return step[edge]
      shift = step.newEnd - step.oldEnd
    }
    return point + shift
  }
  return {
    text: result,
    placed,
    move: (start, end) => ({ start: moved(start, 'newStart'), end: moved(end, 'newEnd') }),
  }
}
