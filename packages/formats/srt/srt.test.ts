import { describe, expect, it } from '@jest/globals'
import { ingest } from '../testing/helpers.ts'

const cue = (number: number, from: string, to: string, ...lines: string[]): string =>
  `${number}\n${from} --> ${to}\n${lines.join('\n')}\n\n`
const talk = (...texts: string[][]): string =>
  texts.map((lines, index) => cue(index + 1, `00:00:0${index},000`, `00:00:0${index + 1},000`, ...lines)).join('')

describe('subtitles', () => {
  it('make one turn of the cues of one voice, and keep when it begins, in seconds', async () => {
    const { turns, rows, inspection } = await ingest(
      talk(['Therapist: How are', 'you?'], ['Client: Well.'], ['Client: I think.'], ['Therapist: Good.']),
    )
    expect(turns).toEqual([
      { speaker: 'Therapist', text: 'How are\nyou?', time: 0 },
      { speaker: 'Client', text: 'Well. I think.', time: 1 },
      { speaker: 'Therapist', text: 'Good.', time: 3 },
    ])
    expect(rows.map(({ position }) => [position.row, position.line])).toEqual([
      [1, 1],
      [2, 6],
      [4, 14],
    ])
    expect(inspection).toMatchObject({ conversations: 1, confidence: 0.98, reading: { format: 'srt' } })
  })

  it('go on without a name where somebody was named before', async () => {
    const { turns } = await ingest(talk(['ANN: One.'], ['Two.'], ['BEN: Three.'], ['ANN: Four'], ['and five.']))
    expect(turns.map(({ speaker, text }) => `${speaker}|${text}`)).toEqual([
      'ANN|One. Two.',
      'BEN|Three.',
      'ANN|Four and five.',
    ])
  })

  it('without names are joined where a sentence is cut', async () => {
    const { turns } = await ingest(talk(['I went to the'], ['shop today.'], ['And then?'], ['Nothing.']))
    expect(turns.map(({ text }) => text)).toEqual(['I went to the shop today.', 'And then?', 'Nothing.'])
  })

  it('hold two turns where dashes part two voices, and another voice behind “>>”', async () => {
    const { turns } = await ingest(talk(['- Are you well?', '- I am.'], ['>> Good, then', 'we begin.'], ['>> Yes.']))
    expect(turns.map(({ text }) => text)).toEqual(['Are you well?', 'I am.', 'Good, then\nwe begin.', 'Yes.'])
  })

  it('may have their times in brackets before the text, as speech recognition prints them', async () => {
    const { turns } = await ingest(
      '[00:00:12.500 --> 00:00:15.000] Ann Smith: Hello there.\n[00:00:15.000 --> 00:00:16.000] Ben Miller: Hi.\n[00:01:02.000 --> 00:01:03.000] Ann Smith: So?\n[00:01:05.000 --> 00:01:06.000] Ben Miller: Well.\n',
    )
    expect(turns).toEqual([
      { speaker: 'Ann Smith', text: 'Hello there.', time: 12.5 },
      { speaker: 'Ben Miller', text: 'Hi.', time: 15 },
      { speaker: 'Ann Smith', text: 'So?', time: 62 },
      { speaker: 'Ben Miller', text: 'Well.', time: 65 },
    ])
  })

  it('lose tags, placements and entities, and keep what only looks like a tag', async () => {
    const { turns } = await ingest(talk(['{\\an8}<i>I &amp; you</i>'], ['are <b>two</b>, 1 < 2.']))
    expect(turns.map(({ text }) => text)).toEqual(['I & you are two, 1 < 2.'])
  })

  it('may have the name on a line of its own, as meetings write them', async () => {
    const content = ['Ann Smith', 'Ben Miller', 'Ann Smith', 'Ben Miller']
      .map((name, index) => `0:0:${index}.450 --> 0:0:${index + 1}.120\n${name}\nThis is ${index}.\n\n`)
      .join('')
    const { turns } = await ingest(content)
    expect(turns.map(({ speaker, text, time }) => [speaker, text, time])).toEqual([
      ['Ann Smith', 'This is 0.', 0.45],
      ['Ben Miller', 'This is 1.', 1.45],
      ['Ann Smith', 'This is 2.', 2.45],
      ['Ben Miller', 'This is 3.', 3.45],
    ])
  })

  it('may lack the blank lines between cues', async () => {
    const { turns } = await ingest(talk(['A: One.'], ['B: Two.'], ['A: Three.'], ['B: Four.']).replaceAll('\n\n', '\n'))
    expect(turns.map(({ speaker, text }) => `${speaker} ${text}`)).toEqual(['A One.', 'B Two.', 'A Three.', 'B Four.'])
  })

  it('may have names in brackets', async () => {
    const { turns } = await ingest(
      talk(['[THERAPIST] How are you?'], ['[CLIENT] Bad.'], ['(sighs)'], ['[THERAPIST] Why?']),
    )
    expect(turns.map(({ speaker, text }) => `${speaker} ${text}`)).toEqual([
      'THERAPIST How are you?',
      'CLIENT Bad. (sighs)',
      'THERAPIST Why?',
    ])
  })

  it('show lines that move up once', async () => {
    const { turns } = await ingest(talk(['so I said'], ['so I said', 'to him that'], ['to him that', 'it was over.']))
    expect(turns.map(({ text }) => text)).toEqual(['so I said to him that it was over.'])
  })

  it('are those of YouTube’s editor too', async () => {
    const { turns } = await ingest(
      '0:00:01.500,0:00:06.200\nClient: Hello.\n\n0:00:07.000,0:00:08.000\nTherapist: Hi.\n',
    )
    expect(turns.map(({ time }) => time)).toEqual([1.5, 7])
  })
})
