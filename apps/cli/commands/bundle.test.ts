import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { run } from '../testing/recorder.ts'

const HOME = '/home/somebody'
let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cli-bundle-'))
  await mkdir(join(home, 'logs'))
  await writeFile(join(home, 'logs', 'api.log'), `{"msg":"started","dir":"${HOME}/somewhere"}\n`)
})
afterAll(() => rm(home, { recursive: true }))

const bundle = (...args: string[]) =>
  run(['bundle', ...args], { environment: { HOME, TECHDECK_HOME: home, PATH: process.env['PATH'] } })

describe('techdeck bundle', () => {
  it('is made also where nothing runs, for its owner alone, and says nothing of where they live', async () => {
    const file = join(home, 'bundle.json.gz')
    expect((await bundle('--out', file)).lines).toEqual([file])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = gunzipSync(await readFile(file)).toString()
    expect(JSON.parse(text)).toMatchObject({
      techdeck_bundle: 1,
      api: { error: { error_code: 'RESOURCE_UNAVAILABLE' } },
      logs: { api: ['{"msg":"started","dir":"~/somewhere"}'] },
    })
    expect(text).not.toContain(HOME)
  })

  it('takes the place of no other file', async () => {
    const { exitCode, notes } = await bundle('--out', join(home, 'bundle.json.gz'))
    expect([exitCode, notes[0]]).toEqual([1, expect.stringContaining('--out FILE')])
  })
})
