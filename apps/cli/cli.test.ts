import { resolve } from 'node:path'
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

describe('the command line', () => {
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
    expect(err).toContain('there is no command "fly"')
    expect(await run('status', '--fly')).toBe(2)
    expect(out).toBe('')
  })

  it('prints one JSON value, whether it works or not', async () => {
    expect(await run('status', '--json')).toBe(5)
    expect(JSON.parse(out)).toEqual({ api_url: null, web_url: null, mcp_url: null, services: [] })
    out = ''
    expect(await run('token', '--json')).toBe(5)
    expect(JSON.parse(out)).toMatchObject({ success: false, error_code: 'RESOURCE_UNAVAILABLE' })
  })
})
