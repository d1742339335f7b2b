import { findIdentifiers } from '@techdeck/analysis'
import type { Conversation, Finding, Turn } from '@techdeck/contracts'
import type { Replacer } from './replace.ts'
import { replaceSpans, spansOf, type Replacement } from './spans.ts'

export const IDENTIFIER = 'identifier'

export interface Deidentified {
  turns: Turn[]
  /** Over the new text: each replacement, and all other findings moved to it. */
  findings: Finding[]
  replaced: { [category: string]: number }
  /** Places of replacements by turn, in code points of the new text. */
  own: Map<number, { start: number; end: number }[]>
}

/** Replaces the identifiers that `found` names in the turns' texts and moves all other findings to the new text. */
export function deidentifyTurns(
  { turns }: Conversation,
  found: readonly Finding[],
  replacer: Replacer,
  replaceFrom: number,
): Deidentified {
  const byTurn = Map.groupBy(found, ({ turn }) => turn)
  const result: Deidentified = { turns, findings: [], replaced: {}, own: new Map() }
  if (found.length === 0) return result
  result.turns = turns.map((turn) => {
    const findings = byTurn.get(turn.index)
    return findings ? deidentifyTurn(turn, findings, replacer, replaceFrom, result) : turn
  })
  return result
}

function deidentifyTurn(
  turn: Turn,
  findings: readonly Finding[],
  replacer: Replacer,
  replaceFrom: number,
  result: Deidentified,
): Turn {
  const { index, text, mark_at: markAt } = turn
  const identifiers = findings.filter(({ kind, confidence }) => kind === IDENTIFIER && confidence >= replaceFrom)
  const replacements: Replacement[] = []
  for (const span of spansOf(text, identifiers)) {
    const value = text.slice(span.start, span.end)
    const substitute = replacer.replace(value, span.category)
    if (substitute !== value) result.replaced[span.category] = (result.replaced[span.category] ?? 0) + 1
    replacements.push({ ...span, text: substitute })
  }
  const { text: clean, placed, move } = replaceSpans(text, replacements)
  if (placed.length > 0) result.own.set(index, placed)
  for (const [i, { category, confidence }] of replacements.entries())
    result.findings.push({
      kind: IDENTIFIER,
      category,
      turn: index,
      ...placed[i],
      confidence,
      reason: replacer.policyFor(category),
    })
  for (const finding of findings)
    if (finding.kind !== IDENTIFIER) result.findings.push({ ...finding, ...move(finding.start, finding.end) })
  return { ...turn, text: clean, ...(markAt && { mark_at: markAt.map((at) => move(at, at).start) }) }
}

const TITLE_OR_CUE = /\b(?:dr|mr|mrs|ms|miss|prof|professor|doctor|nurse|my|name|is|i'm|am|the|at|in|on)\b\.?/giu
const CONTENT = /[\p{L}\p{N}]/u

/** Identifiers at least `from` sure in text that was de-identified, other than what we put there ourselves. */
export function leftIdentifiers({ turns, own }: Pick<Deidentified, 'turns' | 'own'>, from: number): Finding[] {
  return findIdentifiers(turns).filter((finding) => {
    if (finding.confidence < from) return false
    const { text } = turns.find(({ index }) => index === finding.turn)!
    const mine = own.get(finding.turn) ?? []
    return spansOf(text, [finding]).some((span) => CONTENT.test(remainder(text, span, mine)))
  })
}

/** What a span holds besides our own replacements and the words that go with names. */
function remainder(
  text: string,
  { start, end }: { start: number; end: number },
  own: { start: number; end: number }[],
): string {
  let rest = ''
  let at = start
  let overlaps = false
  for (const mine of own) {
    if (mine.end <= at || mine.start >= end) continue
    overlaps = true
    rest += `${text.slice(at, Math.max(at, mine.start))} `
    at = mine.end
  }
  rest += text.slice(at, end)
  return overlaps ? rest.replace(TITLE_OR_CUE, '') : rest
}
