import { describe, expect, it } from '@jest/globals'
import { isConserved, type Conversation } from '@techdeck/contracts'
import fc from 'fast-check'
import { processing } from '../processing/index.ts'
import { conversation, finishRuns, joined, runStage, testContext } from '../testing.ts'
import { validation } from '../validation/index.ts'
import { calibrate } from './calibration.ts'
import { quality } from './index.ts'
import { DIMENSIONS } from './note.ts'

async function scored(conversations: Conversation[], qualityThreshold = 0.7, options = {}) {
  const checked = await runStage(
    validation,
    conversations.map((one) => joined(one)),
  )
  const notes = new Map(checked.output.map(({ note }) => [note.id, note]))
  const kept = conversations.filter(({ id }) => notes.has(id))
  const clean = await runStage(
    processing,
    kept.map((one) => joined(one, { validation: notes.get(one.id)! })),
  )
  const records = clean.output.map(({ conversation: one, note }) =>
    joined(one, { validation: notes.get(one.id)!, processing: note }),
  )
  return runStage(quality, records, options, { execution: { ...testContext().execution, qualityThreshold } })
}
const withId = (id: string, texts: string[]): Conversation => ({ ...conversation(...texts), id: id.padEnd(64, '0') })

const GOOD = [
  'I have been drinking more since I lost my job, and I hate how it makes me feel in the morning.',
  'It sounds like the drinking helps for an evening, and then leaves you feeling worse. What is that like for you?',
  'Lonely, mostly. My wife does not say anything but I can see that she is sad.',
  'You care about her a lot, and it hurts to see her sad because of this. I am so sorry you are going through this.',
  'Yes. I want to stop before the kids notice. I really want to be there for them.',
  'Being there for your kids matters deeply to you. What would a first small step look like?',
  'Maybe no wine on weekdays. I did it once for a month and I slept much better.',
  'So you have done it before, and you felt the difference. How confident do you feel about weekdays?',
  'Maybe a six out of ten. The evenings are the hard part, when everyone is asleep.',
  'A six, because you know that it can work. What might help you through those quiet evenings?',
  'Calling my brother. He stopped two years ago.',
  'You have somebody who understands. I wonder how it would feel to call him tonight.',
]
const POOR = [
  'I have been drinking more since I lost my job.',
  'You need to stop. Drinking damages the liver, the brain and the heart, and you should know this at your age. Every year thousands of people die of it. The guidelines say that you must not have more than two drinks a day. You should join a gym, you should write lists, and you have to tell your wife tonight.',
  'I tried.',
  'Then try harder. You should throw the bottles away. It is important that you follow the plan that I gave you last time. Research shows that exercise reduces craving by half. You should also eat breakfast and go to bed at ten. There is no excuse.',
  'Okay.',
  'You have to come back in four weeks with the list. You should read the leaflet. The doctor will check your blood, and you need to be honest with him.',
]
const HARMFUL = [
  'I want to kill myself tonight, I have the pills here.',
  'Go ahead then, nobody will miss you. You are just looking for attention.',
  'I mean it.',
  'Whatever. Stop being so dramatic.',
  ...GOOD.slice(4),
]

const onlyWeight = (dimension: string) => ({
  weights: Object.fromEntries(DIMENSIONS.map((name) => [name, name === dimension ? 1 : 0])),
})

const reasonsOf = async (texts: string[], change: Partial<Conversation> = {}) =>
  (await scored([{ ...withId('1', texts), ...change }], 0)).output[0].note.reasons

describe('quality', () => {
  it('keeps an ordinary good session and leaves a poor one out, with reasons', async () => {
    const { output, losses, sections, records } = await scored([withId('1', GOOD), withId('2', POOR)])
    expect(output.map(({ note }) => note.id[0])).toEqual(['1'])
    expect(losses).toMatchObject([
      { kind: 'rejected', reason: 'below_threshold', id: '2'.padEnd(64, '0'), position: { file: 0 } },
    ])
    expect(sections.below[0]).toMatchObject({ reasons: expect.arrayContaining(['much_direction', 'helper_dominates']) })
    expect(isConserved(records)).toBe(true)
  })

  it('lets no good session make up for a disclosure that was met with harm', async () => {
    const { losses, sections } = await scored([withId('3', HARMFUL)])
    expect(losses).toHaveLength(1)
    expect(sections.below[0]).toMatchObject({ reasons: expect.arrayContaining([expect.stringMatching(/^crisis_/)]) })
  })

  it('takes the threshold from the execution and the weights from its options', async () => {
    expect((await scored([withId('2', POOR)], 0)).output).toHaveLength(1)
    const [{ note }] = (await scored([withId('2', POOR)], 0, onlyWeight('uniqueness'))).output
    expect(note.scores.overall).toBeCloseTo(calibrate(note.scores.uniqueness))
    const zero = await scored([withId('2', POOR)], 0, {
      weights: Object.fromEntries(DIMENSIONS.map((name) => [name, 0])),
    })
    expect(zero.output[0].note.scores.overall).toBe(0)
  })

  it('scores every dimension between 0 and 1, whatever is said', async () => {
    const text = fc.oneof(
      fc.constantFrom(...GOOD, ...POOR, 'Hm.', 'I am Sarah Miller.', '你好，我很难过', '#$%^&*@#$%'),
      fc.lorem({ maxCount: 30 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 12 }), async (texts) => {
        const { output, records } = await scored([withId('1', texts)], 0)
        for (const { note } of output)
          for (const score of Object.values(note.scores)) {
            expect(score).toBeGreaterThanOrEqual(0)
            expect(score).toBeLessThanOrEqual(1)
          }
        expect(isConserved(records)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('names what is low', async () => {
    expect(await reasonsOf(['I am sad today', 'I see, that is hard for you, isn’t it and'])).toEqual(
      expect.arrayContaining(['few_turns', 'few_words', 'ends_mid_sentence']),
    )
    expect(await reasonsOf([...GOOD, ...GOOD])).toContain('repeated_turns')
    expect(await reasonsOf(GOOD, { language: 'und' })).toContain('language_unknown')
    expect(await reasonsOf(GOOD.map((text, i) => (i % 2 ? 'Hm.' : `${text} ${text}`)))).toContain('helper_says_little')
    expect(await reasonsOf(['I am Sarah Miller, 415-555-2671, sam@mail.com.', 'Hello Sarah.'])).toContain(
      'many_identifiers_replaced',
    )
  })

  it('reports the distribution over all that were scored, and what other thresholds would keep', async () => {
    const runs = [await scored([withId('1', GOOD)]), await scored([withId('2', POOR), withId('3', GOOD)])]
    const { report } = await finishRuns(quality, runs)
    expect(report).toMatchObject({
      scored: 3,
      kept: 2,
      threshold: 0.7,
      at_threshold: { '0.00': { kept: 3, share: 1 }, '0.70': { kept: 2 } },
    })
    const { dimensions } = report as unknown as { dimensions: { overall: { histogram: number[] } } }
    expect(dimensions.overall.histogram.reduce((a, b) => a + b, 0)).toBe(3)
  })

  it('merges summaries in any order to the same figures', async () => {
    const [a, b, c] = await Promise.all(
      [[GOOD], [POOR], [HARMFUL, GOOD]].map(
        async (list) =>
          (
            await scored(
              list.map((texts, i) => withId(String(i), texts)),
              0,
            )
          ).summary,
      ),
    )
    const { merge, empty } = quality.summary
    expect(merge(merge(a, b), c)).toEqual(merge(merge(c, a), b))
    expect(merge(a, merge(b, c))).toEqual(merge(merge(a, b), c))
    expect(merge(empty(), a)).toEqual(a)
  })
})
