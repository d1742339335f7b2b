import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { WORKER_ENVIRONMENT, WORKER_NODE_OPTIONS } from './worker-process.ts'

it('starts a worker as the script of its package does', () => {
  const manifest = readFileSync(join(import.meta.dirname, '../../../apps/worker/package.json'), 'utf8')
  const { scripts } = JSON.parse(manifest) as { scripts: { start: string } }
  const settings = Object.entries(WORKER_ENVIRONMENT).map(([name, value]) => `${name}=${value}`)
  expect(scripts.start).toBe([...settings, 'node', ...WORKER_NODE_OPTIONS, 'main.ts'].join(' '))
})
