import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { csvOf } from '../testing/conversations.ts'
import { run } from '../testing/recorder.ts'

let folder: string
const out = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-why-'))
  await writeFile(join(folder, 'sessions.csv'), csvOf(6, 2))
  for (const [name, threshold] of [
    ['low', '0.1'],
    ['high', '0.99'],
  ] as const)
    await run(['run', join(folder, 'sessions.csv'), '--local', '--out', out(name), '--threshold', threshold], {
      environment: { TECHDECK_HOME: join(folder, 'home') },
    })
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const why = (...args: string[]) => run(['why', ...args])
const first = async (...args: string[]): Promise<any> => ((await why(...args, '--json')).json()[0] as any).passports[0]

describe('techdeck why, of a local run', () => {
  it('leads from a line of the source to the line of the export, and back by the id', async () => {
    const exported = (await readFile(join(out('low'), 'conversations.jsonl'), 'utf8')).trimEnd().split('\n')
    const { id, source } = JSON.parse(exported[3] ?? '')
    const passport = await first(`sessions.csv:${source.line}`, '--run', out('low'))
    expect(passport).toMatchObject({
      conversation_id: id,
      file: { name: 'sessions.csv', format: 'csv' },
      fate: { outcome: 'exported' },
      exports: [{ name: 'conversations.jsonl', record: 4, line: 4 }],
    })
    expect(await first(id, '--run', out('low'))).toEqual(passport)
    // A turn in the middle of a conversation is part of it.
    expect(await first(`sessions.csv:${source.line + 1}`, '--run', out('low'))).toEqual(passport)
  })

  it('says in words what each stage did', async () => {
    const { exitCode, lines } = await why('sessions.csv:2', '--run', out('high'))
    expect(exitCode).toBe(0)
    expect(lines.join('\n')).toMatch(
      /Fate {5}rejected at quality: below_threshold[^]*quality v\d+: rejected[^]*overall 0\.\d\d/,
    )
    expect(lines.join('\n')).toContain('changed email 1')
  })

  it('finds rows that could not be read', async () => {
    const text = await readFile(join(folder, 'sessions.csv'), 'utf8')
    const bad = text.split('\n').findIndex((line) => line.startsWith('x,y')) + 1
    expect((await first(`sessions.csv:${bad}`, '--run', out('low'))).fate).toEqual({
      outcome: 'quarantined',
      stage: 'ingestion',
      reason: 'wrong_column_count',
    })
  })

  it('says what it does not know by its exit code', async () => {
    expect((await why('other.csv:1', '--run', out('low'))).exitCode).toBe(4)
    expect((await why('what', '--run', out('low'))).exitCode).toBe(2)
    expect((await why('sessions.csv:1', '--run', folder)).exitCode).toBe(4)
  })
})

describe('techdeck diff, of two local runs', () => {
  it('says which setting made which conversations leave', async () => {
    const { exitCode, json } = await run(['diff', out('low'), out('high'), '--json'])
    expect(exitCode).toBe(0)
    expect(json()).toMatchObject([
      {
        differences: [{ stage: 'quality', name: 'quality_threshold', a: 0.1, b: 0.99 }],
        diff: {
          out: { a: 6, b: 0 },
          counts: { left: 6, entered: 0, score: 0 },
          causes: [
            {
              change: 'left',
              stage: 'quality',
              reason: 'below_threshold',
              count: 6,
              because: ['quality.quality_threshold'],
            },
          ],
        },
      },
    ])
    const { lines } = await run(['diff', out('low'), out('high'), '--limit', '2'])
    expect(lines.join('\n')).toMatch(/left +quality +below_threshold +6 +quality\.quality_threshold/)
  })

  it('of a run and itself finds nothing', async () => {
    const { lines } = await run(['diff', out('low'), out('low')])
    expect(lines).toContain('No conversation differs.')
  })
})
