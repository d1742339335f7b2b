import { groupMentions, type GroupAxis } from '../groups/index.ts'
import { Document, type Hit } from '../text/document.ts'
import { repairTurns } from './repair.ts'

/** What is read of a sentence: names of features, each 0 or 1 (counts are capped). */
export const HOSTILE_KINDS = ['feeling', 'curse', 'dehumanise', 'insult', 'trait', 'violence', 'exclude'] as const
export type HostileKind = (typeof HOSTILE_KINDS)[number]

/** Axes whose groups are protected against hate; opinions and trades are not. */
const PROTECTED: ReadonlySet<GroupAxis> = new Set([
  'ability',
  'gender_and_sex',
  'nationality',
  'race_ethnicity',
  'religion',
  'sexual_orientation',
])
const IMMIGRATION = 'immigration'

export interface SentenceEvidence {
  turn: number
  /** Offsets of the sentence in its turn, in UTF-16 units. */
  start: number
  end: number
  /** The axis of the group that it speaks of, or of the slur that it uses. */
  axis: string | null
  features: Record<string, number>
}

interface Target {
  axis: string
  turn: number
  from: number
  to: number
}

/** The evidence of a conversation, in disguised words too; spans are of the text as it was. */
export function hateEvidence(document: Document): SentenceEvidence[] {
  const found = readEvidence(document)
  for (const { turn, text, original } of repairTurns(document)) {
    const repaired = new Document([{ ...document.turns[turn], text }])
    for (const evidence of readEvidence(repaired))
      found.push({ ...evidence, turn, start: original(evidence.start), end: original(evidence.end) })
  }
  return found
}

/** The evidence of every sentence of a document that speaks of a protected group or uses a slur. */
function readEvidence(document: Document): SentenceEvidence[] {
  const targets = targetsOf(document)
  const slurs = document
    .hits('slur')
    .filter((hit) => document.hitsWithin('hate_homonym', hit.from, hit.to).length === 0)
  if (targets.length === 0 && slurs.length === 0) return []
  const found: SentenceEvidence[] = []
  for (const turn of new Set([...targets, ...slurs].map((hit) => hit.turn)))
    for (const [from, to] of sentencesOf(document, turn)) {
      const evidence = sentenceEvidence(document, turn, from, to, targets, slurs)
      if (evidence) found.push(evidence)
    }
  return found
}

function targetsOf(document: Document): Target[] {
  const targets: Target[] = []
  for (const { axis, group, hit } of groupMentions(document))
    if (PROTECTED.has(axis) || group === IMMIGRATION) targets.push({ axis, turn: hit.turn, from: hit.from, to: hit.to })
  for (const { turn, from, to, value } of document.hits('hate_people'))
    if (!isOneOfMine(document, turn, from)) targets.push({ axis: value, turn, from, to })
  return targets.toSorted((a, b) => a.from - b.from)
}

/** "my wife", "his girl": one person, not a group. */
const isOneOfMine = (document: Document, turn: number, from: number): boolean =>
  from > document.turnStart[turn] && document.is('possessive', from - 1) && !isMany(document, turn, from)

const isMany = (document: Document, turn: number, at: number): boolean =>
  /s$|men$|people$/.test(document.word(turn, at))

function sentencesOf(document: Document, turn: number): [from: number, to: number][] {
  const sentences: [number, number][] = []
  const last = document.turnStart[turn + 1]
  for (let from = document.turnStart[turn]; from < last;) {
    const to = Math.min(last, document.sentenceEnd(turn, from, 60) + 1)
    sentences.push([from, to])
    from = to
  }
  return sentences
}

/** Those that begin at tokens `from` (inclusive) to `to` (exclusive); they are in the order of their tokens. */
function within<H extends Target | Hit>(hits: readonly H[], from: number, to: number): H[] {
  let low = 0
  for (let high = hits.length; low < high;) {
    const middle = (low + high) >>> 1
    if (hits[middle].from < from) low = middle + 1
    else high = middle
  }
  let last = low
  while (last < hits.length && hits[last].from < to) last++
  return hits.slice(low, last)
}

function sentenceEvidence(
  document: Document,
  turn: number,
  from: number,
  to: number,
  targets: readonly Target[],
  slurs: readonly Hit[],
): SentenceEvidence | null {
  const own = within(targets, from, to)
  const ownSlurs = within(slurs, from, to)
  const pronoun = has(document, 'they', from, to) || has(document, 'you', from, to)
  // "Some women get into government. They are still trash": who "they" are stands in the sentence before, or after.
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  const before = from > first ? document.sentenceStart(turn, from - 2, 60) : from
  const after = to < last ? Math.min(last, document.sentenceEnd(turn, to, 60) + 1) : to
  const near = own.length > 0 || !pronoun ? [] : within(targets, before, after)
  const target = own[0] ?? near[0]
  if (!target && ownSlurs.length === 0) return null
  const features: Record<string, number> = {}
  const add = (name: string): void => void (features[name] = Math.min(2, (features[name] ?? 0) + 1))
  if (target) add('target')
  if (target && isMany(document, turn, target.to - 1)) add('many')
  if (near.length > 0) add('target_near')
  for (const slur of ownSlurs)
    add(document.hitsWithin('hate_reclaim', slur.from, slur.to).length > 0 ? 'slur_own' : `slur_${slur.value}`)
  for (const hit of document.hitsWithin('hostile', from, to)) {
    if (hit.turn !== turn || hit.from < from || hit.from >= to) continue
    const kind = isDenied(document, hit, from) ? 'denied' : inQuotes(document, hit, from, to) ? 'quoted' : ''
    add(`${hit.value}${kind && `_${kind}`}`)
    if (kind === '' && isNear(document, own, hit)) add(`near_${hit.value}`)
  }
  for (const hit of document.hitsWithin('granted', from, to)) {
    if (hit.turn !== turn || hit.from < from || hit.from >= to) continue
    const attack = document.hitsWithin('hostile', hit.to, hit.to + 4).some(({ from: at }) => at >= hit.to)
    if (isDenied(document, hit, from)) {
      if (!attack && isNear(document, own, hit)) add('near_granted_denied')
      if (!attack) add(inQuotes(document, hit, from, to) ? 'granted_denied_quoted' : 'granted_denied')
    } else add('granted')
  }
  if (isCountered(document, turn, before, after, within(targets, before, after))) add('counter')
  if (document.hitsWithin('hate_opinion', from, to).some((hit) => hit.turn === turn)) add('opinion')
  if (hasQuotes(document, turn, before, after)) add('quotes')
  for (let at = from; at < to; at++) {
    if (document.is('negative_word', at))
      add(isDenied(document, { turn, from: at, to: at, value: '' }, from) ? 'negative_denied' : 'negative')
    else if (document.is('positive_word', at)) add('positive')
  }
  if (has(document, 'you', from, to)) add('you')
  if (has(document, 'hate_self', from, to)) add('self')
  if (has(document, 'denial', from, to)) add('denial')
  if (document.mark(turn, to - 1) === '?') add('asks')
  const { start, end } = document.tokens
  return { turn, start: start[from], end: end[to - 1], axis: target?.axis ?? ownSlurs[0]?.value ?? null, features }
}

/** Whether somebody else's words are spoken against; "trans people who say" are no such people. */
function isCountered(document: Document, turn: number, from: number, to: number, targets: readonly Target[]): boolean {
  return document
    .hitsWithin('hate_counter', from, to)
    .some(
      (hit) =>
        hit.turn === turn &&
        !targets.some((target) => target.turn === turn && target.from < hit.from && target.to > hit.from) &&
        document.hitsWithin('hate_opinion', hit.from, hit.to).length === 0,
    )
}

function has(document: Document, set: 'they' | 'you' | 'hate_self' | 'denial', from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (document.is(set, at)) return true
  return false
}

/** Tokens between a group and what is said of it where the two surely belong together. */
const NEAR = 4

/** Near a group, and not done by it: "raped by men" attacks nobody. */
const isNear = (document: Document, targets: readonly Target[], { turn, from, to }: Hit): boolean =>
  targets.some((target) => {
    if (target.from - to > NEAR || from - target.to > NEAR) return false
    for (let at = to; at < target.from; at++)
      if (document.isPunctuation(at) || document.word(turn, at) === 'by') return false
    for (let at = target.to; at < from; at++) if (document.isPunctuation(at)) return false
    return true
  })

const DENIAL_REACH = 8

/** Whether a denial before the hit, in the same part of the sentence, takes it back. */
function isDenied(document: Document, { turn, from }: Hit, start: number): boolean {
  for (let at = from - 1; at >= Math.max(start, from - DENIAL_REACH); at--) {
    const mark = document.mark(turn, at)
    if (mark === ',' || mark === ';' || mark === ':' || isQuote(mark)) return false
    if (document.is('denial', at) && document.hitsWithin('hate_no_denial', at, at + 1).length === 0) return true
  }
  return false
}

const isQuote = (mark: string): boolean => mark === '"' || mark === '“' || mark === '”'

/** Whether a hit stands between two quotation marks of its sentence. */
function inQuotes(document: Document, { turn, from, to }: Hit, start: number, end: number): boolean {
  let opened = false
  for (let at = start; at < from; at++) if (isQuote(document.mark(turn, at))) opened = !opened
  if (!opened) return false
  for (let at = to; at < end; at++) if (isQuote(document.mark(turn, at))) return true
  return false
}

function hasQuotes(document: Document, turn: number, from: number, to: number): boolean {
  let marks = 0
  for (let at = from; at < to; at++) if (isQuote(document.mark(turn, at))) marks++
  return marks >= 2
}
