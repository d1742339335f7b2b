import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../servers/ports.ts'
import { startStack, type Stack, type StackOptions } from './stack.ts'

const CLI = resolve(import.meta.dirname, '../../../apps/cli/main.ts')

/** A local stack in a folder of its own, for a test or a measurement. */
export interface ThrowawayStack {
  stack: Stack
  /** Removed with the stack; its home is in it. */
  folder: string
  /** The environment in which somebody at this machine types. */
  environment: Record<string, string>
  /** What a command prints on standard output. */
  techdeck: (...args: string[]) => Promise<string>
  close: () => Promise<void>
}

/**
 * Starts a stack that nobody else uses, with the servers that `environment` names or, without any, its own. Whoever is
 * signed in at this machine has nothing to do with it.
 *
 * @throws what {@link startStack} throws; nothing is left then
 */
export async function startThrowawayStack({
  environment: given = {},
  ...options
}: Omit<StackOptions, 'home'> = {}): Promise<ThrowawayStack> {
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-throwaway-'))
  const home = join(folder, 'home')
  const environment = definedOf({
    ...process.env,
    // What was fetched once serves every home.
    TECHDECK_TOOLS: process.env['TECHDECK_TOOLS'] ?? join(homedir(), '.techdeck', 'tools'),
    TECHDECK_HOME: home,
    TECHDECK_TOKEN: undefined,
    TECHDECK_API_URL: undefined,
    ...given,
  })
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    // The usual port is for whoever works at this machine.
    const stack = await startStack({ port: await freePort(), ...options, home, environment })
    return {
      stack,
      folder,
      environment,
      async techdeck(...args) {
        const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], { env: environment })
        return stdout
      },
      async close() {
        await stack.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

const definedOf = (environment: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))
