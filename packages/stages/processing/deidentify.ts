import { findIdentifiers } from '@techdeck/analysis'
import type { Conversation, Finding, Turn } from '@techdeck/contracts'
import { findAges, type Age } from './ages.ts'
import type { ProcessingOptions } from './contract.ts'
import { fit } from './grammar.ts'
import { IDENTIFIER } from './identifier.ts'
import type { Replacer } from './replace.ts'
import type { SiteWords } from './site-words.ts'
import { replaceSpans, spansOf, type Replacement, type Span } from './spans.ts'

export interface Deidentified {
  turns: Turn[]
  /** Over the new text: each replacement, and all other findings moved to it. */
  findings: Finding[]
  replaced: { [category: string]: number }
  /** Places of replacements by turn, in code points of the new text. */
  own: Map<number, { start: number; end: number }[]>
  /** What was taken out of the turns. */
  values: Set<string>
  /** The same with where it stood, at the places of the new text. */
  taken: { turn: number; start: number; end: number; text: string }[]
}

/**
 * Replaces the identifiers that `found` names in the turns' texts, and ages where bands are asked for, and moves all
 * other findings to the new text.
 */
export function deidentifyTurns(
  { turns }: Conversation,
  found: readonly Finding[],
  replacer: Replacer,
  { replaceFrom, ageBands }: Pick<ProcessingOptions, 'replaceFrom' | 'ageBands'>,
): Deidentified {
  const byTurn = Map.groupBy(found, ({ turn }) => turn)
  const result: Deidentified = { turns, findings: [], replaced: {}, own: new Map(), values: new Set(), taken: [] }
  if (found.length === 0 && ageBands === undefined) return result
  const spans = new Map<number, Span[]>()
  for (const { index, text } of turns) {
    const identifiers = byTurn
      .get(index)
      ?.filter(({ kind, confidence }) => kind === IDENTIFIER && confidence >= replaceFrom)
    if (identifiers && identifiers.length > 0) spans.set(index, withInitials(text, spansOf(text, identifiers)))
  }
  replacer.meet(namesIn(turns, spans))
  result.turns = turns.map((turn) => {
    const own = spans.get(turn.index) ?? []
    const ages = ageBands === undefined ? [] : findAges(turn.text).filter((age) => isApart(age, own))
    const findings = byTurn.get(turn.index) ?? []
    if (own.length + ages.length > 0) return deidentifyTurn(turn, own, ages, findings, replacer, result)
    // Nothing is replaced here, so all that was found stands where it stood.
    for (const finding of findings) if (finding.kind !== IDENTIFIER) result.findings.push(finding)
    return turn
  })
  return result
}

const INITIALS_BEFORE = /(?<![\p{L}\p{N}.])(?:\p{Lu}\.\s?){1,3}$/u
const INITIALS_BEHIND = /^\s(?:[A-HJ-Z]\.\s?){1,2}(?=[\s,;:!?)'’]|$)(?<!\s)/u

/** Names with the initials beside them, which detectors leave: `S. Miller`, `Sarah M.` */
function withInitials(text: string, spans: Span[]): Span[] {
  return spans.map((span, i) => {
    if (span.category !== 'name') return span
    const before = INITIALS_BEFORE.exec(text.slice(Math.max(spans[i - 1]?.end ?? 0, span.start - 12), span.start))
    const behind = INITIALS_BEHIND.exec(
      text.slice(span.end, Math.min(spans[i + 1]?.start ?? text.length, span.end + 8)),
    )
    return { ...span, start: span.start - (before?.[0].length ?? 0), end: span.end + (behind?.[0].length ?? 0) }
  })
}

/** Everything that is replaced as a name, speakers too. */
function namesIn(turns: readonly Turn[], spans: ReadonlyMap<number, readonly Span[]>): string[] {
  const names = new Set<string>()
  for (const { index, text, speaker } of turns) {
    if (speaker !== undefined) names.add(speaker)
    for (const { category, start, end } of spans.get(index) ?? [])
      if (category === 'name') names.add(text.slice(start, end))
  }
  return [...names]
}

const isApart = (age: Age, spans: readonly Span[]): boolean =>
  spans.every(({ start, end }) => age.end <= start || age.start >= end)

function deidentifyTurn(
  turn: Turn,
  spans: readonly Span[],
  ages: readonly Age[],
  findings: readonly Finding[],
  replacer: Replacer,
  result: Deidentified,
): Turn {
  const { index, text, mark_at: markAt } = turn
  const replacements: (Replacement & { reason: string })[] = []
  const place = (span: Span, substitute: string, counted: string, reason: string): void => {
    const value = text.slice(span.start, span.end)
    if (substitute !== value) {
      result.replaced[counted] = (result.replaced[counted] ?? 0) + 1
      result.values.add(value)
    }
    const { back, text: fitting } = fit(text.slice(replacements.at(-1)?.end ?? 0, span.start), substitute)
    replacements.push({ ...span, start: span.start - back, text: fitting, reason })
  }
  const all = [
    ...spans.map((span) => ({ span, years: null })),
    ...ages.map(({ start, end, years }) => ({ span: { start, end, category: 'date', confidence: 1 }, years })),
  ].toSorted((a, b) => a.span.start - b.span.start)
  for (const { span, years } of all)
    if (years !== null) place(span, replacer.band(years), 'age', 'generalise')
    else
      place(
        span,
        replacer.replace(text.slice(span.start, span.end), span.category),
        span.category,
        replacer.policyFor(span.category),
      )
  const { text: clean, placed, move } = replaceSpans(text, replacements)
  if (placed.length > 0) result.own.set(index, placed)
  for (const [i, { start, end }] of replacements.entries())
    result.taken.push({ turn: index, ...placed[i], text: text.slice(start, end) })
  for (const [i, { category, confidence, reason }] of replacements.entries())
    result.findings.push({ kind: IDENTIFIER, category, turn: index, ...placed[i], confidence, reason })
  for (const finding of findings)
    if (finding.kind !== IDENTIFIER) result.findings.push({ ...finding, ...move(finding.start, finding.end) })
  return { ...turn, text: clean, ...(markAt && { mark_at: markAt.map((at) => move(at, at).start) }) }
}

const TITLE_OR_CUE = /\b(?:dr|mr|mrs|ms|miss|prof|professor|doctor|nurse|my|name|is|i'm|am|the|at|in|on)\b\.?/giu
const CONTENT = /[\p{L}\p{N}]/u

/**
 * Identifiers at least `from` sure in text that was de-identified, other than what we put there ourselves. Rules search
 * all turns again, the tagger, which reads each by itself, those that were changed; in the others stands what was found
 * before.
 */
export function leftIdentifiers(
  { before, turns, own, found }: Pick<Deidentified, 'turns' | 'own'> & { before: Turn[]; found: readonly Finding[] },
  from: number,
  words?: SiteWords,
): Finding[] {
  const taggedTurns = new Set(turns.keys().filter((at) => turns[at].text !== before[at].text))
  const searched = new Set(Array.from(taggedTurns, (at) => turns[at].index))
  const known = found.filter(({ kind, turn }) => kind === IDENTIFIER && !searched.has(turn))
  // Of text that is as it was nothing else can be found than before.
  const all = taggedTurns.size === 0 ? known : [...known, ...findIdentifiers(turns, { taggedTurns })]
  return (words ? words.applyTo(turns, all) : all).filter((finding) => {
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
