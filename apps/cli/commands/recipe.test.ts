import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { csvOf } from '../testing/conversations.ts'
import { run } from '../testing/recorder.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-recipe-'))
  await writeFile(join(folder, 'sessions.csv'), csvOf(6, 1))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const local = (out: string, ...more: string[]) =>
  run(['run', join(folder, 'sessions.csv'), '--local', '--out', join(folder, out), ...more], {
    environment: { TECHDECK_HOME: join(folder, 'home') },
  })
const filesOf = async (out: string) => {
  const names = (await readdir(join(folder, out))).filter((name) => /\.(jsonl|csv|yaml|json|md)$/.test(name))
  const known = names.filter((name) => name !== 'run.json').toSorted()
  return Promise.all(known.map(async (name) => [name, await readFile(join(folder, out, name), 'utf8')] as const))
}

describe('a run by a recipe', () => {
  it('gives the same bytes as the export beside which the recipe lay', async () => {
    const given = ['--threshold', '0.2', '--formats', 'jsonl,csv', '--no-bias', '--option', 'processing.policy=hash']
    expect((await local('one', ...given)).exitCode).toBe(0)
    const recipe = await readFile(join(folder, 'one', 'recipe.yaml'), 'utf8')
    expect(recipe).toMatch(/threshold: 0\.2[^]*policy: hash/)
    expect((await local('two', '--recipe', join(folder, 'one', 'recipe.yaml'))).exitCode).toBe(0)
    const [one, two] = [await filesOf('one'), await filesOf('two')]
    expect(one.map(([name]) => name)).toContain('conversations.csv')
    expect(two).toEqual(one)
  })

  it('of several files says how each was read, and gives the same bytes on a fresh set of them', async () => {
    const study = join(folder, 'study')
    await mkdir(study)
    const rows = (n: number) =>
      [0, 1, 2, 3].map((at) => {
        const [role, other] = at % 2 === 0 ? ['counselor', 'client'] : ['client', 'counselor']
        return `${n},${role},${at} I have slept badly since I lost my work in May ${n},${other}: and what did that do to you ${at}?`
      })
    const table = ['session_id,role,text,message', ...[1, 2, 3].flatMap(rows), ''].join('\n')
    await writeFile(join(study, 'forms-1.csv'), table)
    await writeFile(join(study, 'other.csv'), table.replaceAll('badly', 'well'))
    const lines = ['How was the week?', 'Long, and I was tired on most days.', 'What made it long?', 'The nights did.']
    const list = lines.map((line, at) => `- ${at % 2 === 0 ? 'Therapist' : 'Client'}: ${line}\n`).join('')
    await writeFile(join(study, 'notes.txt'), list)
    const recipe = join(folder, 'study.yaml')
    await writeFile(
      recipe,
      [
        'techdeck_recipe: 1',
        'threshold: 0',
        'mapping:',
        '  files:',
        '    - { name: "forms-*.csv", mapping: { conversation: session_id, speaker: role, text: message } }',
        '    - { name: "notes.*", read_as: transcript }',
      ].join('\n'),
    )
    const runOver = (out: string, by: string) =>
      run(['run', study, '--local', '--out', join(folder, out), '--recipe', by], {
        environment: { TECHDECK_HOME: join(folder, 'home') },
      })
    expect((await runOver('by-names', recipe)).exitCode).toBe(0)
    const one = await filesOf('by-names')
    const texts = one.find(([name]) => name === 'conversations.jsonl')![1]
    expect(texts).toContain('counselor: and what did that do to you')
    expect(texts).toContain('I have slept well since')
    const written = join(folder, 'by-names', 'recipe.yaml')
    const told = await readFile(written, 'utf8')
    expect(told).toMatch(
      /files:\n +- sha256: [0-9a-f]{64}\n +mapping:[^]*- sha256: [0-9a-f]{64}\n +read_as: transcript/,
    )
    expect(told).not.toContain('forms')
    expect((await runOver('by-bytes', written)).exitCode).toBe(0)
    expect(await filesOf('by-bytes')).toEqual(one)
    expect((await runOver('by-detection', 'human-review')).exitCode).toBe(0)
    expect((await filesOf('by-detection')).find(([name]) => name === 'conversations.jsonl')?.[1]).not.toBe(texts)
  })

  it('lets options go before the recipe', async () => {
    const { json } = await local('three', '--recipe', 'quick-look', '--mode', 'standard', '--formats', 'csv', '--json')
    expect(json()).toMatchObject([
      { execution_mode: 'standard', export_formats: ['csv'], enable_bias_detection: false, quality_threshold: 0.7 },
    ])
  })

  it('that is a dry run says what would come out, of each format how much, and exports nothing', async () => {
    const dry = ['--recipe', 'quick-look', '--threshold', '0.1', '--formats', 'jsonl,csv']
    const { json } = await local('dry', ...dry, '--json')
    expect(json()).toMatchObject([
      {
        files: [],
        estimate: {
          conversations: 6,
          withheld: 0,
          formats: [
            { format: 'jsonl', conversations: 6, size_bytes: expect.any(Number) },
            { format: 'csv', conversations: 6, size_bytes: expect.any(Number) },
          ],
          sample: 6,
        },
      },
    ])
    const [{ estimate }] = json() as [{ estimate: { formats: { size_bytes: number }[] } }]
    await local('wet', '--threshold', '0.1', '--no-bias', '--formats', 'jsonl')
    const exported = await readFile(join(folder, 'wet', 'conversations.jsonl'))
    expect(estimate.formats[0]?.size_bytes).toBe(exported.length)
  })

  it('that cannot be read, or names what is not known, is refused with code 2 and what is wrong where', async () => {
    await writeFile(join(folder, 'wrong.yaml'), 'techdeck_recipe: 1\nthresold: 0.5\n')
    const wrong = await local('four', '--recipe', join(folder, 'wrong.yaml'))
    expect([wrong.exitCode, wrong.notes.join()]).toEqual([2, expect.stringContaining('thresold (line 2, column 1)')])
    const none = await local('five', '--recipe', 'reserch')
    expect([none.exitCode, none.notes.join()]).toEqual([
      2,
      expect.stringContaining('Presets are expert-determination, human-review'),
    ])
  })

  it('is sent to the API as the settings that it stands for', async () => {
    const api = await fakeApi(() => ({ status: 404, body: failure('NOT_FOUND', 'There is no such thing.') }))
    const id = '0199aaaa-0000-7000-8000-000000000000'
    await run(['run', id, '--recipe', 'training-chat'], {
      environment: { TECHDECK_HOME: '/nonexistent', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
    })
    await api.close()
    expect(api.asked.at(-1)?.body).toMatchObject({
      export_formats: ['openai_chat', 'huggingface'],
      options: { processing: { preset: 'expert' }, standardization: { nearDuplicates: 'drop' } },
    })
  })
})
