import { describe, expect, it } from '@jest/globals'
import { isConserved, type Conversation } from '@techdeck/contracts'
import fc from 'fast-check'
import { conversation, finishRuns, joined, runStage, testContext } from '../testing.ts'
import { validation } from './index.ts'

const run = (conversations: Conversation[], options = {}, execution = {}) =>
  runStage(
    validation,
    conversations.map((one) => joined(one)),
    options,
    { execution: { ...testContext().execution, ...execution } },
  )
const withId = (id: string, ...texts: string[]): Conversation => ({ ...conversation(...texts), id })
const note = async (...texts: string[]) => (await run([conversation(...texts)])).output[0].note
const CALM = [
  'I have been worried about my job for weeks now.',
  'What worries you most about it?',
  'That I am too slow.',
  'You fear that others do better than you.',
]

const contentProblems = async (...texts: string[]) =>
  (await note(...texts)).findings.filter(({ kind }) => kind === 'content').map(({ category }) => category)

describe('validation', () => {
  it('passes an ordinary exchange with full marks for its form', async () => {
    const { verdict, tiers, findings } = await note(...CALM)
    expect(verdict).toBe('pass')
    expect(tiers).toMatchObject({ structure: 1, content: 1, privacy: 1, clinical: 1, bias: 1 })
    expect(findings.filter(({ kind }) => kind === 'structure' || kind === 'content')).toEqual([])
  })

  it('rejects what cannot be used at all, with the reason and the place', async () => {
    const alone = conversation('Hello?')
    const silentHelper = {
      ...conversation('a b', 'c d'),
      turns: conversation('a b', 'c d').turns.map((turn) => ({ ...turn, role: 'client' as const })),
    }
    const silentClient = {
      ...silentHelper,
      turns: silentHelper.turns.map((turn) => ({ ...turn, role: 'therapist' as const })),
    }
    const result = await run([alone, silentHelper, silentClient, conversation(...CALM)])
    expect(result.losses.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
      'rejected too_few_turns',
      'rejected no_helper_turn',
      'rejected no_client_turn',
    ])
    expect(result.losses[0]).toMatchObject({ id: alone.id, position: { file: 0, line: 1, row: 1, byteOffset: 0 } })
    expect(isConserved(result.records)).toBe(true)
  })

  it('takes the least number of turns from its options', async () => {
    expect((await run([conversation(...CALM)], { minTurns: 5 })).losses).toMatchObject([{ reason: 'too_few_turns' }])
  })

  it('marks identifiers with their spans, and only warns of them', async () => {
    const { findings, verdict, tiers } = await note(
      'My mail is sam.miller@mail.com, write me there please.',
      ...CALM.slice(1),
    )
    const text = 'My mail is sam.miller@mail.com'
    const email = findings.find(({ category }) => category === 'email')
    expect(email).toMatchObject({ kind: 'identifier', turn: 0, start: text.indexOf('sam'), end: text.length })
    expect(verdict).toBe('warn')
    expect(tiers.privacy).toBeLessThan(0.75)
  })

  it('sees whether a disclosure of risk was met', async () => {
    const disclosure = 'I want to kill myself, I have thought about it all week.'
    const well = await note(
      disclosure,
      'Thank you for telling me. Are you safe right now, and do you have a plan? We can call the crisis line 988 together.',
    )
    const missed = await note(disclosure, 'How is the weather where you live these days?')
    expect(well.crisis?.level).toBe('ideation')
    expect(well.tiers.clinical!).toBeGreaterThan(missed.tiers.clinical!)
    expect(missed.crisis?.answered).toBe('missed')
    expect(missed.verdict).not.toBe('pass')
  })

  it('finds what is garbled, repeated or too short', async () => {
    expect(await contentProblems('Ã¤#$%^&@@@@@|||| what', ...CALM.slice(1))).toContain('garbled')
    expect(await contentProblems('My lamp \ufffd\ufffd is broken', ...CALM.slice(1))).toContain('garbled')
    expect(await contentProblems('aaaaaaaaaaaaaaaaaaaaaaaa', ...CALM.slice(1))).toContain('garbled')
    expect(await contentProblems(...CALM, ...CALM)).toEqual(expect.arrayContaining(['repeated_turn']))
    expect(await contentProblems('Yes.', 'No.')).toContain('very_short')
    expect(await contentProblems(...CALM)).toEqual([])
  })

  it('finds speakers who hardly alternate and conversations among others', async () => {
    const monologue = { ...conversation(...CALM, ...CALM.map((text) => `${text} Again.`)) }
    monologue.turns = monologue.turns.map((turn, i) => ({ ...turn, role: i === 7 ? 'therapist' : 'client' }))
    const crowd = { ...conversation(...CALM, 'Hm.', 'Ah.', 'Oh.', 'So.') }
    crowd.turns = crowd.turns.map((turn, i) => (i > 3 ? { ...turn, role: 'other' } : turn))
    const [one, two] = (await run([monologue, crowd])).output.map(({ note: own }) => own)
    expect(one.findings.map(({ category }) => category)).toContain('low_alternation')
    expect(two.findings.map(({ category }) => category)).toContain('many_other_speakers')
    expect(one.tiers.structure).toBeLessThan(1)
  })

  it('runs the clinical and bias tiers on a steady share in fast mode, and privacy on all', async () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      withId(
        String(i * 7919)
          .padStart(8, '0')
          .split('')
          .toReversed()
          .join('') + 'e'.repeat(56),
        ...CALM,
      ),
    )
    const fast = await run(many, { fastShare: 0.3 }, { executionMode: 'fast' })
    const again = await run(many, { fastShare: 0.3 }, { executionMode: 'fast' })
    const sampled = fast.output.filter(({ note: own }) => own.tiers.clinical !== undefined)
    expect(sampled.length).toBeGreaterThan(20)
    expect(sampled.length).toBeLessThan(120)
    expect(fast.output.every(({ note: own }) => own.tiers.privacy !== undefined)).toBe(true)
    expect(again.output).toEqual(fast.output)
    const { report, validation: result } = await finishRuns(
      validation,
      [fast],
      { fastShare: 0.3 },
      { execution: { ...testContext().execution, executionMode: 'fast' } },
    )
    expect(report.clinical).toMatchObject({ checked: sampled.length, share: sampled.length / 200 })
    expect(result?.recommendations.join(' ')).toContain(`conversations checked from ${sampled.length} to 200`)
  })

  it('says nothing of bias when it was switched off', async () => {
    const off = { enableBiasDetection: false }
    const result = await run([conversation('As a gay man I feel judged.', ...CALM.slice(1))], {}, off)
    expect(result.output[0].note.tiers.bias).toBeUndefined()
    const finished = await finishRuns(validation, [result], {}, { execution: { ...testContext().execution, ...off } })
    expect(finished.bias).toBeUndefined()
    expect(finished.validation?.biasDetection).toEqual({ enabled: false })
  })

  it('shows how replies differ where a group is mentioned, with size and interval', async () => {
    const long =
      'I can hear how much that weighs on you, and I wonder what it was like for you when it happened. What helped you then?'
    const make = (i: number, group: boolean) =>
      withId(
        `${i}${group}`.padEnd(64, '0'),
        group ? 'As a Muslim woman I feel watched at work.' : 'I feel watched at work.',
        group ? `Ignore it.${' Go and do something else.'.repeat(i % 3)}` : `${long} `.repeat((i % 3) + 1),
        'Every day.',
        group ? 'Move on.' : long,
      )
    const runs = [
      await run(Array.from({ length: 20 }, (_, i) => make(i, true))),
      await run(Array.from({ length: 30 }, (_, i) => make(i, false))),
    ]
    const { bias } = await finishRuns(validation, runs)
    const { representation, differences } = bias!.demographicAnalysis as {
      representation: object
      differences: { axis: string; group: string; measure: string; g: number; interval: number[]; holds: boolean }[]
    }
    expect(representation).toMatchObject({ religion: { muslim: { conversations: 20, share: 0.4 } } })
    const words = differences.find(({ group, measure }) => group === 'muslim' && measure === 'reply_words')!
    expect(words.g).toBeLessThan(-2)
    expect(words.interval[1]).toBeLessThan(0)
    expect(words.holds).toBe(true)
    expect(bias!.biasScore).toBeGreaterThan(0.4)
    expect(bias!.recommendations[0]).toContain('95 % interval')
    expect(JSON.stringify(bias)).not.toContain('watched')
  })

  it('compares no group that too few conversations mention', async () => {
    const few = [
      await run([
        withId('1'.padEnd(64, '0'), 'As a gay man I feel judged.', ...CALM.slice(1)),
        withId('2'.padEnd(64, '0'), ...CALM),
      ]),
    ]
    const { bias } = await finishRuns(validation, few)
    expect(bias?.demographicAnalysis.differences).toEqual([])
    expect(bias?.recommendations.join(' ')).toContain('fewer than 10')
  })

  it('gives figures between 0 and 1, and full marks where nothing was found', async () => {
    const { validation: result } = await finishRuns(validation, [await run([conversation(...CALM)])])
    expect(result).toMatchObject({
      overallScore: 1,
      dsm5Accuracy: 1,
      therapeuticAppropriateness: 1,
      privacyCompliance: 1,
      recommendations: [],
    })
    const { validation: nothing } = await finishRuns(validation, [])
    expect(nothing?.overallScore).toBe(0)
  })

  it('recommends with counts and without words of the conversations', async () => {
    const { validation: result } = await finishRuns(validation, [
      await run([
        withId('1'.padEnd(64, '0'), 'I want to kill myself. Write to sam.miller@mail.com.', 'Nice weather today.'),
        withId(
          '2'.padEnd(64, '0'),
          'The doctor wrote F32.1 for my schizophrenia in the letter.',
          'You should stop taking your medication.',
          ...CALM,
        ),
      ]),
    ])
    const advice = result!.recommendations.join('\n')
    expect(advice).toMatch(/^1 conversation \(0:1\): a disclosure of risk was missed \(1\)/)
    expect(advice).toContain('email 1')
    expect(advice).not.toContain('miller')
  })

  it('merges summaries in any order to the same figures', async () => {
    const texts = fc.constantFrom(
      'I am a gay man.',
      'I want to kill myself.',
      'Call 415-555-2671.',
      'All Muslims always lie.',
      'Nice day?',
      'You have depression.',
    )
    const shard = fc.array(fc.array(texts, { minLength: 1, maxLength: 5 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(shard, shard, shard, async (...shards) => {
        const summaries = await Promise.all(
          shards.map(async (list) => (await run(list.map((lines) => conversation(...lines)))).summary),
        )
        const [a, b, c] = summaries
        const { merge, empty } = validation.summary
        const left = merge(merge(a, b), c)
        expect(merge(a, merge(b, c))).toEqual(left)
        expect(merge(c, merge(b, a))).toEqual(left)
        expect(merge(empty(), left)).toEqual(left)
        expect(JSON.stringify(left).length).toBeLessThan(32 * 1024)
      }),
      { numRuns: 25 },
    )
  })
})
