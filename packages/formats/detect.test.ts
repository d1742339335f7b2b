import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { detect, firstRows, formats } from './index.ts'
import { takeSample } from './inspect/sample.ts'
import { inspect, never, sourceOf } from './testing/helpers.ts'

const DATA = process.env['TECHDECK_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data')
const PUBLIC: { readonly [file: string]: string } = {
  'annomi_utterance_rows.csv': 'csv',
  'annomi_utf16_tab.txt': 'csv',
  'annomi_cp1252_semicolon.csv': 'csv',
  'counselchat_qa.csv': 'csv',
  'counselchat_html.csv': 'csv',
  'cssrs_pylist_cells.csv': 'csv',
  'dreaddit_latin1.csv': 'csv',
  'openai_messages.jsonl': 'jsonl',
  'prompt_completion.jsonl': 'jsonl',
  'broken_lines.jsonl': 'jsonl',
  'sharegpt.json': 'json',
  'esconv_dialog.json': 'json',
  'counselchat_personachat_style.json': 'json',
  'cactus_chinese.json': 'json',
  'transcript_speaker_colon.txt': 'transcript',
  'transcript_timestamped.txt': 'transcript',
  'transcript.srt': 'srt',
  'transcript.vtt': 'vtt',
  'transcript.md': 'markdown',
  'whatsapp_export.txt': 'whatsapp',
  'transcript.html': 'html',
}

/** All files of all formats, with the name of the format that each is of. */
const files = [
  ...formats.flatMap(({ name }) => {
    const folder = join(import.meta.dirname, name, 'fixtures')
    if (!existsSync(folder)) return []
    const inside = readdirSync(folder).filter((file) => !/^(README\.md|make\.)/.test(file))
    return inside.map((file) => ({ title: `${name}/${file}`, format: name, path: join(folder, file) }))
  }),
  ...Object.entries(PUBLIC)
    .map(([file, format]) => ({ title: `data/${file}`, format, path: join(DATA, 'formats', file) }))
    .filter(({ path }) => existsSync(path)),
]
const byName = new Map(formats.map((format) => [format.name, format]))
const converted = formats.flatMap(({ name, conversion }) => (conversion ? [{ name, conversion }] : []))

describe('detection', () => {
  it('has files of every format to look at', () => {
    expect(formats.map(({ name }) => name).filter((name) => !files.some(({ format }) => format === name))).toEqual([])
  })

  it.each(files)('gives $title to $format and to no other', async ({ format, path }) => {
    const bytes = readFileSync(path)
    const source = sourceOf(bytes)
    const taken: string[] = []
    for (const { name, conversion } of converted)
      if (await conversion.detect(bytes.subarray(0, 64 * 1024), source)) taken.push(name)
    const isText = !byName.get(format)?.conversion
    expect(taken).toEqual(isText ? [] : [format])
    const [best, next] = isText ? detect((await takeSample(source, 0)).sample) : []
    expect(best?.format.name ?? format).toBe(format)
    // Where a second reading comes as near as this, people are asked.
    expect(next?.detection.confidence ?? 0).toBeLessThan((best?.detection.confidence ?? 1) * 0.8)
  })

  it('says so where two readings are close', async () => {
    const list = '- Therapist: How are you?\n- Client: Badly.\n- Therapist: Since when?\n- Client: Monday.\n'
    const { reading, alternatives } = await inspect(list)
    expect(reading.format).toBe('markdown')
    expect(alternatives).toEqual([
      { format: 'transcript', confidence: expect.any(Number), saw: 'Lines of “Speaker: text” by 2 speakers.' },
    ])
    const source = sourceOf(list)
    const options = { file: 0, signal: never }
    expect((await firstRows(source, options, 1)).map(({ format }) => format)).toEqual(['markdown', 'transcript'])
    const chosen = await firstRows(source, { ...options, format: 'transcript' }, 2)
    expect(chosen.map(({ format, rows }) => [format, rows.length])).toEqual([
      ['transcript', 2],
      ['markdown', 2],
    ])
  })

  it('goes by what the owner chose, and says so where the file cannot be read like that', async () => {
    const list = '- Therapist: How are you?\n- Client: Badly.\n- Therapist: Since when?\n- Client: Monday.\n'
    const chosen = await inspect(list, { format: 'transcript' })
    expect([chosen.reading.format, chosen.problems]).toEqual(['transcript', []])
    expect(chosen.alternatives).toMatchObject([{ format: 'markdown' }])
    const { reading, problems } = await inspect(list, { format: 'jsonl' })
    expect(reading.format).toBe('markdown')
    expect(problems.map(({ code }) => code)).toEqual(['chosen_format_impossible'])
  })
})
