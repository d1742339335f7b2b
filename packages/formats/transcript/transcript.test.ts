import { describe, expect, it } from '@jest/globals'
import { ingest, inspect, readAll, readByMarks } from '../testing/helpers.ts'

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

  it.each([
    ['Session 1', 'Session 2'],
    ['# Conversation A1', '# Conversation A2'],
    ['=== 2021 first ===', '=== 2022 second ==='],
  ])('may hold several conversations under headings such as %s', async (first, second) => {
    const one = 'Client: a\nTherapist: b\n'
    const content = `${first}\n\n${one}\n${second}\n${one}\n---\n${one}`
    const { inspection, rows, items } = await ingest(content, { maxShardConversations: 1 })
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

  it('are not seen in prose, subtitles or markup', async () => {
    for (const content of [
      'Dear Ann,\nI write: it is late.\nYours\n',
      '1\n00:00:01,000 --> 00:00:02,000\nT: hello\n\n2\n00:00:03,000 --> 00:00:04,000\nC: hi\n',
      '<p>Client: a</p>\n<p>Therapist: b</p>\n',
    ])
      await expect(inspect(content)).rejects.toMatchObject({ details: { reason: 'unknown_format' } })
  })
})
