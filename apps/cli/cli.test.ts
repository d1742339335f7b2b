import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { runCli } from './cli.ts'
import { createOutput } from './output.ts'
import { commandNames, loadCommand } from './registry.ts'

let out: string
let err: string
beforeEach(() => {
  out = ''
  err = ''
})
const run = (...args: string[]) =>
  runCli(args, {
    out: createOutput({ write: (text) => (out += text) }, { write: (text) => (err += text) }),
    environment: { TECHDECK_HOME: '/nonexistent', PATH: '' },
    root: resolve(import.meta.dirname, '../..'),
    signal: new AbortController().signal,
  })

/** Explains every command in a process of its own, and tells which modules that took. */
const LOADED = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ resolve(name, context, next) { const found = next(name, context); loaded.push(found.url); return found } })
const { runCli } = await import(process.argv[1])
const none = () => {}
const out = { interactive: false, terminal: null, line: none, note: none, json: none }
const code = await runCli(['help'], { out, environment: {}, root: '', signal: new AbortController().signal })
console.log(JSON.stringify({ code, loaded }))`

describe('the command line', () => {
  it('explains itself at once: without schemas, client and stack', async () => {
    const node = promisify(execFile)
    const { stdout } = await node(process.execPath, [
      '--input-type=module',
      '--eval',
      LOADED,
      resolve(import.meta.dirname, 'cli.ts'),
    ])
    const { code, loaded } = JSON.parse(stdout) as { code: number; loaded: string[] }
    expect(code).toBe(0)
    expect(loaded.filter((url) => /\/zod\/|packages\/(client\/index|core|devstack)/.test(url))).toEqual([])
  })

  it('shows every command with a line each', async () => {
    const names = await commandNames()
    expect(names).toEqual(expect.arrayContaining(['up', 'down', 'status', 'logs', 'token', 'test', 'doctor', 'help']))
    expect(await run()).toBe(0)
    for (const name of names) expect(out).toContain(`  ${name.padEnd(10)}`)
  })

  it('has a summary of one line for each command', async () => {
    for (const name of await commandNames())
      expect((await loadCommand(name)).summary).toMatch(/^[A-Z][^\n]{9,79}[^.\n]$/)
  })

  it('explains one command', async () => {
    expect(await run('help', 'up')).toBe(0)
    expect(out).toContain('--detach')
    expect(await run('up', '--help')).toBe(0)
  })

  it('calls an unknown command or option wrong use', async () => {
    expect(await run('fly')).toBe(2)
    expect(err).toContain('there is no command "fly". See')
    expect(await run('statsu')).toBe(2)
    expect(err).toContain('Did you mean status? See')
    expect(await run('status', '--fly')).toBe(2)
    expect(out).toBe('')
  })

  it('says which version it is, and takes what all commands take anywhere before --', async () => {
    expect(await run('--version')).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await run('--no-color', 'status', '--quiet', '--no-input')).toBe(5)
    expect(await run('status', '--', '--quiet')).toBe(2)
    err = ''
    expect(await run('datasets', '--quiet')).toBe(5)
    expect(err).toContain('techdeck: TechDeck does not run here')
  })

  it('prints one JSON value, whether it works or not', async () => {
    expect(await run('status', '--json')).toBe(5)
    expect(JSON.parse(out)).toEqual({ api_url: null, web_url: null, mcp_url: null, services: [] })
    out = ''
    expect(await run('token', '--json')).toBe(5)
    expect(JSON.parse(out)).toMatchObject({ success: false, error_code: 'RESOURCE_UNAVAILABLE' })
  })
})
