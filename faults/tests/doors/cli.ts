import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { gather, type Door } from './door.ts'

const CLI = new URL('../../../apps/cli/main.ts', import.meta.url).pathname

/** `watch --json --progress` as a process of its own. */
export function byCli(environment: Readonly<Record<string, string | undefined>>, executionId: string): Door {
  const { seen, take } = gather()
  return { name: 'cli', ...seen, ended: follow() }

  async function follow(): Promise<void> {
    const args = [CLI, 'watch', executionId, '--json', '--progress']
    const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: child.stdout }).on('line', (line) => take(JSON.parse(line)))
    const [code] = (await once(child, 'close')) as [number | null]
    // In part: detectors withheld one of the conversations.
    if (code !== 0 && code !== 6) throw new Error(`watch ended with code ${code}.`)
  }
}
