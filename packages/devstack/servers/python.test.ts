import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { findPython } from './python.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-'))
})
afterEach(() => rm(folder, { recursive: true }))

const python = async (name: string, script: string) => {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, name), 0o755)
}

describe('the search for a Python', () => {
  it('takes the newest that fits', async () => {
    await python('python3', 'echo 3 14')
    await python('python3.12', 'echo 3 12')
    await python('python3.10', 'echo 3 10')
    expect(await findPython({ python: undefined, path: folder })).toBe(join(folder, 'python3.12'))
  })

  it('takes the one that is named, by path or by name', async () => {
    await python('mine', 'echo 3 11')
    expect(await findPython({ python: 'mine', path: folder })).toBe(join(folder, 'mine'))
    expect(await findPython({ python: join(folder, 'mine'), path: '' })).toBe(join(folder, 'mine'))
  })

  it('says what was found instead and what to set', async () => {
    await python('python3', 'echo 3 14')
    await python('python3.11', 'echo 3 11; exit 1')
    await python('python', 'exit 1')
    const search = findPython({ python: undefined, path: folder })
    await expect(search).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    await expect(search).rejects.toThrow(/python3\.11: it has no venv.*python3: it is 3\.14; python: it does not run/)
    await expect(search).rejects.toThrow(/TECHDECK_PYTHON.*REDIS_URL and MONGODB_URI/)
    await expect(findPython({ python: undefined, path: '' })).rejects.toThrow('Found none.')
  })
})
