import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { Finding } from '@techdeck/contracts'
import * as analysis from './index.ts'
import { lexicon } from './lexicons.ts'
import { prepare } from './text/document.ts'
import type { DetectorTurn } from './types.ts'

const FINDERS = {
  findIdentifiers: (turns: DetectorTurn[]) => analysis.findIdentifiers(turns),
  findPhiIndicators: analysis.findPhiIndicators,
  assessCrisis: (turns: DetectorTurn[]) => analysis.assessCrisis(turns).findings,
  findGroups: analysis.findGroups,
  findStereotypes: analysis.findStereotypes,
  findHate: analysis.findHate,
  findDistortions: analysis.findDistortions,
  findClinicalTerms: analysis.findClinicalTerms,
  findUnsoundReplies: analysis.findUnsoundReplies,
  findSymptoms: analysis.findSymptoms,
} satisfies Record<string, (turns: DetectorTurn[]) => Finding[]>

const CODERS = {
  codeBehaviours: analysis.codeBehaviours,
  codeTalk: analysis.codeTalk,
  rateEmpathy: analysis.rateEmpathy,
  detectEmotions: analysis.detectEmotions,
  sessionMeasures: (turns: DetectorTurn[]) => analysis.sessionMeasures(turns),
  rateSession: analysis.rateSession,
  rateTopics: analysis.rateTopics,
  codeStrategies: analysis.codeStrategies,
  rateOutcome: analysis.rateOutcome,
}

const role = fc.constantFrom('client', 'therapist', 'system', 'other')
/** Bits that rules hang on, so that random texts reach deep into them. */
const bait = fc.constantFrom(
  'my name is ',
  'Dr. ',
  'Sam',
  'I live at 12 ',
  'Oak Street',
  ', ',
  '@',
  'sam@x.org',
  'http://',
  '555-',
  '0134',
  'my social is ',
  'kill myself',
  'five ',
  'oh ',
  'dot com',
  ' at ',
  'May ',
  '3rd',
  ' of ',
  '1999',
  '10/',
  'women ',
  'always',
  'F32.1',
  ' panic disorder',
  'you have ',
  '?',
  '.',
  '-',
  '’',
  '👍',
  '\ud800',
  '::',
  'MRN ',
  '#',
  '+1 ',
  'PLATE ',
  'JBR ',
  '12',
  'in ',
  'New ',
  'I work at ',
  'and ',
  'is ',
  '99',
  ' now',
  'Beck ',
  'LCSW',
  '(',
  ')',
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.oneof(bait, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 30 })
    .map((parts) => parts.join('')),
)
const conversation = fc
  .array(fc.record({ role, text }), { maxLength: 5 })
  .map((turns) => turns.map((turn, at): DetectorTurn => ({ index: at * 2, ...turn })))

/** Length in code points, where a lone surrogate is one. */
const lengthOf = (turns: DetectorTurn[], index: number): number =>
  Array.from(turns.find((turn) => turn.index === index)?.text ?? '').length

describe('every detector', () => {
  it.each(Object.entries(FINDERS))('%s says only what lies inside the text', (_, find) => {
    fc.assert(
      fc.property(conversation, (turns) => {
        for (const { turn, start, end, confidence } of find(turns)) {
          expect([start, end].every(Number.isInteger)).toBe(true)
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(lengthOf(turns, turn))
          expect(confidence).toBeGreaterThan(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each(Object.entries(CODERS))('%s codes any text', (_, code) => {
    fc.assert(
      fc.property(conversation, (turns) => {
        expect(code(turns)).toEqual(code(structuredClone(turns)))
      }),
      { numRuns: 200 },
    )
  })

  it('never claims a character for two identifiers', () => {
    fc.assert(
      fc.property(conversation, (turns) => {
        const findings = analysis.findIdentifiers(turns)
        for (let at = 1; at < findings.length; at++) {
          const [before, after] = [findings[at - 1], findings[at]]
          expect(after.turn > before.turn || after.start >= before.end).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('says no word of the text in a reason', () => {
    const turns: DetectorTurn[] = [
      {
        index: 0,
        role: 'client',
        text: 'My name is Zxqv Wjkp, I want to kill myself, women always lie, mail zxqv@wjkp.org',
      },
    ]
    const reasons = Object.values(FINDERS).flatMap((find) => find(turns).map(({ reason }) => reason.toLowerCase()))
    expect(reasons.length).toBeGreaterThan(3)
    for (const reason of reasons) expect(reason).not.toMatch(/zxqv|wjkp|women|kill/)
  })
})

const workOf = (unit: string, characters: number, runs: number): number => {
  const content = unit.repeat(Math.ceil(characters / unit.length))
  let best = Infinity
  for (let run = 0; run < runs; run++) {
    const turns: DetectorTurn[] = [
      { index: 0, role: 'client', text: content },
      { index: 1, role: 'therapist', text: content },
    ]
    const begin = process.cpuUsage()
    for (const detect of [...Object.values(FINDERS), ...Object.values(CODERS)]) detect(turns)
    const { user, system } = process.cpuUsage(begin)
    best = Math.min(best, user + system)
  }
  return best
}

/** How much more work `times` the text is, tried again while it seems too much: other work on the machine disturbs, and only ever adds. */
const growth = (unit: string, characters: number, times: number, most: number): number => {
  let least = Infinity
  for (let tries = 1; tries <= 5 && least >= most; tries++)
    least = Math.min(least, workOf(unit, characters * times, tries) / (workOf(unit, characters, tries * 3) + 500))
  return least
}

describe('linear time', () => {
  const hostile: Record<string, string> = {
    digits: '1',
    'digits with marks': '1-',
    'digits with spaces': '1 ',
    'dotted digits': '1.2.',
    at: '@',
    'addresses without an end': 'a@',
    'dotted words': 'a.',
    colons: 'a:',
    plus: '+1',
    capitals: 'Aa ',
    'hyphenated capitals': 'Aa-',
    introductions: 'my name is ',
    'names after names': 'Sam ',
    numbers: 'five ',
    streets: '1 Oak ',
    months: 'May 3 of ',
    slashes: '1/2/',
    disclosures: 'kill myself ',
    idioms: 'kill myself years ago ',
    groups: 'old women always ',
    hate: 'women are scum ',
    'letters apart': 'w o m e n ',
    'words without a space': 'womenarescum ',
    'swapped groups': 'she is a muslim woman ',
    diagnoses: 'you have panic disorder ',
    codes: 'F32.1 panic disorder ',
    organisations: 'I work at A and B, C & ',
    urls: 'http://a',
    spaces: ' ',
    quotes: "'",
    surrogates: '👍',
    'network addresses': '1a:',
    'network addresses with hyphens': 'a1-',
    'image files': 'a_1.jpg',
    'biometric identifiers': 'voiceprint id ',
    'spoken addresses': 'a at b dot com ',
    medicines: 'stop taking your meds ',
  }
  // 8 times the text takes 8 times as long where time is linear and 64 times where it is quadratic.
  it.each(Object.entries(hostile))('%s', (_, unit) => {
    expect(growth(unit, 5000, 8, 28)).toBeLessThan(28)
  })

  it('all of them, in 100 kB', () => {
    const all = Object.values(hostile).join('')
    expect(growth(all, 12_500, 8, 28)).toBeLessThan(28)
  })
})

describe('the lexicon', () => {
  it('has no phrase that is longer than the document looks for', () => {
    expect(lexicon().automaton.longest).toBeLessThan(16)
  })
  it('is searched once for all detectors', () => {
    const turns: DetectorTurn[] = [{ index: 0, role: 'client', text: 'My name is Sam.' }]
    const document = prepare(turns)
    for (const find of Object.values(FINDERS)) find(turns)
    expect(prepare(turns)).toBe(document)
  })
})
