import { describe, expect, it } from '@jest/globals'
import { isConserved, type Conversation } from '@techdeck/contracts'
import fc from 'fast-check'
import type { RawConversation } from '../definition.ts'
import { conversationId } from '../conversation-ids.ts'
import { finishRuns, runStage } from '../testing.ts'
import { standardization } from './index.ts'
import { SENTENCES } from './testing/sentences.ts'

type Said = [speaker: string | undefined, text: string, time?: string | number]

function raw(said: Said[], at = 0, more: Partial<RawConversation> = {}): RawConversation {
  return {
    id: conversationId(0, 'f'.repeat(64), at),
    position: { file: 0, byteOffset: at, line: at + 1, row: at + 1 },
    turns: said.map(([speaker, text, time]) => ({
      ...(speaker !== undefined && { speaker }),
      text,
      ...(time !== undefined && { time }),
    })),
    metadata: {},
    labels: {},
    ...more,
  }
}

/** What a reader of canonical JSONL makes of a conversation. */
const readAgain = ({ id, turns, metadata, labels, language }: Conversation): RawConversation => ({
  ...raw([]),
  id,
  language,
  metadata,
  labels,
  turns: turns.map(({ role, text, time_s, speaker, marks, mark_at, labels: own }) => ({
    speaker: role,
    text,
    ...(time_s !== undefined && { time: time_s }),
    labels: { ...own, ...(speaker && { speaker }), ...(marks && { marks }), ...(mark_at && { mark_at }) },
  })),
})

const standardize = async (said: Said[], options = {}) =>
  (await runStage(standardization, [raw(said)], options)).output[0].conversation

const reading = async () => ({
  format: 'csv',
  encoding: 'utf-8',
  bom: 0,
  settings: {},
  mapping: { roles: { anna: 'therapist' as const } },
})

const times = async (...written: (string | number)[]) =>
  (await standardize(written.map((time): Said => ['client', 'x y', time]))).turns.map(({ time_s }) => time_s)

describe('standardization', () => {
  it('maps common names of speakers to roles and keeps names that say more', async () => {
    const { turns, source } = await standardize([
      ['T', 'Hello.'],
      ['Dr. Brown', 'Hi.'],
      ['seeker', 'I am sad.'],
      [undefined, 'Hm.'],
    ])
    expect(turns.map(({ role, speaker }) => [role, speaker])).toEqual([
      ['therapist', undefined],
      ['other', 'Dr. Brown'],
      ['client', undefined],
      ['other', undefined],
    ])
    expect(source).toEqual({ dataset_id: 'd'.repeat(64), file: 'sessions.jsonl', line: 1, row: 1, byte_offset: 0 })
  })

  it('takes roles from what inspection learnt of the file', async () => {
    const { output } = await runStage(standardization, [raw([['Anna', 'Hello.']])], {}, { reading })
    expect(output[0].conversation.turns[0]).toMatchObject({ role: 'therapist', speaker: 'Anna' })
  })

  it('brings text into one form', async () => {
    const { turns } = await standardize([
      ['client', '  I  cant\u200b sleep \r\n\r\n\r\n\r\n at\u00a0all\u0007 '],
      ['client', 'e\u0301t\u00e9'],
      ['client', '&lt;p&gt;It&#39;s &amp;amp; was<br>bad&lt;/p&gt; &unknown; x < y'],
    ])
    expect(turns.map(({ text }) => text)).toEqual(['I cant sleep\n\nat all', 'été', "It's & was\nbad\n&unknown; x < y"])
  })

  it('repairs text that was decoded twice only where that is certain', async () => {
    const { turns } = await standardize([
      ['client', 'Iâ€™m fine, she saidâ€¦'],
      ['client', 'cafÃ©'],
      ['client', 'SÃO PAULO'],
      ['client', 'ÃƒÂ©'],
      ['client', '«\u00a0Il était fatigué…» — l’été “là-bas”'],
    ])
    expect(turns.map(({ text }) => text)).toEqual([
      'I’m fine, she said…',
      'café',
      'SÃO PAULO',
      'é',
      '« Il était fatigué…» — l’été “là-bas”',
    ])
  })

  it('moves what a transcriber heard into marks and leaves gaps visible', async () => {
    const { turns } = await standardize([
      ['client', '[Laughs] I was (inaudible 00:01:02) yesterday *sighs* [REDACTED]'],
      ['client', '[crosstalk]'],
    ])
    expect(turns).toEqual([
      {
        index: 0,
        role: 'client',
        text: 'I was [inaudible] yesterday [REDACTED]',
        marks: ['laughs', 'inaudible', 'sighs'],
        mark_at: [0, 6, 28],
      },
    ])
  })

  it('counts times in seconds from the start', async () => {
    expect(await times('00:01:02', '1:05', '[00:02:00.5]', 130, '131.5s')).toEqual([62, 65, 120.5, 130, 131.5])
    expect(await times('2024-05-01T10:00:00Z', '2024-05-01 10:00:30', '2024-05-01T12:00:40+02:00')).toEqual([0, 30, 40])
    expect(await times(1_700_000_000, 1_700_000_005, 1_700_000_007_500)).toEqual([0, 5, 7.5])
    expect(await times('1h 2m 3s', '2 min 5 sec', 'PT1H2M3.5S', '1500 ms', '(1:05)', '12,5')).toEqual([
      3723, 125, 3723.5, 1.5, 65, 12.5,
    ])
    expect(await times('12/31/23, 11:59 PM', '1/1/24, 12:01 AM')).toEqual([0, 120])
    expect(await times('31.12.2023, 23:59:00', '01.01.2024, 00:00:30', '2024-01-01 00:01')).toEqual([0, 90, 120])
    expect(await times('10:05 PM', '10:06:30 pm')).toEqual([0, 90])
    // Nobody's conversation begins after nine hours: that is a clock on the wall.
    expect(await times('09:59:50', '10:00:05', '10:01:00')).toEqual([0, 15, 70])
    expect(await times('05:59:50', '06:00:05')).toEqual([21590, 21605])
    // Over midnight it goes on; what is written a little late does not begin another day.
    expect(await times('23:59:50', '00:00:10', '23:59:59', '00:01:00')).toEqual([0, 20, 9, 70])
    expect(await times('11:59 PM', '12:01 AM', '11:00 AM', '11:30 PM', '12:10 AM')).toEqual([
      0, 120, 39660, 84660, 87060,
    ])
    expect(await times('2023-01-05 10:00:00 UTC', '2023-01-05 10:00:30 UTC')).toEqual([0, 30])
    expect(await times('Thursday, January 5, 2023 at 9:59:00\u202fPM UTC', 'Jan 5, 2023, 10:00 PM')).toEqual([0, 60])
    expect(await times('05-Jan-23 10:02 PM', '5 January 2023 22:03', '05 Jan 2023 22:04:30')).toEqual([0, 60, 150])
    expect(await times('may 5', 'soon', -1, '2024-99-99T99:99')).toEqual([undefined, undefined, undefined, undefined])
  })

  it('leaves no empty turn where two of one speaker are a comment together', async () => {
    const said: Said[] = [
      ['client', 'So.'],
      ['therapist', '<!--'],
      ['therapist', 'x -->'],
      ['client', 'Yes.'],
    ]
    expect((await standardize(said, { mergeTurns: true })).turns.map(({ text }) => text)).toEqual(['So.\nYes.'])
  })

  it('merges adjacent turns of one speaker only when asked to', async () => {
    const said: Said[] = [
      ['client', 'One.'],
      ['client', 'Two.'],
      ['therapist', 'Three.'],
    ]
    expect((await standardize(said)).turns).toHaveLength(3)
    expect((await standardize(said, { mergeTurns: true })).turns).toEqual([
      { index: 0, role: 'client', text: 'One.\nTwo.' },
      { index: 1, role: 'therapist', text: 'Three.' },
    ])
  })

  it('drops empty turns and rejects a conversation without words', async () => {
    const run = await runStage(standardization, [
      raw([
        ['client', ' '],
        ['therapist', 'Hello.'],
      ]),
      raw([['client', '\u200b']], 5),
    ])
    expect(run.output[0].conversation.turns).toEqual([{ index: 0, role: 'therapist', text: 'Hello.' }])
    expect(run.losses).toMatchObject([{ kind: 'rejected', reason: 'no_turns', position: { byteOffset: 5 } }])
    expect(isConserved(run.records)).toBe(true)
  })

  it('trusts a language that the source names, and tells it otherwise', async () => {
    const { output } = await runStage(standardization, [
      raw([['client', 'hm']], 0, { language: 'German' }),
      raw([['client', 'hm']], 1, { language: 'zh_CN' }),
      raw([['client', 'Ich weiß nicht mehr weiter und fühle mich sehr allein.']], 2),
      raw([['client', 'Ich weiß nicht mehr weiter und fühle mich sehr allein.']], 3, { language: 'unknown' }),
      raw([['client', 'hm']], 4),
    ])
    expect(output.map(({ conversation }) => conversation.language)).toEqual(['de', 'zh-cn', 'de', 'de', 'und'])
  })

  it('keeps every byte of clean text in any language', async () => {
    const said = Object.values(SENTENCES)
      .flat()
      .map((sentence): Said => ['client', sentence.normalize('NFD')])
    const { turns } = await standardize(said)
    expect(turns.map(({ text }) => text)).toEqual(said.map(([, text]) => text.normalize('NFC')))
  })

  it('keeps marks of direction only beside letters that need them', async () => {
    const { turns } = await standardize([
      ['client', 'אני \u200fבבית\u200f (NHS)\u200f'],
      ['client', 'Jo\u200ehn \u202egoes\u202c'],
    ])
    expect(turns.map(({ text }) => text)).toEqual(['אני \u200fבבית\u200f (NHS)', 'John goes'])
  })

  it('joins a sentence that was cut over rows of one speaker, and moves its marks', async () => {
    const said: Said[] = [
      ['therapist', 'How have you been?', 1],
      ['client', 'I was thinking that maybe', 3],
      ['client', '[sighs] we could try it', 5],
      ['client', 'next week.', 6],
      ['client', 'But I am afraid.', 8],
      ['therapist', 'Tell me more.', 9],
    ]
    expect((await standardize(said)).turns[1]).toEqual({
      index: 1,
      role: 'client',
      text: 'I was thinking that maybe we could try it next week.',
      time_s: 3,
      marks: ['sighs'],
      mark_at: [26],
    })
    expect((await standardize(said)).turns.map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect((await standardize(said, { joinBrokenTurns: false })).turns).toHaveLength(6)
  })

  it('joins nothing where sentences begin in small letters anyway', async () => {
    const said = ['hey', 'i feel bad today', 'my mom called', 'and we had a fight', 'Oh no'].map((text): Said => [
      'client',
      text,
    ])
    expect((await standardize(said)).turns).toHaveLength(5)
  })

  it('keeps a couple apart under one role', async () => {
    const couple = await standardize([
      ['Therapist', 'Hello, both of you.'],
      ['Client 1', 'Hello.'],
      ['Client 2', 'Hi.'],
      ['client 1', 'He is late.'],
    ])
    const who = ({ turns }: Conversation) => turns.map(({ role, speaker }) => speaker ?? role)
    expect(who(couple)).toEqual(['therapist', 'client-1', 'client-2', 'client-1'])
    expect(couple.turns.map(({ role }) => role)).toEqual(['therapist', 'client', 'client', 'client'])
    const family = [['T', 'Hello.'] as Said, ['Wife', 'Hi.'] as Said, ['Husband', 'Hm.'] as Said]
    expect(who(await standardize(family))).toEqual(['therapist', 'client-1', 'client-2'])
    expect(
      who(
        await standardize([
          ['Patient', 'Hi.'],
          ['P', 'Hm.'],
          ['T', 'So?'],
        ]),
      ),
    ).toEqual(['client', 'client', 'therapist'])
    expect(
      who(
        await standardize([
          ['client', 'Hi.'],
          ['Mother', 'Hm.'],
          ['Father', 'So?'],
        ]),
      ),
    ).toEqual(['client', 'other-1', 'other-2'])
  })

  it('changes nothing when it standardises its own output', async () => {
    const pieces = fc.constantFrom(
      '[laughs]',
      '[',
      ']',
      ' ',
      '  ',
      '\n\n\n',
      '&amp;',
      'amp;',
      '&lt;',
      'b>',
      '<b',
      'â€™',
      'Ã©',
      'é',
      'e\u0301',
      '\u200b',
      '\ufeff',
      'ok',
      'laughs',
      '*',
      '(pause)',
      '😀',
      '\ud800',
      '&#',
      '39;',
      'unk',
      '<unk>',
      '<p>',
      '</p>',
      '<ul><li>',
      '<script>',
      '<!--',
      '-->',
      'Ã',
      '©',
      'ЎЎ',
      'Ã\u00a0',
      '\u200f',
      'ש',
      ',',
      'And ',
      'and ',
      'x',
      '.',
    )
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    const said = fc.array(fc.tuple(fc.constantFrom('client', 'therapist', 'Anna', 'client 2'), text), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(said, fc.boolean(), async (turns, mergeTurns) => {
        const once = await runStage(standardization, [raw(turns as Said[])], { mergeTurns })
        if (once.output.length === 0) return
        const twice = await runStage(standardization, [readAgain(once.output[0].conversation)], { mergeTurns })
        expect(twice.output[0].conversation.turns).toEqual(once.output[0].conversation.turns)
        for (const { text: t, marks = [], mark_at: places = [] } of once.output[0].conversation.turns) {
          expect(places.length).toBe(marks.length)
          expect(places.every((at) => at <= Array.from(t).length)).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('finds exact duplicates over all shards and keeps the first by source position', async () => {
    const twin: Said[] = [
      ['client', 'Same words.'],
      ['therapist', 'Indeed.'],
    ]
    const shards = [
      await runStage(standardization, [raw(twin, 500), raw([['client', 'Other.']], 600)]),
      await runStage(standardization, [
        raw([['client', ' ']], 50),
        raw(twin, 100),
        raw(
          [
            ['therapist', 'Same words.'],
            ['therapist', 'Indeed.'],
          ],
          200,
        ),
        raw(twin, 300),
      ]),
    ]
    const { dropped, report } = await finishRuns(standardization, shards)
    expect(dropped).toEqual([
      {
        shard: 0,
        ordinal: 0,
        loss: {
          kind: 'merged',
          reason: 'duplicate_exact',
          id: conversationId(0, 'f'.repeat(64), 500),
          into: conversationId(0, 'f'.repeat(64), 100),
          position: { file: 0, byteOffset: 500 },
        },
      },
      {
        shard: 1,
        ordinal: 2,
        loss: {
          kind: 'merged',
          reason: 'duplicate_exact',
          id: conversationId(0, 'f'.repeat(64), 300),
          into: conversationId(0, 'f'.repeat(64), 100),
          position: { file: 0, byteOffset: 300 },
        },
      },
    ])
    expect(report).toMatchObject({ duplicates: { dropped: 2, clusters: 1, largest: 3 } })
    expect((await finishRuns(standardization, shards, { dropDuplicates: false })).dropped).toEqual([])
  })

  it('finds the same duplicates as a plain comparison of all conversations', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (contents, shards) => {
          const raws = contents.map((content, at) => raw([['client', `text ${content}`]], at))
          const size = Math.ceil(raws.length / shards) || 1
          const runs = []
          for (let i = 0; i < shards; i++)
            runs.push(await runStage(standardization, raws.slice(i * size, (i + 1) * size)))
          const { dropped } = await finishRuns(standardization, runs)
          const expected = contents.flatMap((content, at) => (contents.indexOf(content) < at ? [at] : []))
          expect(dropped?.map(({ shard, ordinal }) => shard * size + ordinal)).toEqual(expected)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('merges summaries in any order to the same figures', async () => {
    const runs = await Promise.all(
      [0, 1, 2].map((at) =>
        runStage(standardization, [
          raw(
            [
              ['client', `a${at} &amp; b`],
              ['x', 'y'],
            ],
            at,
          ),
        ]),
      ),
    )
    const [a, b, c] = runs.map(({ summary }) => summary) as [
      (typeof runs)[0]['summary'],
      (typeof runs)[0]['summary'],
      (typeof runs)[0]['summary'],
    ]
    const { merge, empty } = standardization.summary
    expect(merge(merge(a, b), c)).toEqual(merge(c, merge(b, a)))
    expect(merge(empty(), a)).toEqual(a)
  })
})
