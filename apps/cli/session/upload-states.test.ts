import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { uploadStates } from './upload-states.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'techdeck-states-'))
})
afterEach(() => rm(home, { recursive: true }))

describe('what is remembered of uploads that broke off', () => {
  it('is there for the next command, and gone when the upload has ended', async () => {
    await uploadStates(home).put('a', 'http://x/1')
    await uploadStates(home).put('b', 'http://x/2')
    expect(await uploadStates(home).get('a')).toBe('http://x/1')
    await uploadStates(home).remove('a')
    expect([await uploadStates(home).get('a'), await uploadStates(home).get('b')]).toEqual([undefined, 'http://x/2'])
  })

  it('is for its owner alone, and only as long as the server may know it', async () => {
    await uploadStates(home).put('a', 'http://x/1')
    expect((await stat(join(home, 'uploads.json'))).mode & 0o777).toBe(0o600)
    expect(await uploadStates(home, () => Date.now() + 8 * 86_400_000).get('a')).toBeUndefined()
  })

  it('is begun anew where it cannot be read', async () => {
    await writeFile(join(home, 'uploads.json'), '{"version":')
    expect(await uploadStates(home).get('a')).toBeUndefined()
    await uploadStates(home).put('a', 'http://x/1')
    expect(JSON.parse(await readFile(join(home, 'uploads.json'), 'utf8')).uploads.a.url).toBe('http://x/1')
  })
})
