import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findChromium } from './find-chromium.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-chromium-'))
  await writeFile(join(folder, 'chromium'), '')
  await chmod(join(folder, 'chromium'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

describe('finding a Chromium', () => {
  it('takes the one that is named, before any on PATH', async () => {
    const TECHDECK_CHROMIUM = join(folder, 'chromium')
    expect(await findChromium({ environment: { TECHDECK_CHROMIUM, PATH: '/nowhere' } })).toEqual({
      program: TECHDECK_CHROMIUM,
      environment: {},
    })
  })

  it('takes one that is on PATH', async () => {
    expect(await findChromium({ environment: { PATH: folder } })).toMatchObject({ program: join(folder, 'chromium') })
  })

  it('says so when what is named is no program', async () => {
    const TECHDECK_CHROMIUM = join(folder, 'none')
    await expect(findChromium({ environment: { TECHDECK_CHROMIUM } })).rejects.toThrow('which is no program')
  })
})
