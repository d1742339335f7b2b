import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'

/** Prints the modules of this repository that a module loads, in a process of its own. */
const LIST_LOADED = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  await import(process.argv[1])
  console.log(JSON.stringify(loaded.filter((url) => !url.includes('node_modules'))))
  process.exit(0)`

describe('the host of a worker', () => {
  it('starts without what works on content, which its threads load', async () => {
    const host = new URL('host.ts', import.meta.url).href
    const args = ['--input-type=module', '-e', LIST_LOADED, host]
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 })
    const loaded = JSON.parse(stdout) as string[]
    expect(loaded).toContain(host)
    expect(loaded.filter((url) => /packages\/formats\/|packages\/stages\/[a-z]+\/index\.ts/.test(url))).toEqual([])
    expect(loaded.filter((url) => /packages\/analysis\/index\.ts/.test(url))).toEqual([])
  })
})
