import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-site-lists-'))
  const turns = [
    ['client', 'They sent me to the long room, since I sleep badly and think of work all night.'],
    ['therapist', 'It sounds as if the nights are hard. What goes through your mind then?'],
    ['client', 'That I forgot something, and that everybody in the long room will see it.'],
    ['therapist', 'You are afraid of being seen as careless. When did that begin?'],
  ]
  const rows = turns.map(([speaker, text]) => `1,${speaker},"${text}"`)
  await writeFile(join(folder, 'talk.csv'), `conversation_id,speaker,text\n${rows.join('\n')}\n`)
  await writeFile(join(folder, 'staff.yaml'), 'hide: [{ text: the long room, category: location }]\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const local = (out: string, ...more: string[]) =>
  run(['run', join(folder, 'talk.csv'), '--local', '--out', join(folder, out), '--threshold', '0', ...more], {
    environment: { TECHDECK_HOME: join(folder, 'home') },
  })
const textIn = (out: string) => readFile(join(folder, out, 'conversations.jsonl'), 'utf8')

describe('words of a site', () => {
  it('are hidden in a local run, and named by their hash alone', async () => {
    expect((await local('plain')).exitCode).toBe(0)
    expect(await textIn('plain')).toContain('the long room')
    expect((await local('hidden', '--site-list', join(folder, 'staff.yaml'))).exitCode).toBe(0)
    expect(await textIn('hidden')).not.toMatch(/long room/i)
    const recipe = await readFile(join(folder, 'hidden', 'recipe.yaml'), 'utf8')
    expect(recipe).toMatch(/siteList:\s+name: local\s+version: 1\s+sha256: [0-9a-f]{64}/)
    expect(recipe).not.toMatch(/long room/i)
  })

  it('are asked for again where a recipe names them', async () => {
    const recipe = ['--recipe', join(folder, 'hidden', 'recipe.yaml')]
    const without = await local('without', ...recipe)
    expect([without.exitCode, without.notes.join()]).toEqual([2, expect.stringContaining('--site-list FILE')])
    expect((await local('again', ...recipe, '--site-list', join(folder, 'staff.yaml'))).exitCode).toBe(0)
    expect(await textIn('again')).toBe(await textIn('hidden'))
  })

  it('go to the API as the next version of a list, and a run names the list', async () => {
    const view = { name: 'staff', version: 2, sha256: 'a'.repeat(64) }
    const counts = { hide: 1, keep: 0, canaries: 0, created_by: 'u', created_at: '2026-01-01T00:00:00.000Z' }
    const api = await fakeApi(() => ({ body: { success: true, data: { ...view, ...counts } } }))
    const made = await run(['site-lists', 'set', 'staff', join(folder, 'staff.yaml')], {
      environment: { TECHDECK_HOME: '/nonexistent', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
    })
    await run(['run', '0199aaaa-0000-7000-8000-000000000000', '--site-list', 'staff@2'], {
      environment: { TECHDECK_HOME: '/nonexistent', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
    })
    await api.close()
    expect(api.asked[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/site-lists',
      body: { name: 'staff', hide: [{ text: 'the long room', category: 'location' }] },
    })
    expect(api.asked.at(-1)?.body).toMatchObject({ options: { processing: { siteList: 'staff@2' } } })
    expect(made.lines.join()).toBe('staff, version 2: 1 word to hide, 0 words to keep, 0 canaries')
  })
})
