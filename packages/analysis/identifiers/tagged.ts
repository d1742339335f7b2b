import type { Document } from '../text/document.ts'
import { ALL_CAPS } from '../text/tokens.ts'
import type { IdentifierCategory } from '../types.ts'
import { endWithoutPossessive } from './capitals.ts'
import type { Claims } from './claims.ts'
import { bandOf, gazetteer, GIVEN, PROPER, SURNAME } from './gazetteer.ts'
import type { KnownNames } from './known-names.ts'
import { isOfMethod } from './names.ts'
import { LABEL_COUNT, LABELS, type ClaimKind, type Tagger } from './tagger.ts'

/** Employers are names, as the rule names them with the person; towns and streets are locations. */
const CATEGORY_OF: readonly IdentifierCategory[] = ['name', 'name', 'location', 'name', 'location']
/** By label. */
export const TAGGER_REASONS: readonly string[] = [
  '',
  'name by its form and the words around it',
  'place by its form and the words around it',
  'organisation by its form and the words around it',
  'address by its form and the words around it',
]
const EVERYDAY_BAND = 4
const WORD_BAND = 2
/** From here on a name is looked for in all turns. */
const SURE = 0.8

/** How categories look to the tagger: names, locations, dates, telephones, e-mail, the others; 7 is a hint. */
const KIND_OF = [0, 1, 2, 3, 4, 4, 5]
const OTHER_KIND = 6
const HINT_KIND = 7

/** What rules made of tokens, in the numbers that the tagger knows. */
export const claimKinds =
  (claims: Claims): ClaimKind =>
  (at) => {
    const kind = claims.kindOf(at)
    if (kind === 0) return claims.isHinted(at) ? HINT_KIND : 0
    return KIND_OF[kind] ?? OTHER_KIND
  }

/** Claims what the tagger finds in tokens that rules left. Names that it is sure of are known from then on. */
export function findTagged(
  document: Document,
  claims: Claims,
  known: KnownNames,
  tagger: Tagger,
  taggedTurns?: ReadonlySet<number>,
): void {
  const kindOf = claimKinds(claims)
  for (let turn = 0; turn < document.texts.length; turn++) {
    if (taggedTurns?.has(turn) === false) continue
    const first = document.turnStart[turn]
    const count = document.turnStart[turn + 1] - first
    const { labels, scores } = tagger.tag(document, turn, kindOf)
    for (let from = 0; from < count; from++) {
      const label = labels[from]
      if (label === 0 || !isOpen(document, claims, turn, first + from)) continue
      const category = CATEGORY_OF[label]
      let margin = 0
      let to = from
      for (; to < count && labels[to] !== 0 && CATEGORY_OF[labels[to]] === category; to++) {
        const endsBefore = to > from && category === 'name' && document.startsLine(turn, first + to)
        if (endsBefore || !isOpen(document, claims, turn, first + to)) break
        margin += scores[to * LABEL_COUNT + labels[to]] - scores[to * LABEL_COUNT]
      }
      claimRun(
        document,
        claims,
        known,
        { turn, from: first + from, to: first + to, label },
        tagger.sureness(margin / (to - from)),
      )
      from = to - 1
    }
  }
}

/** A token that no rule claimed and that is no bracket: what stands in brackets is a placeholder or a remark. */
function isOpen(document: Document, claims: Claims, turn: number, at: number): boolean {
  if (!claims.isFree(at)) return false
  const mark = document.mark(turn, at)
  return mark !== '[' && mark !== ']'
}

function claimRun(
  document: Document,
  claims: Claims,
  known: KnownNames,
  run: { turn: number; from: number; to: number; label: number },
  confidence: number,
): void {
  const { turn, label } = run
  let { from, to } = run
  while (from < to && document.isPunctuation(from)) from++
  while (to > from && document.isPunctuation(to - 1) && document.mark(turn, to - 1) !== '.') to--
  if (CATEGORY_OF[label] === 'name') while (from + 1 < to && isEveryday(document, turn, from)) from++
  if (from >= to || isPlaceholder(document, turn, from) || isOfMethod(document, turn, from)) return
  if (!hasWord(document, claims, turn, from, to) || isWide(document, turn, from, to)) return
  if (isCode(document.texts[turn].slice(document.tokens.start[from], document.tokens.end[to - 1]))) return
  if (LABELS[label] !== 'organisation' && isEnglish(document, from, to)) return
  if (isOfYears(document, turn, from, to) || (to - from === 1 && isSuperlative(document, turn, from))) return
  const { start } = document.tokens
  const stop = endWithoutPossessive(document, turn, to - 1)
  claims.addSpan(CATEGORY_OF[label], turn, from, to, start[from], stop, confidence, TAGGER_REASONS[label])
  if (LABELS[label] === 'name' && confidence >= SURE) known.remember(document.texts[turn].slice(start[from], stop))
}

const PARTICLES = new Set([
  'van',
  'von',
  'de',
  'der',
  'den',
  'del',
  'di',
  'da',
  'du',
  'la',
  'le',
  'bin',
  'al',
  'el',
  'ten',
])

/** "ask" in "ask Zorblat Quimby": a word of everyday talk that begins no name. */
function isEveryday(document: Document, turn: number, at: number): boolean {
  if (document.isCapital(at) || document.isPunctuation(at) || PARTICLES.has(document.word(turn, at))) return false
  const flags = gazetteer().flags(document.tokens.hash[at])
  return bandOf(flags) >= EVERYDAY_BAND && (document.isCapital(at + 1) || (flags & (GIVEN | SURNAME)) === 0)
}

/** `rec-00017`: in one piece, with digits and lower-case letters. */
const isCode = (text: string): boolean => text.length <= 40 && /^(?=\D{0,39}\d)(?=[^a-z]{0,39}[a-z])\S+$/.test(text)

/** Words in lower case that English writes so, whatever list of names has them: "a valid point". */
function isEnglish(document: Document, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (document.isPunctuation(at)) continue
    if (document.isCapital(at) || document.hasDigit(at)) return false
    const flags = gazetteer().flags(document.tokens.hash[at])
    const isWord = bandOf(flags) >= WORD_BAND && (flags & PROPER) === 0
    if (!isWord && !document.is('ambiguous_name', at)) return false
  }
  return true
}

/** "Likeliest, he will come.": a form of an everyday word, with a capital since a sentence begins. */
function isSuperlative(document: Document, turn: number, at: number): boolean {
  const word = document.word(turn, at).toLowerCase()
  if (!word.endsWith('est') || document.sentenceStart(turn, at, 2) !== at) return false
  const stem = word.slice(0, -3)
  return [stem, `${stem}e`, stem.replace(/i$/, 'y')].some((base) => bandOf(gazetteer().flagsOf(base)) >= WORD_BAND)
}

/** "1987. Born 1987": years and everyday words across the end of a sentence. */
function isOfYears(document: Document, turn: number, from: number, to: number): boolean {
  let [years, ends] = [0, 0]
  for (let at = from; at < to; at++) {
    if (document.isPunctuation(at)) ends += document.mark(turn, at) === '.' ? 1 : 0
    else if (document.hasDigit(at)) {
      if (!/^(?:19|20)\d\d$/.test(document.word(turn, at))) return false
      years++
    } else if (bandOf(gazetteer().flags(document.tokens.hash[at])) < EVERYDAY_BAND) return false
  }
  return years > 0 && ends > 0
}

/** `[NAME]`, `[NAME-kcbapfjdmo]`: what stands in the place of an identifier is none. */
const isPlaceholder = (document: Document, turn: number, from: number): boolean =>
  from > document.turnStart[turn] && document.mark(turn, from - 1) === '[' && document.touchesPrevious(from)

/** Whether it is more than marks and a number: these count beside an address, or where they look like a postal code. */
function hasWord(document: Document, claims: Claims, turn: number, from: number, to: number): boolean {
  let digits = 0
  for (let at = from; at < to; at++) {
    if (document.isPunctuation(at)) continue
    if (!document.hasDigit(at)) return true
    digits += document.tokens.end[at] - document.tokens.start[at]
  }
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  const before = from - 1 > first && document.isPunctuation(from - 1) ? from - 2 : from - 1
  const after = to + 1 < last && document.isPunctuation(to) ? to + 1 : to
  const isBeside = (before >= first && !claims.isFree(before)) || (after < last && !claims.isFree(after))
  return digits > 0 && (isBeside || (digits >= 4 && digits <= 6))
}

const SMALL_WORDS = new Set(['the', 'of', 'and', 'new', 'north', 'south', 'republic', 'united', 'islands', 'saint'])

const isStateCode = (document: Document, at: number): boolean =>
  document.is('state_code', at) && (document.tokens.shape[at] & ALL_CAPS) !== 0

/** States and countries by themselves are wide enough to stay. */
function isWide(document: Document, turn: number, from: number, to: number): boolean {
  let wide = false
  for (let at = from; at < to; at++) {
    if (document.is('state', at) || document.is('country', at) || isStateCode(document, at)) wide = true
    else if (!document.isPunctuation(at) && !SMALL_WORDS.has(document.word(turn, at))) return false
  }
  return wide
}
