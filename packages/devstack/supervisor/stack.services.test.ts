import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import {
  WORKER_ENVIRONMENT,
  WORKER_NODE_OPTIONS,
  answersOk,
  followLog,
  homePaths,
  lastLines,
  readState,
  scaleWorkers,
  type Stack,
  startStack,
  stopStack,
} from '../index.ts'

// Each test starts processes, and the machine may be busy.
jest.setTimeout(60_000)

// Stands for the API and for a worker: says what it was given, and dies when it is asked to.
const APP = `
import { createServer } from 'node:http'
const { PORT, STAGES, REDIS_URL, TECHDECK_KEY_FILE, TECHDECK_LOCAL_TOKENS, MALLOC_ARENA_MAX } = process.env
const { execArgv } = process
console.log(JSON.stringify({ STAGES, TECHDECK_KEY_FILE, TECHDECK_LOCAL_TOKENS, MALLOC_ARENA_MAX, execArgv, hasRedis: REDIS_URL !== undefined }))
if (STAGES === 'broken') process.exit(3)
createServer((request, response) => response.end('ok')).listen(Number(PORT), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
`

let folder: string
let stacks: Stack[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-stack-'))
  stacks = []
  for (const app of ['api', 'worker']) {
    await mkdir(join(folder, 'apps', app), { recursive: true })
    await writeFile(join(folder, 'apps', app, 'main.ts'), APP)
  }
})
afterAll(async () => {
  await Promise.all(stacks.map((stack) => stack.stop()))
  await rm(folder, { recursive: true })
})

const start = async (
  name: string,
  options: { workers?: string[][]; port?: number; environment?: NodeJS.ProcessEnv } = {},
) => {
  const stack = await startStack({
    root: folder,
    home: join(folder, name),
    workers: [['export'], ['quality']],
    ...options,
  })
  stacks.push(stack)
  return stack
}
const until = async (condition: () => Promise<boolean> | boolean) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('a local stack', () => {
  it('starts every part, says so in a file of its owner alone, and stops without a trace of processes', async () => {
    const stack = await start('whole')
    const names = stack.services.map((service) => service.name)
    expect(names).toEqual(['redis', 'mongo', 'api', 'worker-export', 'worker-quality'])
    const state = await readState(stack.home)
    expect(state).toMatchObject({ state: 'ready', apiUrl: stack.apiUrl, supervisor: { pid: process.pid } })
    expect(state!.services.map((service) => service.state)).toEqual(names.map(() => 'ready'))
    const { stateFile, keyFile } = homePaths(stack.home)
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600)
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect(await answersOk(stack.apiUrl)).toBe(true)

    await stack.stop()
    expect(await answersOk(stack.apiUrl)).toBe(false)
    expect(await readState(stack.home)).toBeNull()
  })

  it('gives each worker its stages and keeps its log', async () => {
    const stack = await start('logs')
    const { lines, end } = await lastLines(stack.home, 'worker-export', 10)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      STAGES: 'export',
      hasRedis: true,
      TECHDECK_KEY_FILE: homePaths(stack.home).keyFile,
      TECHDECK_LOCAL_TOKENS: 'on',
      ...WORKER_ENVIRONMENT,
      execArgv: [...WORKER_NODE_OPTIONS],
    })
    const reading = new AbortController()
    const followed = followLog(stack.home, 'worker-export', end, reading.signal)
    const next = followed.next()
    await stack.service('worker-export').kill()
    expect((await next).value).toContain('export')
    reading.abort()
    await followed.return(undefined)
    expect(() => stack.service('nothing')).toThrow(RangeError)
    await stack.stop()
  })

  it('has its API accept tokens of its own, unless it is told not to', async () => {
    for (const [given, expected] of [
      ['', 'on'],
      ['off', 'off'],
    ]) {
      const stack = await start(`tokens-${expected}`, { environment: { ...process.env, TECHDECK_LOCAL_TOKENS: given } })
      const { lines } = await lastLines(stack.home, 'api', 10)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ TECHDECK_LOCAL_TOKENS: expected })
      await stack.stop()
    }
  })

  it('starts a part again that was killed', async () => {
    const stack = await start('again')
    const worker = stack.service('worker-quality')
    const { pid } = worker.state()
    await worker.kill()
    await until(() => worker.state().state === 'ready' && worker.state().pid !== pid)
    expect(await answersOk(worker.url)).toBe(true)
    await stack.stop()
  })

  it('has as many workers of a stage as it is told to, and forgets those that end', async () => {
    const stack = await start('crew')
    const { signal } = new AbortController()
    const names = async (count: number) =>
      (await scaleWorkers(stack.home, 'quality', count, signal))?.map(({ name }) => name)
    expect(await names(3)).toEqual(['worker-quality', 'worker-quality-2', 'worker-quality-3'])
    const third = stack.service('worker-quality-3')
    expect(await answersOk(third.url)).toBe(true)
    const { lines } = await lastLines(stack.home, 'worker-quality-3', 10)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ STAGES: 'quality' })
    expect(await names(1)).toEqual(['worker-quality'])
    expect(await answersOk(third.url)).toBe(false)
    expect(await names(0)).toEqual([])
    expect(stack.services.map(({ name }) => name)).toEqual(['redis', 'mongo', 'api', 'worker-export'])
    await stack.stop()
    expect(await scaleWorkers(stack.home, 'quality', 2, signal)).toBeNull()
  })

  it('takes another port when its own is taken, and refuses a wanted one', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await expect(start('port', { port })).rejects.toMatchObject({ code: 'CONFLICT' })
    server.close()
  })

  it('is not started twice from one home', async () => {
    const stack = await start('twice')
    await expect(start('twice')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await answersOk(stack.apiUrl)).toBe(true)
    await stack.stop()
  })

  it('says which part does not start, where its log is, and leaves nothing running', async () => {
    const home = join(folder, 'broken')
    await expect(start('broken', { workers: [['broken']] })).rejects.toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
      message: expect.stringContaining(homePaths(home).logOf('worker-broken')),
    })
    expect(await readState(home)).toBeNull()
  })

  it('shows no password of a server that is not its own', async () => {
    const redis = new URL(process.env['REDIS_URL']!)
    redis.password = 'hidden'
    const stack = await start('password', { environment: { ...process.env, REDIS_URL: redis.href } })
    expect(stack.environment['REDIS_URL']).toContain('hidden')
    expect(JSON.stringify(stack.services.map((service) => service.state()))).not.toContain('hidden')
    await stack.stop()
  })

  it('is stopped to the last process after its supervisor was killed', async () => {
    const home = join(folder, 'orphans')
    const script = `
      import { startStack } from '${join(import.meta.dirname, '../index.ts')}'
      await startStack({ root: '${folder}', home: '${home}', workers: [['export']] })
    `
    const environment = { ...process.env, REDIS_URL: undefined }
    const supervisor = spawn(process.execPath, ['--input-type=module', '--eval', script], { env: environment })
    await until(async () => (await readState(home))?.state === 'ready')
    supervisor.kill('SIGKILL')
    await once(supervisor, 'exit')
    const state = await readState(home)
    expect(await answersOk(state!.apiUrl!)).toBe(true)

    expect(await stopStack(home)).toEqual(['redis', 'api', 'worker-export'])
    expect(await answersOk(state!.apiUrl!)).toBe(false)
    expect(await stopStack(home)).toBeNull()
    expect(await readFile(homePaths(home).keyFile, 'utf8')).toContain('keks')
  })
})
