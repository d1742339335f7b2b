import { describe, expect, it } from '@jest/globals'
import type { Conversation } from '@techdeck/contracts'
import { sha256 } from '@techdeck/core'
import { processing } from '../processing/index.ts'
import { conversation, finishRuns, joined, runStage, testContext } from '../testing.ts'
import { validation } from './index.ts'

// Each recommendation is applied, and validation run again: the figure that it names moves as it says.

const CALM = [
  'I have been worried about my job for weeks now.',
  'What worries you most about it?',
  'That I am too slow.',
  'You fear that others do better than you.',
]
const calm = (n: number): string[][] => Array.from({ length: n }, (_, i) => [...CALM, `That was ${i + 2} weeks ago.`])

/** Conversations of one file, each on a line of its own, numbered from 1. */
const fileOf = (texts: readonly string[][]): Conversation[] =>
  texts.map((own, i) => ({
    ...conversation(...own),
    id: sha256(String(i)),
    source: { dataset_id: 'd'.repeat(64), file: 'sessions.jsonl', line: i + 1, row: i + 1, byte_offset: 100 * i },
  }))

async function validate(conversations: Conversation[], options = {}, changes = {}) {
  const execution = { ...testContext().execution, ...changes }
  const run = await runStage(
    validation,
    conversations.map((one) => joined(one)),
    options,
    { execution },
  )
  const { validation: result, bias, report } = await finishRuns(validation, [run], options, { execution })
  const told = JSON.stringify([result, bias])
  for (const { turns } of conversations) for (const { text } of turns) expect(told).not.toContain(text)
  return { result: result!, bias: bias ?? null, report, run }
}

/** The one recommendation with such words, the lines that it names, and what it says of a figure. */
function find(recommendations: readonly string[], words: string, figure: string) {
  const found = recommendations.filter((each) => each.includes(words))
  expect([words, found.length]).toEqual([words, 1])
  const [advice] = found
  const places = /^\d+ conversations? \((.*?)\):/.exec(advice)?.[1] ?? ''
  const [, from, to] = new RegExp(`${figure} from ([\\d.]+) to ([\\d.]+)`).exec(advice) ?? []
  expect([advice, from !== undefined]).toEqual([advice, true])
  return {
    advice,
    lines: [...places.matchAll(/\b0:(\d+)/g)].map(([, line]) => Number(line)),
    from: Number(from),
    to: Number(to),
  }
}

const without = (conversations: Conversation[], lines: number[]): Conversation[] =>
  conversations.filter(({ source }) => !lines.includes(source.line!))

const DISCLOSURE = 'I want to kill myself, I have thought about it all week.'
/** What is wrong with a conversation, and which recommendation says so of which figure: leaving it out is the remedy. */
const LEAVING_OUT: [name: string, texts: string[], words: string, figure: string][] = [
  [
    'a missed disclosure',
    [DISCLOSURE, 'How is the weather where you live these days?', ...CALM],
    'a disclosure of risk was missed (2) or answered harmfully (0)',
    'therapeutic_appropriateness',
  ],
  [
    'a disclosure that was taken up in part',
    [DISCLOSURE, 'I am so sorry that you feel this way. That must be hard.', ...CALM],
    'only partly taken up',
    'therapeutic_appropriateness',
  ],
  [
    'an unsound reply',
    ['I sleep badly since I take the pills.', 'You should stop taking your medication.', ...CALM],
    'unsound replies',
    'therapeutic_appropriateness',
  ],
  [
    'garbled text',
    ['My lamp \ufffd\ufffd is Ã¤#$%^&@@@@@|||| broken', ...CALM.slice(1)],
    'look garbled',
    'overall_score',
  ],
  ['repeats', [...CALM, ...CALM, ...CALM], 'repeat an earlier turn', 'overall_score'],
]

describe('recommendations of a validation', () => {
  it('are none where nothing was found', async () => {
    const { result, bias } = await validate(fileOf(calm(3)))
    expect([result.recommendations, bias?.recommendations]).toEqual([[], []])
  })

  it.each(LEAVING_OUT)('say of %s where it is, and what leaving it out changes', async (_, texts, words, figure) => {
    const all = fileOf([calm(1)[0], texts, ...calm(3), texts])
    const before = await validate(all)
    const { lines, from, to } = find(before.result.recommendations, words, figure)
    expect(lines).toEqual([2, 6])
    const after = await validate(without(all, lines))
    const figureOf = ({ result }: typeof before) =>
      figure === 'overall_score' ? result.overallScore : result.therapeuticAppropriateness
    expect(figureOf(before)).toBeCloseTo(from, 3)
    expect(figureOf(after)).toBeCloseTo(to, 3)
    expect(to).toBeGreaterThan(from)
  })

  it('say of speakers who hardly alternate that the column of speakers may be wrong, and naming it helps', async () => {
    const wrong = fileOf([Array.from({ length: 8 }, (_, i) => `${CALM[i % 4]} ${i}`), ...calm(2)])
    const right = structuredClone(wrong)
    for (const turn of wrong[0].turns) turn.role = turn.index < 7 ? 'client' : 'therapist'
    const before = await validate(wrong)
    const { lines, from, to } = find(before.result.recommendations, 'says nearly everything in a row', 'overall_score')
    expect(lines).toEqual([1])
    expect(to).toBeGreaterThan(from)
    expect((await validate(right)).result.overallScore).toBeCloseTo(to, 1)
  })

  it('say of wrong codes that they be corrected, and then all are right', async () => {
    const says = (code: string) => [`The doctor wrote ${code} for my schizophrenia in the letter.`, ...CALM.slice(1)]
    const before = await validate(fileOf([...calm(1), says('F32.1')]))
    const { lines, from, to } = find(before.result.recommendations, '1 diagnostic codes', 'dsm5_accuracy')
    expect([lines, to]).toEqual([[2], 1])
    expect(before.result.dsm5Accuracy).toBeCloseTo(from, 3)
    expect((await validate(fileOf([...calm(1), says('F20.9')]))).result.dsm5Accuracy).toBe(1)
  })

  it('say of identifiers that processing replaces them, and in its output none is found', async () => {
    const all = fileOf([['Write me: sam.miller@mail.com or 415-555-2671.', ...CALM.slice(1)], ...calm(2)])
    const before = await validate(all)
    const { lines, from, to } = find(before.result.recommendations, 'identifiers in the text', 'privacy_compliance')
    expect([lines, to]).toEqual([[1], 1])
    expect(before.result.privacyCompliance).toBeCloseTo(from, 3)
    const { output } = await runStage(
      processing,
      all.map((one, i) => joined(one, { validation: before.run.output[i].note })),
    )
    const after = await validate(output.map(({ conversation: one }) => one))
    expect(after.result.privacyCompliance).toBe(1)
  })

  it('say of what was rejected where it is and what would bring it back', async () => {
    const all = fileOf([['Hello?'], ...calm(2), ['Is anybody there?']])
    const before = await validate(all)
    const { lines, from, to } = find(before.result.recommendations, 'too few turns', 'conversations that are used')
    expect([lines, from, to]).toEqual([[1, 4], 2, 4])
    const noHelper = fileOf(calm(1)).map((one) => ({
      ...one,
      turns: one.turns.map((turn) => ({ ...turn, role: turn.role === 'therapist' ? ('other' as const) : turn.role })),
    }))
    const missed = await validate([...noHelper, ...fileOf(calm(2)).slice(1)])
    const advice = find(missed.result.recommendations, 'no turn is a helper’s', 'conversations that are used')
    expect([advice.lines, advice.from, advice.to]).toEqual([[1], 1, 2])
    expect((await validate(fileOf(calm(2)))).report.conversations).toBe(advice.to)
  })

  it('say after mode fast how many were not looked at, and standard mode looks at all', async () => {
    const all = fileOf(calm(40))
    const before = await validate(all, { fastShare: 0.3 }, { executionMode: 'fast' })
    const { from, to } = find(before.result.recommendations, 'mode fast takes a sample', 'conversations checked')
    expect(to).toBe(40)
    expect(before.result.biasDetection['checked']).toBe(from)
    expect((await validate(all, { fastShare: 0.3 })).result.biasDetection['checked']).toBe(to)
  })

  it('name the first places in the order of the file, however the file was cut', async () => {
    const texts = LEAVING_OUT[0][1]
    const all = fileOf([...calm(2), ...Array.from({ length: 9 }, () => texts), ...calm(1)])
    const runs = await Promise.all(
      [all.slice(6), all.slice(0, 4), all.slice(4, 6)].map((part) =>
        runStage(
          validation,
          part.map((one) => joined(one)),
        ),
      ),
    )
    const { validation: cut } = await finishRuns(validation, runs)
    const { result } = await validate(all)
    expect(cut!.recommendations).toEqual(result.recommendations)
    expect(result.recommendations[0]).toMatch(/^9 conversations \(0:3, 0:4, 0:5, 0:6, 0:7 and 4 more\): /)
  })
})

describe('recommendations of a bias detection', () => {
  const LONG =
    'I can hear how much that weighs on you, and I wonder what it was like for you when it happened. What helped you then?'
  const told = (i: number, group: boolean, kindly: boolean): string[] => [
    group ? 'As a Muslim woman I feel watched at work.' : 'I feel watched at work.',
    kindly ? `${LONG}${' Yes.'.repeat(i % 3)}` : `Ignore it${' now'.repeat(i % 3)}`,
    `Every day, for ${i + 2} weeks.`,
    kindly ? LONG : 'Move on.',
  ]
  const uneven = [
    ...Array.from({ length: 20 }, (_, i) => told(i, true, i % 4 === 0)),
    ...Array.from({ length: 30 }, (_, i) => told(i, false, i % 6 !== 0)),
  ]

  it('say of a difference how many conversations would even it out, and with them it holds no more', async () => {
    const before = await validate(fileOf(uneven))
    const { advice, from, to } = find(
      before.bias!.recommendations,
      'muslim (religion) is mentioned, and replies differ: reply words',
      'differences in reply words that hold',
    )
    expect(to).toBeLessThan(from)
    const added = Number(/add about (\d+) conversation/.exec(advice)![1])
    const more = Array.from({ length: added }, (_, i) => told(i, true, i % 6 !== 0))
    const after = await validate(fileOf([...uneven, ...more]))
    const held = ({ bias }: typeof before) =>
      (
        bias!.demographicAnalysis['differences'] as { group: string; measure: string; holds: boolean; g: number }[]
      ).find(({ group, measure }) => group === 'muslim' && measure === 'reply_words')!
    expect(held(before).holds).toBe(true)
    expect(Math.abs(held(after).g)).toBeLessThan(Math.abs(held(before).g))
    expect(held(after).holds).toBe(false)
    expect(after.bias!.biasScore).toBeLessThan(before.bias!.biasScore)
  })

  it('say of helpers who generalise where they do, and what leaving that out changes', async () => {
    const all = fileOf([...calm(3), ['I am new here.', 'All Muslims always lie.', ...CALM]])
    const before = await validate(all)
    const { lines, from, to } = find(before.bias!.recommendations, 'generalises about a group', 'bias_score')
    expect(lines).toEqual([4])
    expect(before.bias!.biasScore).toBeCloseTo(from, 3)
    expect((await validate(without(all, lines))).bias!.biasScore).toBeCloseTo(to, 3)
    expect(to).toBeLessThan(from)
  })

  it('say of groups that are too small to compare how many are missing, and with them they are compared', async () => {
    const few = fileOf([...Array.from({ length: 4 }, (_, i) => told(i, true, true)), ...calm(12)])
    const before = await validate(few)
    const { advice, from, to } = find(before.bias!.recommendations, 'fewer than 10', 'groups compared')
    expect(to).toBeGreaterThan(from)
    const missing = Number(/muslim (\d+)/.exec(advice)![1])
    const more = Array.from({ length: missing }, (_, i) => told(i + 4, true, i % 2 === 0))
    const after = await validate([...few, ...fileOf([...calm(16), ...more]).slice(16)])
    const compared = ({ bias }: typeof before) =>
      new Set((bias!.demographicAnalysis['differences'] as { group: string }[]).map(({ group }) => group))
    expect(compared(before).has('muslim')).toBe(false)
    expect(compared(after).has('muslim')).toBe(true)
  })
})
