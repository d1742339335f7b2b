import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const row = (id: string, more: object = {}) => ({
  id,
  execution_id: 'e',
  stage: 'ingestion',
  kind: 'quarantined',
  reason_code: 'empty_text',
  position: { file: 0, line: 4, row: 3, byte_offset: 90 },
  count: 1,
  ...more,
})
const rows = [
  row('0.90'),
  row('0.120'),
  row('0.150', { mend: { status: 'released', fixed_at: '', released_at: null, version: 2 } }),
]
const dataset = { id: 'd', version: 3 }
const shown = {
  ...row('0.90'),
  file_name: 'a.csv',
  format: 'csv',
  mapping: { text: 'text' },
  content: 'a,client,,tired\n',
}

let api: Awaited<ReturnType<typeof fakeApi>>
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-mend-'))
  api = await fakeApi(({ method, path }) => {
    const data = (value: unknown) => ({ body: { success: true, data: value } })
    if (path.endsWith('/counts'))
      return data({
        execution_id: 'e',
        rows: { read: 1200, accepted: 1197, quarantined: 3 },
        reasons: [{ stage: 'ingestion', kind: 'quarantined', reason_code: 'empty_text', count: 3 }],
        fixed: 1,
        released: 1,
      })
    if (path.endsWith('0.120/fix'))
      return { status: 400, body: failure('VALIDATION_ERROR', 'It still cannot be read.') }
    if (path.endsWith('/fix')) return data({ id: '0.90', turns: 1, joins_conversation: true })
    if (path.endsWith('/release')) return data({ released: 1, dataset })
    if (path.endsWith('/quarantine/0.90')) return data(shown)
    if (method === 'GET') return { body: { success: true, data: rows, meta: { next_cursor: null } } }
    return { status: 404, body: failure('NOT_FOUND', 'There is no such thing.') }
  })
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

const cli = (...args: string[]) =>
  run(['quarantine', ...args], {
    environment: { TECHDECK_HOME: '/nonexistent', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })
const asked = () => api.asked.at(-1)!

describe('the quarantine at the command line', () => {
  it('adds up what was read, and lists rows with what became of them', async () => {
    const { exitCode, lines } = await cli('d', '--reason', 'empty_text')
    expect(exitCode).toBe(0)
    expect(lines[0]).toBe('1,200 rows read = 1,197 accepted + 3 quarantined')
    expect(lines.join('\n')).toMatch(/0\.150 .* released in v2/)
    expect((await cli('list', 'd', '--json')).json()).toEqual([rows])
  })

  it('shows one row as it stands', async () => {
    const { lines } = await cli('show', 'd', '0.90')
    expect(lines).toEqual(
      expect.arrayContaining(['From     a.csv, line 4, row 3', '  text is text', 'a,client,,tired']),
    )
  })

  it('mends a row by the content of a file, and all rows with a reason by a mapping', async () => {
    await writeFile(join(folder, 'row.csv'), 'a,client,I am tired.,\n')
    await writeFile(join(folder, 'mapping.json'), '{"text": "note"}')
    const one = await cli('fix', 'd', '0.90', '--file', join(folder, 'row.csv'))
    expect([one.exitCode, asked().body]).toEqual([0, { content: 'a,client,I am tired.,\n' }])
    const { notes } = await cli('fix', 'd', '--reason', 'empty_text', '--mapping', join(folder, 'mapping.json'))
    expect(asked().body).toEqual({ mapping: { text: 'note' } })
    expect(notes[0]).toBe('1 rows still cannot be read with this mapping.')
    // What is released already is left alone.
    expect(api.asked.filter(({ path }) => path.endsWith('0.150/fix'))).toEqual([])
  })

  it('releases rows and says which version has them', async () => {
    const { lines } = await cli('release', 'd', '0.90', '--reason', 'cut off')
    expect(asked().body).toEqual({ rows: ['0.90'], reason: 'cut off' })
    expect(lines).toEqual(['1 row is part of version 3 now.'])
  })

  it('says beforehand which mended rows would be released, and releases none', async () => {
    const { lines, notes } = await cli('release', 'd', '--dry-run')
    expect([lines, notes]).toEqual([[], ['0 rows would be released.']])
    expect(asked().method).toBe('GET')
  })

  it('refuses what is not clear, with code 2', async () => {
    await writeFile(join(folder, 'wrong.json'), '{"texts": "note"}')
    for (const args of [
      ['fix', 'd'],
      ['fix', 'd', '0.90'],
      ['fix', 'd', '0.90', '--mapping', join(folder, 'none.json')],
      ['fix', 'd', '0.90', '--mapping', join(folder, 'wrong.json')],
    ])
      expect([args, (await cli(...args)).exitCode]).toEqual([args, 2])
  })
})
