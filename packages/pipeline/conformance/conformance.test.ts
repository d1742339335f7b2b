import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import * as suites from './index.ts'

const PACKAGES = resolve(import.meta.dirname, '../..')

/** All that the orchestrator stands on: what `deps.ts` takes from `ports.ts`. */
function portsOf(): string[] {
  const deps = readFileSync(join(import.meta.dirname, '../deps.ts'), 'utf8')
  const [, names = ''] = /import type \{([^}]*)\} from '\.\/ports\.ts'/.exec(deps) ?? []
  return names.match(/\w+/g) ?? []
}

const suiteOf = (port: string): string => `${port[0].toLowerCase()}${port.slice(1)}Conformance`

describe('the ports', () => {
  const ports = portsOf()

  it('have a conformance suite each, and there is none of anything else', () => {
    expect(ports.length).toBeGreaterThan(5)
    expect(Object.keys(suites).filter((name) => name.endsWith('Conformance'))).toEqual(ports.map(suiteOf).toSorted())
  })

  it('are each held to it in memory, and where the real thing is', () => {
    const tests = globSync('*/**/{*.test,conformance}.ts', { cwd: PACKAGES, exclude: ['**/node_modules'] })
    const run = tests.flatMap((file) => {
      const called = readFileSync(join(PACKAGES, file), 'utf8').matchAll(/^ *(\w+Conformance)\(/gm)
      return [...called].map(([, suite]) => `${suite} ${file.startsWith('pipeline/') ? 'in memory' : 'for real'}`)
    })
    const wanted = ports.flatMap((port) => [`${suiteOf(port)} in memory`, `${suiteOf(port)} for real`])
    expect(wanted.filter((each) => !run.includes(each))).toEqual([])
  })
})
