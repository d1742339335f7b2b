import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { formatNamed, formats } from './index.ts'

/** Folders whose `index.ts` exports a reader under the folder's name. */
async function readerFolders(): Promise<string[]> {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, 'index.ts')),
  )
  const found: string[] = []
  for (const { name } of folders) {
    const exported = (await import(`./${name}/index.ts`)) as Record<string, unknown>
    if (Object.values(exported).some((value) => isFormat(value) && value.name === name)) found.push(name)
  }
  return found
}

const isFormat = (value: unknown): value is { name: string } =>
  typeof value === 'object' && value !== null && 'detect' in value && 'read' in value

describe('the registry', () => {
  it('lists exactly the folders that export a reader', async () => {
    expect(formats.map(({ name }) => name)).toEqual((await readerFolders()).toSorted())
  })

  it('finds a reader by its name and refuses a name that it does not know', () => {
    expect(formatNamed('jsonl').name).toBe('jsonl')
    expect(() => formatNamed('papyrus')).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE_FILE' }))
  })
})
