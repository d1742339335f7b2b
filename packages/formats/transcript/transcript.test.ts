import { describe, expect, it } from '@jest/globals'
import { cutEvery, ingest, inspect, readAll, readByMarks } from '../testing/helpers.ts'

describe('plain transcripts', () => {
  it('join lines without a speaker to the turn before', async () => {
    const { turns, inspection, rows } = await ingest(
      'Therapist: How are you?\nClient: Not good.\n  I sleep badly.\n\nAnd I eat too much.\nTherapist: I see.\n',
    )
    expect(turns).toEqual([
      { speaker: 'Therapist', text: 'How are you?' },
      { speaker: 'Client', text: 'Not good.\nI sleep badly.\n\nAnd I eat too much.' },
      { speaker: 'Therapist', text: 'I see.' },
    ])
    expect(inspection).toMatchObject({
      conversations: 1,
      turns: 3,
      roles: { therapist: 2, client: 1 },
      reading: { format: 'transcript' },
    })
    expect(rows.map(({ position }) => position.line)).toEqual([1, 2, 6])
  })

  it.each([
    ['[00:01:02] T: Hello there', '[00:01:09] C: Hi'],
    ['00:01:02 T: Hello there', '00:01:09 C: Hi'],
    ['(00:01:02) - T: Hello there', '(00:01:09) - C: Hi'],
    ['T [00:01:02]: Hello there', 'C [00:01:09]: Hi'],
  ])('may carry times: %s', async (...lines) => {
    const { turns } = await ingest(`${lines.join('\r\n')}\r\n`)
    expect(turns).toEqual([
      { speaker: 'T', text: 'Hello there', time: '00:01:02' },
      { speaker: 'C', text: 'Hi', time: '00:01:09' },
    ])
  })

  it('take a clock before the words for their time, and a year or a sum for words', async () => {
    const said = ['[00:12] It began', '(1987) was a hard year', '[12.50] is what I paid', '0:15\tand so on']
    const { turns } = await ingest(said.map((text, at) => `${at % 2 ? 'Client' : 'Therapist'}: ${text}\n`).join(''))
    expect(turns.map(({ text, time }) => [text, time])).toEqual([
      ['It began', '00:12'],
      ['(1987) was a hard year', undefined],
      ['[12.50] is what I paid', undefined],
      ['and so on', '0:15'],
    ])
  })

  it.each([
    ['Session 1', 'Session 2'],
    ['# Conversation A1', '# Conversation A2'],
    ['=== 2021 first ===', '=== 2022 second ==='],
  ])('may hold several conversations under headings such as %s', async (first, second) => {
    const one = 'Client: a\nTherapist: b\n'
    const content = `${first}\n\n${one}\n${second}\n${one}\n---\n${one}`
    const { inspection, rows, items } = await ingest(content, cutEvery(1))
    expect(inspection).toMatchObject({ conversations: 3, turns: 6 })
    expect(rows.map(({ key }) => key)).toEqual([0, 0, 1, 1, 2, 2].map((index) => rows[index * 2]?.key))
    expect(rows[0]?.metadata['heading']).toBeDefined()
    expect(rows[1]?.metadata).toEqual({})
    expect(await readByMarks(content, inspection, 3)).toEqual(items)
  })

  it('keep what stands before the first turn', async () => {
    const { rows, inspection } = await ingest(
      'Recorded in spring\nwith consent\n\nCounsellor: Hello.\nPatient: Hello.\n',
    )
    expect(rows[0]).toMatchObject({
      metadata: { heading: 'Recorded in spring\nwith consent' },
      position: { byteOffset: 0, line: 1 },
    })
    expect(inspection.conversations).toBe(1)
  })

  it('do not take a sentence with a colon for a speaker', async () => {
    const { turns } = await ingest(
      'Ann: I wrote it down.\nNote: it was late.\nBen: And then?\nThree Things: sleep, food, work.\nAnn: Yes.\nBen: Go on.\n',
    )
    expect(turns.map(({ speaker }) => speaker)).toEqual(['Ann', 'Ben', 'Ann', 'Ben'])
  })

  it.each([
    ['utf-8', Buffer.from('utf-8')],
    ['windows-1252', Buffer.from('latin1')],
    ['utf-16le', Buffer.from('utf16le')],
  ])('know names beyond ASCII, in %s', async (_encoding, name) => {
    const content = Buffer.from(
      'Jürgen: Naja, schön – “müde”.\nZoë: Wirklich?\nJÜRGEN: Ja.\nZoë: Aha.\n'.replaceAll(/[–“”]/g, '-'),
      name.toString() as BufferEncoding,
    )
    const { turns } = await ingest(content)
    expect(turns.map(({ speaker }) => speaker)).toEqual(['Jürgen', 'Zoë', 'JÜRGEN', 'Zoë'])
  })

  it('pass a turn beyond the limit, whatever the chunks', async () => {
    const content = `Client: a\nTherapist: b\nClient: ${'x'.repeat(2000)}\r\nmore\r\nTherapist: c\nClient: d`
    const { reading } = await inspect(content)
    const limited = { ...reading, settings: { ...reading.settings, maxRowBytes: 1000 } }
    for (const chunk of [1, 5, 100, 4000]) {
      const items = await readAll(content, limited, { chunk })
      expect(items.map(({ bad, row }) => bad?.reason ?? row?.position.line)).toEqual([1, 2, 'line_too_long', 5, 6])
    }
  })

  it('set turns aside in which nothing was said', async () => {
    const { bad } = await ingest('Client: a\nTherapist:\nClient: b\nTherapist: c\n')
    expect(bad.map(({ reason, position }) => [reason, position.line])).toEqual([['empty_text', 2]])
  })

  it('keep a conversation together from a mark in its middle', async () => {
    const turn = `Client: I will say this ${'again and '.repeat(1000)}again.\nTherapist: Go on.\n`
    const content = `Session 1\n${turn.repeat(2500)}`
    const inspection = await inspect(content)
    expect(inspection).toMatchObject({ conversations: 1, turns: 5000, scattered: true })
    expect(inspection.marks.map(({ state }) => state)[1]).toBeGreaterThan(16 * 1024 * 1024)
    const [last] = (await readByMarks(content, { ...inspection, marks: inspection.marks.slice(1) }, 1 << 18)).slice(-1)
    expect(last?.row?.key).toBe('0')
  })

  it('are not seen in prose, letters or markup', async () => {
    for (const content of [
      'Dear Ann,\nI write: it is late.\nYours\n',
      'From: Ann\nTo: Ben\nSubject: Us\n\nHello.\n\nFrom: Ben\nTo: Ann\nSubject: Re: Us\n\nHello.\n',
      '<p>Client: a</p>\n<p>Therapist: b</p>\n',
    ])
      await expect(inspect(content)).rejects.toMatchObject({ details: { reason: 'unknown_format' } })
  })

  it.each([
    [
      'a time beside the name',
      'Ann Smith  0:12 \nHello there.\n\nBen Miller  0:15 \nHi.\n\nAnn Smith  1:02:03 \nSo?\n\nBen Miller  75:00\nWell.\n',
      ['0:12', '0:15', '1:02:03', '75:00'],
    ],
    [
      'a time before the name',
      '00:12 Ann Smith\nHello there.\n00:15 Ben Miller\nHi.\n01:02 Ann Smith\nSo?\n01:05 Ben Miller\nWell.\n',
      ['00:12', '00:15', '01:02', '01:05'],
    ],
    [
      'a time in brackets and a colon',
      'Ann Smith (00:12):\nHello there.\n\nBen Miller (00:15):\nHi.\n\nAnn Smith (01:02):\nSo?\n\nBen Miller (01:05):\nWell.\n',
      ['00:12', '00:15', '01:02', '01:05'],
    ],
    [
      'names in brackets with the time of day',
      '[Ann Smith] 10:00:12\nHello there.\n\n[Ben Miller] 10:00:15\nHi.\n\n[Ann Smith] 10:01:02\nSo?\n\n[Ben Miller] 10:01:05\nWell.\n',
      ['10:00:12', '10:00:15', '10:01:02', '10:01:05'],
    ],
    [
      'what a chat says of its sender',
      '10:00:12 From Ann Smith to Everyone: Hello there.\n10:00:15 From Ben Miller to Ann Smith: Hi.\n10:01:02 From Ann Smith: So?\n10:01:05 From Ben Miller: Well.\n',
      ['10:00:12', '10:00:15', '10:01:02', '10:01:05'],
    ],
  ])('may have %s', async (_form, content, times) => {
    const { turns, bad } = await ingest(content)
    const said = ['Hello there.', 'Hi.', 'So?', 'Well.']
    expect(turns).toEqual(
      said.map((text, index) => ({ speaker: index % 2 ? 'Ben Miller' : 'Ann Smith', text, time: times[index] })),
    )
    expect(bad).toEqual([])
  })

  it.each([
    [
      'alone on a line in upper case',
      'DR REED\nHow are you?\n\nSAM\nFine.\nReally.\n\nDR REED\nAnd at home?\n\nSAM\nLess.\n',
      ['DR REED', 'SAM', 'DR REED', 'SAM'],
    ],
    [
      'before a tab',
      'Th1\tHow are you?\nCl\tFine.\nReally.\nTh1\tAnd at home?\nCl\tLess.\n',
      ['Th1', 'Cl', 'Th1', 'Cl'],
    ],
    ['as Q. and A.', 'Q. How are you?\nA. Fine.\n   Really.\nQ. And at home?\nA. Less.\n', ['Q', 'A', 'Q', 'A']],
    [
      'behind the number of their turn',
      '1 T: How are you?\n2 C: Fine.\nReally.\n3 T: And at home?\n4 C: Less.\n',
      ['T', 'C', 'T', 'C'],
    ],
    [
      'behind the number of each line',
      '  1  Q.  How are you?\n  2  A.  Fine.\n  3      Really.\n  4  Q.  And at home?\n  5  A.  Less.\n',
      ['Q', 'A', 'Q', 'A'],
    ],
    [
      'as voices without a name',
      'SPEAKER_00: How are you?\nSPEAKER_01: Fine.\nReally.\nSPEAKER_00: And at home?\nSPEAKER_01: Less.\n',
      ['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_00', 'SPEAKER_01'],
    ],
    ['as abbreviations', 'I: How are you?\nP: Fine.\nReally.\nI: And at home?\nP: Less.\n', ['I', 'P', 'I', 'P']],
  ])('may have speakers %s', async (_form, content, speakers) => {
    const { turns, inspection } = await ingest(content)
    expect(turns.map(({ speaker }) => speaker)).toEqual(speakers)
    expect(turns.map(({ text }) => text)).toEqual(['How are you?', 'Fine.\nReally.', 'And at home?', 'Less.'])
    expect(inspection.roles).toEqual({ therapist: 2, client: 2 })
    expect(await readByMarks(content, inspection, 3)).toEqual((await ingest(content)).items)
  })

  it.each([
    ['[21:02] <helper> How are you?\n[21:03] <anon123> Fine.\n', ['helper', 'anon123']],
    ['[21:02] helper: How are you?\n[21:03] anon123: Fine.\n', ['helper', 'anon123']],
    ['[THERAPIST] How are you?\n[laughs]\n[CLIENT] Fine.\n', ['THERAPIST', 'CLIENT']],
    ['Ann Reed   0:03\nHow are you?\n\nSam   0:06\nFine.\n', ['Ann Reed', 'Sam']],
  ])('name people who speak just once: %j', async (content, speakers) => {
    expect((await ingest(content)).turns.map(({ speaker }) => speaker)).toEqual(speakers)
  })

  it('do not take who took part for what was said', async () => {
    const { turns, rows } = await ingest(
      'Interviewer: Jane Doe\nDate: 12 March\n\nI: Hello, how are you?\nP: Hello.\nI: So?\nP: Well.\n',
    )
    expect(turns.map(({ speaker }) => speaker)).toEqual(['I', 'P', 'I', 'P'])
    expect(rows[0]?.metadata).toEqual({ heading: 'Interviewer: Jane Doe\nDate: 12 March' })
  })

  it('lose the headers and footers of pages', async () => {
    const page = (number: number) => `Clinic North, file 12-${number}\nPage ${number} of 3\n`
    const { turns } = await ingest(
      `${page(1)}Therapist: How are\n${page(2)}you?\nClient: Fine.\n${page(3)}Really.\nTherapist: Good.\nClient: Yes.\n`,
    )
    expect(turns.map(({ text }) => text)).toEqual(['How are\nyou?', 'Fine.\nReally.', 'Good.', 'Yes.'])
  })

  it('are known by few names among many lines, where the names are those of roles', async () => {
    const long = 'and so it went on and on, from one line\nto the next, and no end to it,\n'.repeat(12)
    const { turns } = await ingest(`Therapist: What happened?\nClient: I left, ${long}.\n`.repeat(4))
    expect(turns).toHaveLength(8)
  })
})
