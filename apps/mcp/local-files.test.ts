import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLocalFiles } from './local-files.ts'

let folder: string
let allowed: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-files-'))
  allowed = join(folder, 'data')
  await mkdir(allowed)
  await mkdir(join(folder, 'data-other'))
  for (const path of ['data/a.csv', 'data-other/b.csv', 'c.csv']) await writeFile(join(folder, path), 'x')
  await symlink(join(folder, 'c.csv'), join(allowed, 'link.csv'))
})
afterAll(() => rm(folder, { recursive: true }))

const files = (folders: string[]) => createLocalFiles(folders, async (path) => path)

describe('local files', () => {
  it('are read in the given folders and below, links followed', async () => {
    expect(await files([allowed]).inspect(join(allowed, 'a.csv'))).toBe(join(allowed, 'a.csv'))
    for (const path of ['data/link.csv', 'data/../c.csv', 'data-other/b.csv', 'c.csv'])
      await expect(files([allowed]).open(join(folder, path))).rejects.toMatchObject({ code: 'AUTHORIZATION_ERROR' })
  })

  it('are read anywhere where no folder is given', async () => {
    expect(await files([]).open(join(allowed, 'link.csv'))).toBe(join(folder, 'c.csv'))
  })

  it('are told apart from what is not there and what is no file', async () => {
    for (const path of [allowed, join(folder, 'none.csv')])
      await expect(files([]).open(path)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})
