import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { collect } from '@techdeck/core'
import { firstMark, inBatches, readFile } from '../index.ts'
import { cutEvery, ingest, inspect, never, readAll, readByMarks, sourceOf, utf16 } from '../testing/helpers.ts'

const HEADER = 'conversation_id,speaker,text\n'
const said = async (content: string) => (await ingest(content)).turns.map(({ text }) => text)

describe('delimited tables', () => {
  it.each([',', ';', '\t', '|'])('are read with the delimiter %p', async (delimiter) => {
    const rows = [
      ['session', 'role', 'utterance'],
      ['1', 'client', 'Well, I tried; it failed'],
      ['1', 'therapist', 'What | happened?'],
      ['2', 'client', 'Nothing'],
    ]
    const content = rows
      .map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter))
      .join('\r\n')
    const { inspection, turns, rows: read } = await ingest(content)
    expect(turns.map(({ text }) => text)).toEqual(['Well, I tried; it failed', 'What | happened?', 'Nothing'])
    expect(read.map(({ key }) => key)).toEqual(['1', '1', '2'])
    expect(inspection).toMatchObject({ conversations: 2, turns: 3, roles: { client: 2, therapist: 1 } })
  })

  it('hold quotes, delimiters and line ends inside quotes', async () => {
    expect(
      await said(`${HEADER}1,client,"She said ""no"", then\r\n\nleft"\n1,therapist,""\n1,therapist,"""Why?"""`),
    ).toEqual(['She said "no", then\r\n\nleft', '"Why?"'])
  })

  it.each(['\n', '\r\n', '\r'])('end rows with %j, also mixed', async (end) => {
    const { turns, rows } = await ingest(
      `${HEADER}1,client,a${end}1,therapist,b\n1,client,c\r\n${end}1,therapist,"d${end}e"${end}`,
    )
    expect(turns.map(({ text }) => text)).toEqual(['a', 'b', 'c', `d${end}e`])
    expect(rows.map(({ position }) => position.line)).toEqual([2, 3, 4, 6])
  })

  it('put up with bare quotes, spaces around quotes and ragged ends', async () => {
    const content = `${HEADER}1,client,it is 5" long\n1,therapist, "with, space" \n1,client,"he "knows" it"\n1,therapist,ok,\n1,client,fine,,\n`
    const { turns, bad } = await ingest(content)
    expect(turns.map(({ text }) => text)).toEqual(['it is 5" long', 'with, space', 'he "knows" it', 'ok', 'fine'])
    expect(bad).toEqual([])
  })

  it('set rows aside that lack what they need or have too much, and skip blank ones', async () => {
    const { bad, rows } = await ingest(`${HEADER}1,client\n1,client,a,b\n\n,,\n1,client,  \n1,client,ok\n`)
    expect(bad.map(({ reason, position: { line, row } }) => [reason, line, row])).toEqual([
      ['wrong_column_count', 2, 1],
      ['wrong_column_count', 3, 2],
      ['empty_text', 6, 3],
    ])
    expect(rows.map(({ position: { line, row } }) => [line, row])).toEqual([[7, 4]])
  })

  it('lose only its own line to a quote that is never closed', async () => {
    const rest = Array.from({ length: 5 }, (_, row) => `1,client,"row, ${row}"\n`).join('')
    const { bad, turns } = await ingest(`${HEADER}1,client,first\n1,therapist,"never closed\n${rest}`)
    expect(bad.map(({ reason, position }) => [reason, position.line])).toEqual([['unclosed_quote', 3]])
    expect(turns).toHaveLength(6)
    const atEnd = await ingest(`${HEADER}1,client,first\n1,therapist,"never closed\n1,client,last\n`)
    expect(atEnd.bad.map(({ reason, position }) => [reason, position.line])).toEqual([['unclosed_quote', 3]])
    expect(atEnd.turns.map(({ text }) => text)).toEqual(['first', 'last'])
  })

  it('pass a row beyond the limit, quoted or not', async () => {
    const content = `${HEADER}1,client,a\n1,client,${'x'.repeat(3000)}\n1,client,b\n1,client,"${'y'.repeat(3000)}"\n1,client,c\n`
    const { reading } = await inspect(content)
    const limited = { ...reading, settings: { ...reading.settings, maxRowBytes: 1000 } }
    for (const chunk of [100, 10_000]) {
      const items = await readAll(content, limited, { chunk })
      expect(items.map(({ bad, row }) => bad?.reason ?? row?.position.line)).toEqual([
        2,
        'line_too_long',
        4,
        'line_too_long',
        6,
      ])
    }
  })

  it('end a row beyond the limit at the same place whatever the chunks', async () => {
    const long = 'x'.repeat(900)
    const rows = [
      `1,client,${long}`,
      `1,client,"${long}\n${long}"`,
      `${long},"a\nb",c`,
      `1,client,"${'y\n'.repeat(450)}"`,
      '1,client,"open\r',
    ]
    const content = `${HEADER}1,client,a\n1,client,b\n${rows.join('\n1,client,"ok"\n')}\n1,client,end\n`
    const { reading } = await inspect(content)
    const limited = { ...reading, settings: { ...reading.settings, maxRowBytes: 800 } }
    const whole = await readAll(content, limited)
    expect(whole.some(({ bad }) => bad?.reason === 'line_too_long')).toBe(true)
    for (const chunk of [1, 2, 3, 7, 64, 799, 800, 801, 1000, 5000])
      expect(await readAll(content, limited, { chunk })).toEqual(whole)
  })

  it('do not search for the end of a broken quote again and again', async () => {
    const row = '1,client,fine\n'
    const bad = '1,client,"""a\n'
    const { inspection } = await ingest(`${HEADER}${row.repeat(20_000)}${bad.repeat(60_000)}${row}`)
    expect(inspection.badRowsByReason['unclosed_quote']).toBeLessThan(200)
  })

  it('are cut the same whatever the chunks', async () => {
    const content = `${HEADER}1,client,"a ""b"",\r\nc" \r\n2,therapist,d\r\r\n3,client,"e"\n4,client,"ü"""\n`
    const { items, inspection } = await ingest(content, cutEvery(1))
    expect(items).toHaveLength(4)
    for (let chunk = 1; chunk < 40; chunk++) expect(await readByMarks(content, inspection, chunk)).toEqual(items)
  })

  it.each(['utf-8', 'utf-16le'] as const)(
    'hold rows of ASCII beside others as they were written, in %s',
    async (name) => {
      const texts = [
        'plain',
        'ünï, "cödé"',
        'a "b", c',
        '心理 😀',
        'x'.repeat(40_000),
        'and\nso',
        'plain\r\n“again”',
        'last',
      ]
      const rows = [...texts, ...texts].map((text, at) => `${at},client,"${text.replaceAll('"', '""')}"\n`)
      const content = name === 'utf-8' ? HEADER + rows.join('') : utf16(HEADER + rows.join(''), 'le')
      const { reading } = await inspect(content)
      for (const chunk of [31, 4096, 1 << 20]) {
        const items = await readAll(content, reading, { chunk })
        expect(items.map(({ row }) => row?.turns[0].text)).toEqual([...texts, ...texts])
      }
    },
  )

  it('take quotes as plain signs where the table says so', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => `${row >> 1}\tclient\t"open ${row}\n`).join('')
    expect((await said(`session_id\tspeaker\ttext\n${rows}`)).slice(0, 2)).toEqual(['"open 0', '"open 1'])
  })

  it('may name their delimiter in a first line', async () => {
    expect(await said(`sep=;\r\nchat_id;sender;message\r\n1;user;a, b\r\n1;bot;c\r\n`)).toEqual(['a, b', 'c'])
  })
})

describe('columns', () => {
  it('are told by their names and by what changes within a conversation', async () => {
    const content =
      'mi_quality,transcript_id,topic,utterance_id,interlocutor,timestamp,utterance_text,behaviour\n' +
      'high,1,smoking,1,therapist,00:00:01,How are you?,question\nhigh,1,smoking,2,client,00:00:05,Fine.,neutral\n' +
      'low,2,diet,1,client,00:00:01,Hm.,neutral\n'
    const { rows, inspection } = await ingest(content)
    expect(rows[0]).toEqual({
      position: { file: 0, byteOffset: content.indexOf('high'), line: 2, row: 1 },
      key: '1',
      turns: [
        {
          speaker: 'therapist',
          text: 'How are you?',
          time: '00:00:01',
          utteranceId: '1',
          labels: { behaviour: 'question' },
        },
      ],
      metadata: { topic: 'smoking' },
      labels: { mi_quality: 'high' },
    })
    expect(inspection.scattered).toBe(false)
  })

  it('count rows of several annotators as one turn, but not two utterances that share a number', async () => {
    const header = 'dialog_id,utterance_id,speaker,text,annotator\n'
    const annotated = await inspect(`${header}1,1,client,Hello,a\n1,1,client,Hello,b\n1,2,therapist,Hi,a\n`)
    expect(annotated).toMatchObject({ rows: 3, turns: 2, conversations: 1 })
    const paired = await inspect(
      `${header}1,1,client,Hello,a\n1,1,therapist,Hi,b\n1,2,client,So,a\n1,2,therapist,Go on,a\n`,
    )
    expect(paired.turns).toBe(4)
  })

  it('make a conversation of each question with its answer', async () => {
    const { rows, inspection } = await ingest(
      ',questionTitle,questionText,answerText,upvotes\n0,Sleep,"I can\'t\nsleep",Try this,3\n1,Work,,Only an answer,1\n',
    )
    expect(rows.map(({ turns }) => turns)).toEqual([
      [
        { speaker: 'client', text: "I can't\nsleep" },
        { speaker: 'therapist', text: 'Try this' },
      ],
      [{ speaker: 'therapist', text: 'Only an answer' }],
    ])
    expect(rows[0]).toMatchObject({ metadata: { column_1: '0', questionTitle: 'Sleep' }, labels: { upvotes: '3' } })
    expect(inspection).toMatchObject({ conversations: 2, turns: 3 })
  })

  it('may be a sole text', async () => {
    const { inspection, turns } = await ingest('text\nI feel low, and tired\n"I, too"\n')
    expect(turns.map(({ text }) => text)).toEqual(['I feel low, and tired', 'I, too'])
    expect(inspection).toMatchObject({ conversations: 2, turns: 2 })
    const labelled = await ingest('post_id,text,label\n1,I feel low,1\n1,I am fine,0\n')
    expect(labelled.inspection).toMatchObject({ conversations: 2, turns: 2 })
  })

  it('without a conversation make one of the whole file, and say so', async () => {
    const content = `Who,Said\n${Array.from({ length: 8 }, (_, row) => `${row % 2 ? 'Client' : 'Therapist'},thing number ${row} was said\n`).join('')}`
    const { inspection, rows } = await ingest(content)
    expect(inspection).toMatchObject({ conversations: 1, turns: 8 })
    expect(inspection.problems.map(({ code }) => code)).toContain('one_conversation_assumed')
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(['file']))
  })

  it('without a header are told by what they hold', async () => {
    const content = Array.from(
      { length: 12 },
      (_, row) => `S${row >> 2},${row % 2 ? 'client' : 'therapist'},I think that row ${row} says much\n`,
    ).join('')
    const { inspection, rows } = await ingest(content)
    expect(inspection).toMatchObject({ conversations: 3, turns: 12, reading: { settings: { header: false } } })
    expect(rows[0]?.position).toMatchObject({ line: 1, row: 1, byteOffset: 0 })
  })

  it('mean what the owner says they mean', async () => {
    const content = 'gruppe,wer,was\nx,A,Guten Tag\nx,B,Hallo\ny,A,Na\ny,B,Tja\n'
    const mapping = {
      conversation: 'gruppe',
      speaker: 'wer',
      text: 'was',
      roles: { a: 'therapist', b: 'client' },
    } as const
    expect(await inspect(content, { mapping })).toMatchObject({
      conversations: 2,
      turns: 4,
      roles: { therapist: 2, client: 2 },
    })
  })

  it('keep the labels and metadata that the owner chose, and tell of columns that are not there', async () => {
    const content = 'session_id,speaker,text,mood,site\n1,client,a,low,x\n1,therapist,b,high,x\n2,client,c,low,y\n'
    const { rows, inspection } = await ingest(content, { mapping: { labels: ['site'], metadata: [], text: 'words' } })
    expect(rows[0]).toMatchObject({ labels: { site: 'x' }, metadata: {}, turns: [{ text: 'a' }] })
    expect(inspection.problems).toContainEqual(expect.objectContaining({ code: 'unknown_column', count: 1 }))
  })

  it('put rows in order by a column that counts', async () => {
    const { rows } = await ingest('chat_id,turn,sender,message\n1,2,user,b\n1,1,bot,a\n')
    expect(rows.map(({ order }) => order)).toEqual(['2', '1'])
  })
})

describe('tables as they are found', () => {
  const lines = Array.from(
    { length: 8 },
    (_, row) => `${row >> 1},${row % 2 ? 'client' : 'therapist'},"thing ${row}, said"\n`,
  )

  it.each([
    ['a title above the header', `Export of all,,\nMade in 2026,,\n,,\n${HEADER}${lines.join('')}`, 5],
    ['two rows of names', `id,turn,turn\n${HEADER}${lines.join('')}`, 3],
    [
      'a name that is there twice',
      `conversation_id,speaker,text,text\n${lines.join('').replaceAll('"\n', '",more\n')}`,
      2,
    ],
    ['zeros among the words', `${HEADER}${lines.join('').replaceAll('thing', 'th\0ing')}`, 2],
  ])('are read with %s', async (_name, content, line) => {
    const { inspection, rows } = await ingest(content)
    expect(inspection).toMatchObject({ rows: 8, turns: 8, badRows: 0, roles: { therapist: 4, client: 4 } })
    expect(rows[0].position).toMatchObject({ line, row: 1 })
  })

  it('are read from below the rows in which a survey tool explains its columns', async () => {
    const content =
      'ResponseId,Question,Answer\nResponse ID,How?,Why?\n"{""ImportId"":""a""}","{""ImportId"":""b""}",x\nR1,I am low,So?\nR2,I am tired,Ah\n'
    const { turns, rows } = await ingest(content)
    expect(turns.map(({ text }) => text)).toEqual(['I am low', 'So?', 'I am tired', 'Ah'])
    expect(rows[0].position.line).toBe(4)
  })

  it('have decimal commas where commas divide no cells', async () => {
    const { rows } = await ingest('session;turn;time;speaker;text\n1;10,5;0,5;client;a, b\n1;9,5;1,25;therapist;c\n')
    expect(rows.map(({ order, turns: [turn] }) => [order, turn.time, turn.text])).toEqual([
      ['10.5', '0.5', 'a, b'],
      ['9.5', '1.25', 'c'],
    ])
  })

  describe('that name a conversation in its first row alone', () => {
    const named = (rows: string[]) => `Session,Speaker,Text\n${rows.join('\n')}\n`

    it('may be read from within a conversation', async () => {
      const rows = Array.from({ length: 12 }, (_, row) => `${row % 6 ? '' : row},${row % 2 ? 'client' : 'therapist'},t`)
      const content = named(rows)
      const { inspection, items } = await ingest(content)
      const begins = items.map(({ row }) => row?.position.byteOffset ?? 0)
      for (const [index, { row }] of items.entries()) {
        const { byteOffset, line, row: number } = row!.position
        const start = { byteOffset, line, row: number, state: byteOffset - begins[index < 6 ? 0 : 6] }
        expect(await readAll(content, inspection.reading, { start })).toEqual(items.slice(index))
      }
    })

    it('do not put the rest of one whose first row cannot be read to the one before', async () => {
      const { inspection, rows } = await ingest(
        named(['A,client,a', ',therapist,b', ',client,b', 'B,client,', ',therapist,d', ',client,e', ',therapist,f']),
      )
      expect([inspection.conversations, inspection.badRows]).toEqual([2, 1])
      expect(new Set(rows.slice(0, 3).map(({ key }) => key)).size).toBe(1)
      expect(rows[3].key).not.toBe(rows[0].key)
    })
  })

  it('hold what stands beside a question', async () => {
    const rows = [1, 2, 3, 4, 5].map((n) => `Answer as a doctor.,"I cannot sleep, ${n}",Why?\n`).join('')
    const { turns } = await ingest(`instruction,input,output\n${rows}`)
    expect(turns.slice(0, 3).map(({ speaker, text }) => [speaker, text])).toEqual([
      ['system', 'Answer as a doctor.'],
      ['client', 'I cannot sleep, 1'],
      ['therapist', 'Why?'],
    ])
  })

  // What comes byte by byte is never seen as a line, so that the slower way is taken for all of it.
  it('are the same by whole lines, byte by byte, and in batches', async () => {
    const { reading } = await inspect(`${HEADER}1,client,Hello there\n1,therapist,How are you?\n`)
    const piece = fc.constantFrom('a', 'é', '😀', '"', '""', ',', ' ', '\n', '\r\n', '\r', '1,client,', '"b"', '\ud800')
    const content = fc.array(piece, { maxLength: 60 }).map((pieces) => HEADER + pieces.join(''))
    await fc.assert(
      fc.asyncProperty(content, async (text) => {
        for (const settings of [
          reading.settings,
          { ...reading.settings, quote: null },
          { ...reading.settings, escape: '\\' },
        ])
          for (const encoding of ['utf-8', 'windows-1252']) {
            const as = { ...reading, settings, encoding }
            const items = await readAll(text, as)
            expect(await readAll(text, as, { chunk: 1 })).toEqual(items)
            const range = { file: 0, start: firstMark(as), end: Infinity }
            expect((await collect(inBatches(readFile(sourceOf(text), as, range, never)))).flat()).toEqual(items)
          }
      }),
      { numRuns: 300 },
    )
  })

  it('are the same where rows go on beyond what is looked at together, and where they are few', async () => {
    const cellOf = (at: number) => (at % 7 === 0 ? `"${'é"",'.repeat(at + 1)}"` : 'x'.repeat((at % 90) + 1))
    const rows = Array.from({ length: 3000 }, (_, at) => `${at >> 3},client,${cellOf(at)}`)
    const content = `${HEADER}${rows.join('\n')}`
    const { reading } = await inspect(content)
    const items = await readAll(content, reading)
    expect(items.map(({ row }) => row?.turns[0].text.length)).toEqual(
      rows.map((_, at) => (at % 7 === 0 ? 3 * (at + 1) : (at % 90) + 1)),
    )
    expect(await readAll(content, reading, { chunk: 1000 })).toEqual(items)
  })

  it('are put in the order of a column that counts, whatever it is called', async () => {
    const rows = ['b,1,t,B1', 'a,2,c,A2', 'a,0,c,A0', 'b,0,c,B0', 'b,2,c,B2', 'a,1,t,A1']
    const { inspection } = await ingest(`conv,n,who,said\n${rows.join('\n')}\n`)
    expect(inspection.reading.mapping).toMatchObject({ conversation: 'conv', order: 'n' })
    const inOrder = await ingest(`conv,n,who,said\n${rows.toSorted().join('\n')}\n`)
    expect(inOrder.inspection.reading.mapping.order).toBeUndefined()
  })

  it('have a conversation by its name where the name of another column could mean one', async () => {
    const { inspection } = await ingest(
      `Session,Speaker,Transcript\n1,client,Hello there\n1,therapist,Hi\n2,client,Hello again\n`,
    )
    expect(inspection.reading.mapping).toMatchObject({ conversation: 'Session', text: 'Transcript' })
    expect(inspection.conversations).toBe(2)
  })

  it('hold line ends that are spelled, unless a backslash means something else', async () => {
    const content = 'session\tspeaker\ttext\n1\tclient\tI tried.\\nIt failed.\n1\ttherapist\tHow so?\n'
    expect(await said(content)).toEqual(['I tried.\nIt failed.', 'How so?'])
    expect(await said(`${content}1\tclient\tIt is in C:\\x\n`)).toContain('I tried.\\nIt failed.')
  })

  it('are the turns of a conversation one beside the other', async () => {
    const { rows } = await ingest(
      'id,turn_1_client,turn_2_therapist,turn_3_client\n1,I cannot sleep at night,What keeps you awake?,My work does\n',
    )
    expect(rows[0]?.turns).toEqual([
      { speaker: 'client', text: 'I cannot sleep at night' },
      { speaker: 'therapist', text: 'What keeps you awake?' },
      { speaker: 'client', text: 'My work does' },
    ])
  })
})
