import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { STAGES } from '@techdeck/contracts'
import { startStack } from '@techdeck/devstack'

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../../..')

/** A whole TechDeck with servers of its own, and its command line. */
export interface TestStack {
  origin: string
  /** What a command prints on standard output. */
  techdeck(...args: string[]): Promise<string>
  stop(): Promise<void>
}

export async function startTestStack(): Promise<TestStack> {
  const home = await mkdtemp(join(tmpdir(), 'techdeck-web-'))
  const { HOME: house = '', TECHDECK_TOOLS: tools = join(house, '.techdeck', 'tools') } = process.env
  const environment = {
    ...process.env,
    REDIS_URL: '',
    MONGODB_URI: '',
    NODE_OPTIONS: '',
    TECHDECK_HOME: home,
    TECHDECK_TOOLS: tools,
    TECHDECK_WEB_DIR: '',
  }
  const stack = await startStack({ home, environment, workers: [[...STAGES]] })
  return {
    origin: stack.webUrl ?? '',
    async techdeck(...args) {
      const { stdout } = await run(process.execPath, [join(ROOT, 'apps/cli/main.ts'), ...args], { env: environment })
      return stdout
    },
    async stop() {
      await stack.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
