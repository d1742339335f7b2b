import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DatasetView, type Tracker } from '@techdeck/contracts'
import { z } from 'zod'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'
import { describeEvent } from '../ui/event.ts'
import { describeProgress } from './progress.ts'
import { readMapping } from '../local/mapping.ts'
import { quarantineTable } from '../ui/quarantine.ts'

const dataset = (number: number): DatasetView => ({
  id: `0199aaaa-0000-7000-8000-${String(number).padStart(12, '0')}`,
  workspace_id: 'default',
  user_id: 'u',
  name: `set ${number}\u001b[31m`,
  version: 1,
  format: 'csv',
  encoding: 'utf-8',
  conversation_count: 3,
  turn_count: 9,
  size_bytes: 1234,
  sha256: null,
  status: 'ready',
  problems: [{ code: 'invalid_json', message: '1 row cannot be read.', file: 0, line: 7 }],
  files: [{ ordinal: 0, name: 'a.csv', size_bytes: 1234, sha256: 'x' }],
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
})

const MAPPING = { text: 'said', labels: ['mood', 'topic'], roles: { kim: 'client' } }

let api: Awaited<ReturnType<typeof fakeApi>>
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-lists-'))
  api = await fakeApi(({ path }) => {
    const { pathname, searchParams } = new URL(path, 'http://x')
    if (pathname.endsWith('/changed/exports')) {
      const file = { name: 'a.jsonl', format: 'jsonl', size_bytes: 2, sha256: '0'.repeat(64), records: 1 }
      return { body: { success: true, data: { files: [file] } } }
    }
    if (pathname.endsWith('/mapping'))
      return { body: { success: true, data: { ...dataset(2), file: 0, format: 'csv', mapping: MAPPING } } }
    if (pathname.endsWith('/exports')) return { body: { success: true, data: { files: [] } } }
    if (pathname.endsWith('/exports/a.jsonl')) return { body: {} }
    if (pathname.endsWith('/report'))
      return { status: 400, body: failure('VALIDATION_ERROR', 'Not so.', [{ path: 'id', problem: 'not valid' }]) }
    if (pathname !== '/api/v1/datasets') return { body: { success: true, data: dataset(1) } }
    const from = Number(searchParams.get('cursor') ?? 0)
    const count = Number(searchParams.get('limit'))
    const data = Array.from({ length: count }, (_, index) => dataset(from + index))
    return { body: { success: true, data, meta: { next_cursor: String(from + count) } } }
  })
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

const cli = (...args: string[]) =>
  run(args, { environment: { TECHDECK_HOME: folder, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' } })

describe('a list', () => {
  it('is read page by page up to its limit, and says that there is more', async () => {
    const { json } = await cli('datasets', '--limit', '450', '--json')
    expect(json()[0]).toHaveLength(450)
    expect(
      new Set(
        z
          .array(DatasetView)
          .parse(json()[0])
          .map(({ id }) => id),
      ).size,
    ).toBe(450)
    expect((await cli('datasets', '--limit', '2')).notes).toEqual(['There are more: --limit 4'])
  })

  it('shows names of others without what they would do to a terminal', async () => {
    const { lines } = await cli('datasets', '--limit', '1')
    expect(lines[1]).toContain('set 0·[31m')
  })

  it('refuses a limit that is none', async () => {
    expect((await cli('datasets', '--limit', 'many')).exitCode).toBe(2)
  })
})

describe('one data set', () => {
  it('is shown with what is wrong in it and where', async () => {
    expect((await cli('datasets', dataset(1).id)).lines).toEqual([
      expect.stringMatching(/^Data set \S+ ready: set 1.* \(csv, utf-8\), 3 conversations, 9 turns, 1\.2 kB$/),
      '  invalid_json (a.csv, line 7): 1 row cannot be read.',
    ])
  })
})

describe('the mapping of a data set', () => {
  it('is shown, saved for other files, and set', async () => {
    const path = join(folder, 'found.yaml')
    const { lines } = await cli('datasets', 'mapping', dataset(1).id, '--save', path)
    expect(lines).toEqual(['text is said', 'labels is mood, topic', 'speaker kim is client'])
    expect(await readMapping(path)).toEqual(MAPPING)
    const set = await cli('datasets', 'mapping', dataset(1).id, '--set', path, '--file', '2')
    expect(set.lines).toEqual(['It is read again by that, as version 1.'])
    expect(api.asked.at(-1)).toMatchObject({ method: 'PUT', body: { file: 2, mapping: MAPPING } })
  })
})

describe('an execution without files', () => {
  it('is no failure', async () => {
    const { exitCode, notes } = await cli('export', 'x')
    expect([exitCode, notes]).toEqual([0, ['The execution has made no files.']])
  })
})

describe('the quarantine', () => {
  it('lists rows with their places, and without one what was lost as a whole', () => {
    const row = { execution_id: 'e', kind: 'quarantined' as const }
    const [, ...lines] = quarantineTable([
      { ...row, id: '0.7', stage: 'ingestion', reason_code: 'invalid_json', position: { file: 0, line: 2 }, count: 1 },
      { ...row, id: 'x', stage: 'validation', reason_code: 'shard_parked', position: null, count: 256 },
    ])
    expect(lines.map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['0.7', '0', '2', 'ingestion', 'quarantined', 'invalid_json', '1', '–'],
      ['x', '–', '–', 'validation', 'quarantined', 'shard_parked', '256', '–'],
    ])
  })
})

describe('a download', () => {
  it('of a file that is not what was exported fails, says so and keeps nothing', async () => {
    const out = join(folder, 'exports')
    const { exitCode, json } = await cli('export', 'changed', '--out', out, '--json')
    expect([exitCode, json()]).toEqual([1, [expect.objectContaining({ error_code: 'DOWNLOAD_MISMATCH' })]])
    expect(await readdir(out)).toEqual([])
  })
})

describe('a refusal', () => {
  it('is told with each problem and the request, and as one JSON value', async () => {
    const { exitCode, notes, json } = await cli('report', 'x', '--json')
    expect([exitCode, notes]).toEqual([2, ['techdeck: Not so.', '  id: not valid', '  request request-1']])
    expect(json()).toEqual([expect.objectContaining({ error_code: 'VALIDATION_ERROR', request_id: 'request-1' })])
  })
})

describe('a mapping', () => {
  it('is JSON, or a file that holds it', async () => {
    const mapping = { text: 'said', speaker: 'who' }
    await writeFile(join(folder, 'mapping.json'), JSON.stringify(mapping))
    expect(await readMapping(JSON.stringify(mapping))).toEqual(mapping)
    expect(await readMapping(join(folder, 'mapping.json'))).toEqual(mapping)
  })

  it('may be YAML, and in the words that inspect shows', async () => {
    await writeFile(join(folder, 'mapping.yaml'), '# mine\ntext: said\nroles:\n  Dr. Reed: therapist\n')
    expect(await readMapping(join(folder, 'mapping.yaml'))).toEqual({
      text: 'said',
      roles: { 'dr. reed': 'therapist' },
    })
    expect(await readMapping('{"utteranceId": "u"}')).toEqual({ utterance_id: 'u' })
  })

  it.each([
    ['{"said": "text"}', 'The mapping is not valid. mapping: unknown: said. Known are conversation, speaker'],
    ['{"roles": {"sam": "nurse"}}', 'roles.sam: Invalid option: expected one of "client"'],
    ['{"said', 'neither valid JSON nor YAML at line 1'],
    ['no-such-file', 'There is no file no-such-file with a mapping.'],
  ])('like %j is refused with what is wrong, and where', async (given, message) => {
    await expect(readMapping(given)).rejects.toThrow(message)
  })
})

describe('words for people', () => {
  it('say how far an execution is', () => {
    const tracker: Tracker = {
      execution_id: 'e',
      type: 'pipeline_execution',
      status: 'running',
      progress: 42,
      current_stage: 'quality',
      total_stages: 6,
      completed_stages: ['ingestion'],
      stage_progress: { ingestion: 100, quality: 10 },
      dataset_ids: ['d'],
      start_time: null,
      estimated_completion: null,
      last_updated: '2026-01-01T00:00:00.000Z',
      records: { known: 2000, done: 10, quarantined: 3 },
      subscribers: 0,
      cursor: '1:1',
    }
    expect(describeProgress(tracker)).toEqual([
      '42 %, running: 1 of 6 stages done, quality',
      '  ingestion       100 %',
      '  quality         10 %',
      '10 of 2,000 records, 3 quarantined',
    ])
  })

  it('say what an event means', () => {
    const event = { execution_id: 'e', cursor: '1:2', timestamp: '2026-01-01T00:00:00.000Z' }
    const retrying = { error_code: 'RESOURCE_UNAVAILABLE', shard: 3, retry_count: 2 }
    expect([
      describeEvent({ ...event, event: 'pipeline.started', data: {} }),
      describeEvent({ ...event, event: 'stage.retrying', stage: 'quality', data: retrying }),
      describeEvent({ ...event, event: 'export.completed', stage: 'export', data: { status: 'skipped' } }),
    ]).toEqual([
      '2026-01-01T00:00:00.000Z  pipeline.started',
      '2026-01-01T00:00:00.000Z  stage.retrying in quality  RESOURCE_UNAVAILABLE  shard 3  attempt 2',
      '2026-01-01T00:00:00.000Z  export.completed  skipped',
    ])
  })
})
