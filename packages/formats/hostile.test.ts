import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { HOSTILE } from './testing/hostile-corpus.ts'

/** Of the whole process, which is started as a worker is: Node itself, the heap, buffers. */
const MOST_MB = 300
const SCRIPT = join(import.meta.dirname, 'testing/try-hostile.ts')

describe('files that mean harm', () => {
  let folder: string
  let lines: { name?: string; outcome?: string[]; maxRssMb?: number }[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'))
    const run = promisify(execFile)
    await run(process.execPath, [SCRIPT, 'make', folder])
    const options = ['--max-old-space-size=160', '--max-semi-space-size=4']
    const { stdout } = await run(process.execPath, [...options, SCRIPT, 'take', folder], {
      // Counting coverage takes memory of its own.
      env: { ...process.env, MALLOC_ARENA_MAX: '1', NODE_V8_COVERAGE: '' },
    })
    lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as (typeof lines)[number])
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(HOSTILE.map(({ name, outcome }) => [name, outcome] as const))(
    'end in a refusal or in rows that are set aside: %s',
    (name, outcome) => {
      expect(lines.find((line) => line.name === name)?.outcome).toEqual(outcome)
    },
  )

  it('are all taken by one process within 300 MB of memory', () => {
    expect(lines.at(-1)?.maxRssMb).toBeLessThan(MOST_MB)
  })
})
