import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { measureCoverage } from './coverage.ts'
import { runTests, type TestRunOptions } from './test-run.ts'
import { readV8Coverage } from './v8-coverage.ts'

const SOURCE = `export interface Size { width: number }

/** Says which. */
export function judge({ width }: Size): string {
  if (width > 10) {
    return 'wide'
  }
  return 'narrow'
}

console.log(judge({ width: 3 }))
`

let root: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'test-run-')))
})
afterEach(() => rm(root, { recursive: true }))

const put = async (path: string, content: string, mode = 0o644) => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
  await chmod(join(root, path), mode)
}

const tool = (name: string, code: number) => put(`node_modules/.bin/${name}`, `#!/bin/sh\nexit ${code}\n`, 0o755)
const jest = (report: object | null, code: number) =>
  put(
    'node_modules/jest/bin/jest.js',
    `const { writeFileSync } = require('node:fs')
     const file = process.argv.find((each) => each.startsWith('--outputFile=')).slice('--outputFile='.length)
     if (${report !== null}) writeFileSync(file, ${JSON.stringify(JSON.stringify(report))})
     process.exit(${code})`,
  )
const runSource = async () => {
  await put('packages/small/judge.ts', SOURCE)
  const folder = join(root, 'coverage')
  // Code from the compile cache is counted less exactly.
  const v8 = { NODE_V8_COVERAGE: join(folder, 'v8'), NODE_DISABLE_COMPILE_CACHE: '1' }
  const environment = { ...process.env, ...v8, NODE_OPTIONS: '' }
  for (let time = 0; time < 2; time++)
    expect(spawnSync(process.execPath, [join(root, 'packages/small/judge.ts')], { env: environment }).status).toBe(0)
  return folder
}
const file = () => join(root, 'packages/small/judge.ts')

const range = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } })

describe('a run of the tests', () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 0,
    numPendingTests: 2,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
  }
  const say: string[] = []
  const run = (options: Partial<TestRunOptions> = {}) =>
    runTests({
      level: 'standard',
      coverage: false,
      paths: [],
      say: (line) => say.push(line),
      environment: { PATH: process.env['PATH'] },
      root,
      signal: new AbortController().signal,
      ...options,
    })

  it('counts format, lint and types as tests', async () => {
    for (const name of ['oxfmt', 'oxlint', 'tsc']) await tool(name, 0)
    await jest(report, 0)
    expect(await run()).toEqual({ passed: 11, failed: 0, skipped: 2 })
  })

  it('counts every check that fails, every failed test and every file that cannot be loaded', async () => {
    await tool('oxfmt', 1)
    await tool('oxlint', 0)
    await tool('tsc', 2)
    await jest({ ...report, numFailedTests: 1, numRuntimeErrorTestSuites: 1 }, 1)
    expect(await run()).toEqual({ passed: 8, failed: 5, skipped: 2 })
    expect(say.some((line) => line.startsWith('FAIL types'))).toBe(true)
  })

  it('fails when jest fails without a failed test, or says nothing', async () => {
    for (const name of ['oxfmt', 'oxlint', 'tsc']) await tool(name, 0)
    await jest(report, 1)
    expect(await run()).toMatchObject({ failed: 1 })
    await jest(null, 1)
    expect(await run()).toEqual({ passed: 4, failed: 1, skipped: 0 })
  })

  it('stops when it is interrupted', async () => {
    await put('node_modules/.bin/oxfmt', '#!/bin/sh\nexec sleep 30\n', 0o755)
    await expect(run({ signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

describe('coverage', () => {
  it('of other processes speaks of the lines of the source, and adds up', async () => {
    const folder = await runSource()
    const map = await readV8Coverage(join(folder, 'v8'), root, () => true)
    expect(map.files()).toEqual([file()])
    expect(map.fileCoverageFor(file()).getLineCoverage()).toEqual({ 5: 2, 6: 0, 8: 2, 11: 2 })
    expect((await readV8Coverage(join(root, 'nothing'), root, () => true)).files()).toEqual([])
  })

  it('joins what ran in tests and what ran elsewhere', async () => {
    const folder = await runSource()
    const statementMap = { 0: range(5), 1: range(6), 2: range(8), 3: range(11), 4: range(12) }
    const inJest = {
      path: file(),
      statementMap,
      s: { 0: 0, 1: 1, 2: 0, 3: 0, 4: 0 },
      fnMap: {},
      f: {},
      branchMap: {},
      b: {},
    }
    await put('coverage/jest/coverage-final.json', JSON.stringify({ [file()]: inJest }))
    expect(await measureCoverage(folder, root)).toEqual([{ name: 'packages/small', lines: 5, covered: 4 }])
  })
})
