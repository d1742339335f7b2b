import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sha256 } from '@techdeck/core'
import { claimFolder, pathIn, writeExport } from './export-folder.ts'
import { filesOf } from './files.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'cli-folder-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

describe('a folder for exports', () => {
  it('gets whole files or none', async () => {
    const out = join(folder, 'out')
    await claimFolder(out)
    const path = await writeExport(out, { name: 'a.jsonl', sha256: sha256('onetwo') }, chunks('one', 'two'))
    expect(await readFile(path, 'utf8')).toBe('onetwo')
    const changed = writeExport(out, { name: 'b.jsonl', sha256: sha256('onetwo') }, chunks('one', 'three'))
    await expect(changed).rejects.toThrow('not what was announced')
    expect(await readdir(out)).toEqual(['a.jsonl'])
  })

  it('is never left by the name of a file', () => {
    for (const name of ['../a', 'a/../b', 'a//b', 'a/.b', 'a/', 'a/b/c/d/e', '.hidden', '', '/etc/passwd', 'a\n'])
      expect(() => pathIn(folder, name)).toThrow('not one that can be written here')
    expect(pathIn('out', 'huggingface/README.md')).toBe(join('out', 'huggingface', 'README.md'))
  })

  it('cannot be a file', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(claimFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('the files of a folder', () => {
  it('are all in it and below, sorted by path, without hidden ones', async () => {
    const data = join(folder, 'data')
    await claimFolder(join(data, 'b'))
    await claimFolder(join(data, '.git'))
    for (const name of ['z.csv', 'b/a.csv', '.git/config', '.hidden', 'a.csv']) await writeFile(join(data, name), 'x')
    const found = await filesOf([data])
    expect(found.map(({ path }) => path)).toEqual(['a.csv', 'b/a.csv', 'z.csv'].map((name) => join(data, name)))
    expect(await filesOf([`${data}/`])).toHaveLength(3)
  })

  it('are missed when there is none', async () => {
    await claimFolder(join(folder, 'empty'))
    await expect(filesOf([join(folder, 'empty')])).rejects.toThrow('no file in the folder')
  })
})
