import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { EXIT } from './exit-codes.ts'

/** Runs one of the repository's own scripts with this terminal, and returns its exit code. */
export async function runScript(
  root: string,
  script: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const child = spawn(process.execPath, [join(root, script), ...args], { stdio: 'inherit' })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? EXIT.interrupted
}
