import { describe, expect, it } from '@jest/globals'
import { isConserved, type JsonObject } from '@techdeck/contracts'
import fc from 'fast-check'
import { conversation, finishRuns } from '../testing.ts'
import { processing } from './index.ts'
import { processed } from './testing.ts'

const one = async (...texts: string[]) => (await processed([conversation(...texts)])).output[0]
const PLANTED = [
  'My name is Sarah Miller and my mail is sarah.miller@mail.com.',
  'Thank you, Sarah. May I call you on 415-555-2671?',
  'Yes, my social security number is 219-09-9999.',
  'I see. What brings you here?',
]

describe('processing', () => {
  it('takes identifiers out of every turn and says where they were', async () => {
    const { conversation: clean, note } = await one(...PLANTED)
    const text = clean.turns.map((turn) => turn.text).join('\n')
    for (const secret of ['Sarah', 'Miller', 'mail.com', '555', '219']) expect(text).not.toContain(secret)
    expect(text).toContain('[REDACTED]')
    expect(note.replaced).toMatchObject({ email: 1, phone: 1, ssn: 1 })
    const placed = note.findings
      .filter(({ kind }) => kind === 'identifier')
      .map(({ turn, start, end }) => clean.turns[turn].text.slice(start, end))
    expect(new Set(placed)).toEqual(new Set(['[REDACTED]']))
  })

  it('moves other findings to the new text', async () => {
    const { conversation: clean, note } = await one(
      'I am Sarah Miller 😀 and I want to kill myself.',
      'Are you safe now, Sarah?',
    )
    const crisis = note.findings.find(({ kind }) => kind === 'crisis')!
    expect(Array.from(clean.turns[0].text).slice(crisis.start, crisis.end).join('')).toMatch(/kill myself/)
  })

  it('leaves a conversation without identifiers as it was, but for the name of its file', async () => {
    const plain = conversation('I feel low today.', 'What happened?')
    const { output } = await processed([plain])
    expect(output[0].conversation).toEqual({ ...plain, source: { ...plain.source, file: 'file-0' } })
  })

  it('cleans metadata and labels by what fields are called, by what detectors find and by how values look', async () => {
    const metadata: JsonObject = {
      topic: 'reducing alcohol consumption',
      title: 'NEW VIDEO: Brief intervention: "Barbara"',
      speech: 'the Kestrel Valley talk',
      url: 'https://www.youtube.com/watch?v=PaSKcfTmFEk',
      patientId: 'C-17',
      therapist_name: 'someone',
      quality: 'high',
      therapy: 'Cognitive Behavioral Therapy',
      score: 0.8571428571,
      sessions: 12,
      phone_number: 4155552671,
      recorded: 1700000000,
      nested: { contact: { email: 'sam@mail.com' }, list: ['call 415-555-2671', 'weekly'] },
      empty: null,
      consent: true,
    }
    const { output } = await processed([
      { ...conversation('I feel low.', 'Why is that?'), metadata, labels: { annotator: 'sam@mail.com' } },
    ])
    const { metadata: clean, labels } = output[0].conversation
    expect(clean).toEqual({
      topic: 'reducing alcohol consumption',
      title: 'NEW VIDEO: Brief intervention: "[REDACTED]"',
      speech: 'the [REDACTED] talk',
      url: '[REDACTED]',
      patientId: '[REDACTED]',
      therapist_name: '[REDACTED]',
      quality: 'high',
      therapy: 'Cognitive Behavioral Therapy',
      score: 0.8571428571,
      sessions: 12,
      phone_number: '[REDACTED]',
      recorded: '[REDACTED]',
      nested: { contact: { email: '[REDACTED]' }, list: ['call [REDACTED]', 'weekly'] },
      empty: null,
      consent: true,
    })
    expect(labels).toEqual({ annotator: '[REDACTED]' })
  })

  it('treats fields that identify by their names under the policy of what they hold', async () => {
    const metadata: JsonObject = {
      id: 'rec-00017',
      thread_id: 4,
      mrn: 4471882,
      client_id: 'K-12',
      First_Name: 'anna',
      client: 'anna b',
      'contact.email': 'sam@mail.com',
      dob: '1987-03-05',
      site: 3,
      wave: 'baseline',
      session_number: 2,
      topic_id: 4,
      annotator_id: [3, 7],
      idea: 'a valid point',
    }
    const kept = {
      site: 3,
      wave: 'baseline',
      session_number: 2,
      topic_id: 4,
      annotator_id: [3, 7],
      idea: 'a valid point',
    }
    const clean = async (options: object, own = metadata) => {
      const { output } = await processed([{ ...conversation('I feel low.', 'Why?'), metadata: own }], options)
      return output[0].conversation.metadata
    }
    const names = Object.keys(metadata).filter((name) => !Object.hasOwn(kept, name))
    expect(await clean({})).toEqual({ ...kept, ...Object.fromEntries(names.map((name) => [name, '[REDACTED]'])) })
    expect(await clean({ redactLabel: 'category' })).toEqual({
      ...kept,
      id: '[OTHER_UNIQUE_IDENTIFIER]',
      thread_id: '[OTHER_UNIQUE_IDENTIFIER]',
      mrn: '[MEDICAL_RECORD_NUMBER]',
      client_id: '[OTHER_UNIQUE_IDENTIFIER]',
      First_Name: '[NAME]',
      client: '[NAME]',
      'contact.email': '[EMAIL]',
      dob: '[DATE]',
    })
    const mixed = await clean({ policy: 'hash', policies: { name: 'surrogate', date: 'generalise' } })
    expect(mixed).toMatchObject({ ...kept, dob: '1987' })
    expect(mixed.id).toMatch(/^\[OTHER_UNIQUE_IDENTIFIER-[a-p]{10}\]$/)
    expect(mixed.mrn).toMatch(/^\[MEDICAL_RECORD_NUMBER-[a-p]{10}\]$/)
    expect(mixed.First_Name).toMatch(/^[a-z]+$/)
    expect(mixed.client).toContain(mixed.First_Name)
    expect(JSON.stringify(mixed)).not.toMatch(/anna|4471882|00017|K-12|sam@/)
    expect((await clean({ policy: 'hash' }, { other: 1, id: 'rec-00017' })).id).toBe(mixed.id)
    for (const policy of ['mask', 'hash', 'generalise'])
      expect(await clean({ policy }, await clean({ policy }))).toEqual(await clean({ policy }))
    expect(await clean({ keepFields: ['id', 'thread_id'] })).toMatchObject({ id: 'rec-00017', thread_id: 4 })
  })

  it('keeps a field that it was told to keep, without the identifiers in it', async () => {
    const metadata = { title: 'Talk with Anna Beispiel about Kestrel', patient_id: 'p7' }
    const { output } = await processed([{ ...conversation('I feel low.', 'Why?'), metadata }], {
      keepFields: ['title', 'patient_id'],
    })
    expect(output[0].conversation.metadata.title).toContain('Talk with')
    expect(output[0].conversation.metadata.patient_id).toBe('p7')
  })

  it('cleans labels of turns', async () => {
    const labelled = conversation('I feel low.', 'Why?')
    labelled.turns[0].labels = { talk: 'neutral', note: 'see sam@mail.com' }
    const { output } = await processed([labelled])
    expect(output[0].conversation.turns[0].labels).toEqual({ talk: 'neutral', note: 'see [REDACTED]' })
  })

  it('replaces speakers’ names and keeps them apart', async () => {
    const named = conversation('I feel low.', 'Why?', 'Work.', 'Tell me more.')
    named.turns = named.turns.map((turn, i) => ({ ...turn, speaker: i % 2 ? 'Dr. Brown' : 'Anna' }))
    const { output } = await processed([named])
    expect(output[0].conversation.turns.map(({ speaker }) => speaker)).toEqual([
      'person-1',
      'person-2',
      'person-1',
      'person-2',
    ])
    const { output: invented } = await processed([named], { policies: { name: 'surrogate' } })
    const names = invented[0].conversation.turns.map(({ speaker }) => speaker)
    expect(names[0]).toBe(names[2])
    expect(names[0]).not.toBe(names[1])
    expect(names.join()).not.toMatch(/Anna|Brown/)
  })

  it('gives the file’s ordinal in place of its name', async () => {
    const { output } = await processed([
      { ...conversation('a b', 'c d'), source: { dataset_id: 'd', file: 'interview_barbara.txt', line: 3 } },
    ])
    expect(output[0].conversation.source).toEqual({ dataset_id: 'd', file: 'file-0', line: 3 })
  })

  it('withholds a conversation in which something identifying is left, and never yields it', async () => {
    const result = await processed([conversation(...PLANTED)], { replaceFrom: 1 })
    expect(result.output).toEqual([])
    expect(result.losses).toMatchObject([
      { kind: 'withheld', reason: 'identifier_left', id: 'a'.repeat(64), position: { file: 0, line: 1 } },
    ])
    expect(JSON.stringify(result.losses)).not.toContain('Sarah')
    expect(isConserved(result.records)).toBe(true)
  })

  it('changes nothing when it processes its own output, under every policy but those that invent', async () => {
    const parts = fc.constantFrom(
      'My name is Sarah Miller.',
      'Call me on 415-555-2671.',
      'mail sam@mail.com',
      'I am 47 years old.',
      'Born March 5, 1987.',
      'I live at 12 Oak Street, Boston, MA 02118.',
      'Dr. Brown said no.',
      'my ip is 10.1.2.3',
      'see https://sam.me/x',
      '😀',
      'I feel low.',
      'The MRN is 4471882.',
    )
    const text = fc.array(parts, { minLength: 1, maxLength: 3 }).map((list) => list.join(' '))
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 2, maxLength: 5 }),
        fc.constantFrom('redact', 'mask', 'hash', 'generalise'),
        fc.constantFrom('redacted', 'category'),
        async (texts, policy, redactLabel) => {
          const options = { policy, redactLabel }
          const once = await processed(
            [{ ...conversation(...texts), metadata: { title: texts[0], mail: 'a@b.cd' } }],
            options,
          )
          expect(isConserved(once.records)).toBe(true)
          const twice = await processed(
            once.output.map(({ conversation: own }) => own),
            options,
          )
          expect(twice.output.map(({ conversation: own }) => own)).toEqual(
            once.output.map(({ conversation: own }) => own),
          )
        },
      ),
      { numRuns: 150 },
    )
  })

  it('analyses what was done and said, by turn and without words', async () => {
    const { note } = await one(
      'I really want to quit drinking.',
      'What would be different for you if you did?',
      'I would sleep again. I am so sad.',
      'It sounds like sleep means peace for you.',
    )
    expect(note.therapy.behaviours).toEqual([
      [1, 'question', expect.any(Number)],
      [3, 'reflection', expect.any(Number)],
    ])
    expect(note.therapy.talk.map(([turn]) => turn)).toEqual([0, 2])
    expect(note.therapy.counts.behaviours).toEqual({ question: 1, reflection: 1 })
    expect(note.therapy.counts.emotions.sadness).toBe(1)
    expect(note.therapy.alliance).toHaveLength(3)
    expect(note.therapy.counts).not.toHaveProperty('strategies')
    expect(JSON.stringify(note)).not.toContain('drinking')
  })

  it('counts by tenths of the session what was done and said, of sessions that are long enough', async () => {
    const long = Array.from({ length: 10 }, (_, at) => [
      `I want to quit, more and more, for ${at} weeks.`,
      'What would be different?',
    ]).flat()
    const runs = [await processed([conversation(...long)]), await processed([conversation('I want to quit.', 'Why?')])]
    const { report } = await finishRuns(processing, runs)
    const { behaviours, talk } = report['over_time'] as { [measure: string]: { [label: string]: object } }
    expect(behaviours['question']).toEqual(Object.fromEntries(Array.from({ length: 10 }, (_, tenth) => [tenth, 1])))
    expect(
      Object.values(talk)
        .flatMap((tenths) => Object.values(tenths))
        .reduce((sum, n) => sum + n, 0),
    ).toBe(10)
  })

  it('asks the research models only where told so, and names their pack', async () => {
    const run = await processed([conversation('I feel low.', 'Why is that?')], { research: true })
    const { counts } = run.output[0].note.therapy
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['strategies', 'outcomes']))
    const { report } = await finishRuns(processing, [run], { research: true })
    expect(report).toMatchObject({ models: ['core', 'research'] })
  })

  it('sums up what was replaced and done', async () => {
    const runs = [await processed([conversation(...PLANTED)]), await processed([conversation('I feel low.', 'Why?')])]
    const { report } = await finishRuns(processing, runs)
    expect(report).toMatchObject({
      conversations: 2,
      changed: 1,
      replaced: { email: 1, ssn: 1 },
      options: { policy: 'redact' },
    })
    const { merge } = processing.summary
    expect(merge(runs[0].summary, runs[1].summary)).toEqual(merge(runs[1].summary, runs[0].summary))
  })
})
