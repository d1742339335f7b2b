import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { dataDirectory } from './env.ts'
import { evaluate, LabelledFileError } from './index.ts'
import { expectedCalibrationError, macroF1, macroF1OfMany, rocAuc, SpanCounts } from './metrics.ts'
import { reportPage } from './report.ts'
import { foldOf, isHeldOut } from './split.ts'

const directory = dataDirectory(process.env)
const hasData = existsSync(join(directory, 'pii/phi_conversation.jsonl'))
if (!hasData)
  process.stdout.write(`The goals on labelled data are not checked: no data under TECHDECK_DATA or ../shared/data.\n`)

;(hasData ? describe : describe.skip)('on the groups of the labelled data that nothing was learnt from', () => {
  it('finds at least 95 % of planted identifiers and touches at most 5 % of what must stay', () => {
    const [{ n, metrics, heldOutOnly }] = evaluate(directory, { suites: ['pii/phi_conversation'] })
    expect(n).toBeGreaterThan(50)
    expect(heldOutOnly).toBe(true)
    expect(metrics['recall']).toBeGreaterThanOrEqual(0.95)
    expect(metrics['clean_touched']).toBeLessThanOrEqual(0.05)
  })
  it.each([
    ['pii/authored_phi_dialogue', 0.97],
    ['pii/presidio_synth_v2', 0.92],
    ['pii/presidio_generated_large', 0.9],
  ])('finds the identifiers of %s, %f of their characters, and little else', (suite, least) => {
    const [{ metrics }] = evaluate(directory, { suites: [suite] })
    expect(metrics['char_recall']).toBeGreaterThanOrEqual(least)
    expect(metrics['char_precision']).toBeGreaterThanOrEqual(0.85)
  })
  it("codes a helper's behaviours with a macro F1 of at least 0.50", () => {
    const [{ metrics }] = evaluate(directory, { suites: ['therapy/annomi_utterances.behaviour'] })
    expect(metrics['macro_f1']).toBeGreaterThanOrEqual(0.5)
  })
})

describe('evaluation', () => {
  it('reads nothing where there is nothing', () => {
    expect(evaluate(join(tmpdir(), 'no-such-folder'))).toEqual([])
  })
  it('measures all rows of files that were not trained with', () => {
    const folder = mkdtempSync(join(tmpdir(), 'techdeck-evaluate-'))
    const group = 'group'
    const write = (suite: string, row: object) => {
      mkdirSync(join(folder, suite.split('/')[0]), { recursive: true })
      writeFileSync(join(folder, `${suite}.jsonl`), `${JSON.stringify({ id: group, ...row })}\n`)
    }
    write('pii/phi_conversation', {
      turns: [
        {
          speaker: 'client',
          text: 'mail a@b.org, thanks',
          spans: [{ start: 5, end: 12 }],
          clean: [{ start: 14, end: 20 }],
        },
      ],
    })
    write('pii/authored_phi_dialogue', {
      template_id: group,
      text: 'mail a@b.org',
      spans: [{ start: 5, end: 12, label: 'EMAIL' }],
    })
    write('therapy/annomi_utterances', {
      transcript: group,
      speaker: 'therapist',
      text: 'How are you?',
      label: 'question',
    })
    write('crisis/authored_functional', { text: 'Client: I want to die.', label: 1 })
    write('crisis/cssrs_users', { posts: ['I want to die.'], label: 'Ideation' })
    write('empathy/epitome_er', { seeker: group, response: "I'm so sorry to hear that.", level: 2 })
    write('bias/holistic_mentions', { descriptor: group, text: `${group} woman` })
    const measured = evaluate(folder)
    const results = new Map(measured.map(({ suite, metrics }) => [suite, metrics]))
    rmSync(folder, { recursive: true })
    expect(measured.some(({ heldOutOnly }) => heldOutOnly)).toBe(false)
    expect(reportPage(measured, [])).toContain('The surest errors')
    expect(results.get('pii/phi_conversation')).toMatchObject({ recall: 1, clean_touched: 0 })
    expect(results.get('pii/authored_phi_dialogue')).toMatchObject({
      char_recall: 1,
      char_precision: 1,
      spans_covered: 1,
    })
    expect(results.get('therapy/annomi_utterances.behaviour')).toMatchObject({ accuracy: 1 })
    expect(results.get('crisis/authored_functional')).toMatchObject({ accuracy: 1 })
    expect(results.get('empathy/epitome_er')).toMatchObject({ accuracy: 1 })
    expect(results.get('bias/holistic_mentions')).toMatchObject({ recall: 0 })
  })
})

describe('bad files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'techdeck-evaluate-'))
  mkdirSync(join(folder, 'crisis'))
  const write = (content: string) => writeFileSync(join(folder, 'crisis/twitter_intention.jsonl'), content)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are named with the line, and never quoted', () => {
    write('{"id": "1", "text": "secret", "label": 1}\n{"text": "secret"')
    const act = () => evaluate(folder)
    expect(act).toThrow(LabelledFileError)
    expect(act).toThrow(
      'crisis/twitter_intention.jsonl, line 2: not a JSON object. Each line must be one labelled case.',
    )
  })
  it('that lack a field are told so', () => {
    write('{"id": "1", "label": 1}')
    expect(() => evaluate(folder)).toThrow('rows lack a field that suite crisis/twitter_intention reads')
  })
})

describe('the split', () => {
  it('puts a group on one side whatever its case and white space', () => {
    expect(isHeldOut(' A  group')).toBe(isHeldOut('a group'))
    expect(foldOf(' A  group', 5)).toBe(foldOf('a group', 5))
  })
  it('holds about a fifth out', () => {
    const groups = Array.from({ length: 2000 }, (_, at) => `group ${at}`)
    expect(groups.filter(isHeldOut).length / 2000).toBeCloseTo(0.2, 1)
  })
})

describe('metrics', () => {
  it('average F1 where a case has several labels', () => {
    expect(macroF1OfMany([['a'], ['a', 'b']], [['a'], ['a']], ['a', 'b', 'c'])).toBe(0.5)
  })
  it('measure how far from the truth probabilities are', () => {
    expect(
      expectedCalibrationError([
        [0.9, true],
        [0.9, false],
      ]),
    ).toBeCloseTo(0.4)
  })
  it('average F1 over the labels of the truth', () => {
    expect(macroF1(['a', 'a', 'b', 'b'], ['a', 'b', 'b', 'b'])).toBeCloseTo((2 / 3 + 0.8) / 2)
    expect(macroF1(['a', 'b'], ['a', 'a'])).toBeCloseTo(1 / 3)
  })
  it('count ties in the ROC area as a half', () => {
    expect(rocAuc([false, true], [0, 1])).toBe(1)
    expect(rocAuc([false, true], [1, 1])).toBe(0.5)
    expect(rocAuc([true, false, true, false], [0.9, 0.8, 0.7, 0.1])).toBe(0.75)
  })
  it('count characters and spans', () => {
    const counts = new SpanCounts()
    counts.add([{ start: 0, end: 10 }], [{ start: 1, end: 12 }], 20)
    expect(counts.figures()).toMatchObject({ char_recall: 0.9, char_precision: 9 / 11, spans_covered: 1 })
    expect(counts.fullyCovered).toBe(0)
  })
})
