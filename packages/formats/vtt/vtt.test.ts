import { describe, expect, it } from '@jest/globals'
import { ingest } from '../testing/helpers.ts'

describe('WebVTT', () => {
  it('passes over notes, styles, regions, names and settings of cues', async () => {
    const { turns, rows, inspection } = await ingest(
      [
        'WEBVTT Kind: captions\nLanguage: en-GB',
        'STYLE\n::cue { color: red }',
        'REGION\nid:left',
        'NOTE\nT: this is no turn',
        'intro-1\n00:01.500 --> 00:02.000 align:start position:0%\n<v.loud Dr. Reed>Good <i>morning</i>.</v>',
        'NOTE one more',
        '00:00:03.000 --> 01:00:04.000\n<v Sam>Hello,\n<00:00:03.500>doctor &amp; all.',
      ].join('\n\n'),
    )
    expect(turns).toEqual([
      { speaker: 'Dr. Reed', text: 'Good morning.', time: 1.5 },
      { speaker: 'Sam', text: 'Hello,\ndoctor & all.', time: 3 },
    ])
    expect(rows[0]).toMatchObject({ language: 'en-GB', position: { row: 1, line: 13 } })
    expect(inspection).toMatchObject({ conversations: 1, badRows: 0, reading: { format: 'vtt' } })
  })

  it('hears several voices in one cue', async () => {
    const { turns } = await ingest('WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Now?</v> <v Ben>Yes.</v>\n')
    expect(turns.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Ann', 'Now?'],
      ['Ben', 'Yes.'],
    ])
  })

  it('sets a block aside whose times cannot be read', async () => {
    const { bad } = await ingest(
      'WEBVTT\n\n00:01.000 --> 00:02.000\nA: One.\n\n00:03 to 00:04\nB: Two.\n\n00:05.000 --> 00:06.000\nA: Three.\n',
    )
    expect(bad.map(({ reason, position }) => [reason, position.line])).toEqual([['no_turns', 6]])
  })
})
