import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { collectBytes } from '@techdeck/core'
import { describe, expect, it } from '@jest/globals'
import { html } from './html/index.ts'
import { decompress, detectCompression, memorySource, unpack, UNPACK_LIMITS } from './index.ts'
import { cutEvery, ingest, inspect, never, readAll, readByMarks, textsOf } from './testing/helpers.ts'
import { MemoryStorage } from './testing/memory-storage.ts'

const DATA = process.env['TECHDECK_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data')
const present = existsSync(join(DATA, 'formats', 'expected.json'))
if (!present) console.warn(`Skipped: no public data at TECHDECK_DATA or ${DATA}.`)

const load = async (name: string): Promise<Uint8Array> => {
  const bytes = readFileSync(join(DATA, name))
  return detectCompression(bytes) ? collectBytes(decompress(memorySource(bytes))) : bytes
}

/** Files of the formats that are read here, with the format; what must come out of them stands beside the data. */
const FILES = {
  'annomi_utterance_rows.csv': ['csv', 'utf-8'],
  'annomi_utf16_tab.txt': ['csv', 'utf-16le'],
  'annomi_cp1252_semicolon.csv': ['csv', 'windows-1252'],
  'annomi_utf8_bom.csv.gz': ['csv', 'utf-8'],
  'counselchat_qa.csv': ['csv', 'utf-8'],
  'counselchat_html.csv': ['csv', 'utf-8'],
  'cssrs_pylist_cells.csv': ['csv', 'utf-8'],
  'dreaddit_latin1.csv': ['csv', 'utf-8'],
  'openai_messages.jsonl': ['jsonl', 'utf-8'],
  'prompt_completion.jsonl': ['jsonl', 'utf-8'],
  'broken_lines.jsonl': ['jsonl', 'utf-8'],
  'sharegpt.json': ['json', 'utf-8'],
  'esconv_window.tsv': ['csv', 'utf-8'],
  'esconv_dialog.json': ['json', 'utf-8'],
  'counselchat_personachat_style.json': ['json', 'utf-8'],
  'cactus_chinese.json': ['json', 'gb18030'],
  'transcript_speaker_colon.txt': ['transcript', 'utf-8'],
  'transcript_timestamped.txt': ['transcript', 'utf-8'],
  'transcript.md': ['markdown', 'utf-8'],
  'transcript.srt': ['srt', 'utf-8'],
  'transcript.vtt': ['vtt', 'utf-8'],
  'whatsapp_export.txt': ['whatsapp', 'utf-8'],
} as const

const whenPresent = present ? describe : describe.skip
whenPresent('the public sample files', () => {
  const expected = present ? JSON.parse(readFileSync(join(DATA, 'formats', 'expected.json'), 'utf8')) : {}

  it.each(Object.entries(FILES))('reads %s as its makers describe it', async (name, [format, encoding]) => {
    const content = await load(join('formats', name))
    const found = await inspect(content, cutEvery(4))
    const truth = expected[name]
    expect({ format: found.reading.format, encoding: found.reading.encoding }).toEqual({ format, encoding })
    const conversations = truth.conversations ?? truth.rows ?? truth.records
    expect(found.conversations).toBe(conversations ?? found.conversations)
    expect(found.rows).toBe(truth.lines ?? found.rows)
    expect(found.turns).toBe(truth.turns ?? found.turns)
    expect(found.badRows).toBe(truth.bad_lines ?? 0)
    expect(await readByMarks(content, found, 5000)).toEqual((await ingest(content)).items)
  })

  it('reads transcript.html by the text that it converts to', async () => {
    const [text = Buffer.of()] = await textsOf(html, await load('formats/transcript.html'))
    const { conversations, turns } = expected['transcript.html']
    expect(await inspect(text, { from: 'html' })).toMatchObject({ conversations, turns, badRows: 0 })
  })

  it.each([
    ['empty.jsonl', 'empty'],
    ['only_header.csv', 'header_without_rows'],
  ])('refuses %s with the reason %s', async (name, reason) => {
    const content = await load(join('formats', name))
    await expect(inspect(content)).rejects.toMatchObject({ code: 'UNPROCESSABLE_FILE', details: { reason, file: 0 } })
  })

  it.each([
    ['transcripts.zip', 'zip', 'transcript'],
    ['cssrs_post_level.xlsx', 'xlsx', 'xlsx'],
  ])('reads the members of %s as their makers describe them', async (name, container, format) => {
    const storage = new MemoryStorage()
    const source = memorySource(readFileSync(join(DATA, 'formats', name)))
    const unpacked = await unpack(source, storage.keeper(), { limits: UNPACK_LIMITS, signal: never })
    const { conversations, turns, rows, sheets = 4 } = expected[name]
    expect(unpacked).toMatchObject({ container, passedOver: 0 })
    expect(unpacked.parts).toHaveLength(sheets)
    const sum = { conversations: 0, turns: 0, rows: 0 }
    for (const part of unpacked.parts) {
      if ('error' in part) throw part.error
      const content = storage.contents.get(part.kept!.key)!
      const found = await inspect(content, { ...(part.from !== undefined && { from: part.from }) })
      expect(found).toMatchObject({ reading: { format }, badRows: 0 })
      sum.conversations += found.conversations
      sum.turns += found.turns
      sum.rows += found.rows
      expect(await readByMarks(content, found, 5000)).toEqual(await readAll(content, found.reading))
    }
    expect(sum).toEqual({
      conversations: conversations ?? sum.conversations,
      turns: turns ?? sum.turns,
      rows: rows ?? sum.rows,
    })
  })

  it('finds the 67 transcripts of AnnoMI and takes rows of several annotators for one turn', async () => {
    const found = await inspect(await load('original/AnnoMI-full.csv'))
    expect(found).toMatchObject({ rows: 5741, conversations: 67, turns: 5156, scattered: false, badRows: 0 })
    expect(found.roles).toEqual({ therapist: 2591, client: 2565 })
  })
})
