import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from '@jest/globals'
import { measureFolder } from './measure-folder.ts'

it('adds up what a folder of artifacts holds, by what it is for', async () => {
  const root = await mkdtemp(join(tmpdir(), 'measure-'))
  const files = {
    'd/0': 10,
    'd/inspection': 5,
    'uploads/u/0-x': 7,
    'd/e/quality/p.0.t': 20,
    'd/e/export/f/a.jsonl': 40,
  }
  for (const [key, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, key)), { recursive: true })
    await writeFile(join(root, `${key}.sealed`), Buffer.alloc(bytes))
  }
  await writeFile(join(root, 'half-written'), 'x')
  const { kinds, free_bytes: free, total_bytes: total } = await measureFolder(root)
  expect(kinds).toEqual([
    { kind: 'uploads', files: 2, bytes: 15 },
    { kind: 'open_uploads', files: 1, bytes: 7 },
    { kind: 'results', files: 1, bytes: 20 },
    { kind: 'exports', files: 1, bytes: 40 },
  ])
  expect(total).toBeGreaterThanOrEqual(free)
  await rm(root, { recursive: true })
})
