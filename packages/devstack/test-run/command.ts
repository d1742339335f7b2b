import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface RunOptions {
  root: string
  environment: Record<string, string | undefined>
  signal: AbortSignal
}

/**
 * Runs a program with the terminal's output, in the root; its exit code.
 *
 * @throws the signal's reason when it aborts, after the program has ended.
 */
export async function run(
  command: string,
  args: readonly string[],
  { root, environment, signal }: RunOptions,
): Promise<number> {
  const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  try {
    await once(child, 'exit')
    signal.throwIfAborted()
    return child.exitCode ?? 1
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
