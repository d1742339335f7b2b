import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { STAGES } from '@techdeck/contracts'
import { ResourceError } from '@techdeck/core'
import { errorField } from '../servers/error-fields.ts'
import { withInstallLock } from '../servers/install-lock.ts'

const run = promisify(execFile)

/** What the page is made of; the lockfile stands for all that it takes from elsewhere. */
const SOURCES = [
  'apps/web',
  'packages/client',
  'packages/contracts',
  // The options of the stages, which the page explains.
  ...STAGES.map((stage) => `packages/stages/${stage}/contract.ts`),
  'packages/stages/choices.ts',
  'packages/stages/recipes/presets',
  'pnpm-lock.yaml',
]
const NOT_SOURCES = new Set(['node_modules', 'dist', '.astro', '.lock'])
const STAMP = '.sources'

export interface BuildOptions {
  /** The repository. */
  root: string
  environment?: Record<string, string | undefined>
  signal?: AbortSignal | undefined
  say?: (line: string) => void
}

/**
 * The folder of the web page, built when its sources are not those of the last build; `null` where the repository has no
 * page. Nobody sees half a build: it is made aside and put in place whole.
 *
 * @throws {@link ResourceError} when it cannot be built
 */
export async function buildPage({
  root,
  environment = process.env,
  signal,
  say = () => {},
}: BuildOptions): Promise<string | null> {
  const web = join(root, 'apps', 'web')
  const program = join(web, 'node_modules', 'astro', 'bin', 'astro.mjs')
  if (!existsSync(program)) return null
  const dist = join(web, 'dist')
  const sources = await hashOfSources(root)
  if ((await stampOf(dist)) === sources) return dist
  return withInstallLock(join(web, 'node_modules'), async () => {
    if ((await stampOf(dist)) === sources) return dist
    say('building the web page')
    const part = await mkdtemp(join(web, 'dist.part-'))
    try {
      const own = { ...environment, ASTRO_TELEMETRY_DISABLED: '1', TECHDECK_WEB_OUT: part, NODE_ENV: 'production' }
      await run(process.execPath, [program, 'build', '--root', web], { cwd: web, env: own, signal, timeout: 300_000 })
      await writeFile(join(part, STAMP), sources)
      await rm(dist, { recursive: true, force: true })
      await rename(part, dist)
      return dist
    } catch (cause) {
      signal?.throwIfAborted()
      const lines = (errorField(cause, 'stderr') ?? '').trim().split('\n')
      throw new ResourceError(`The web page could not be built: ${lines.slice(-3).join(' ')}`, { cause })
    } finally {
      await rm(part, { recursive: true, force: true })
    }
  })
}

const stampOf = (dist: string): Promise<string | null> => readFile(join(dist, STAMP), 'utf8').catch(() => null)

/** One hash over names and contents of all sources, in an order that is the same on every machine. */
async function hashOfSources(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of (await Promise.all(SOURCES.map((source) => filesBelow(join(root, source))))).flat().toSorted()) {
    hash.update(`${relative(root, file)}\n`)
    hash.update(await readFile(file))
  }
  return hash.digest('hex')
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null)
  if (entries === null) return existsSync(path) ? [path] : []
  const below = entries.flatMap(async (entry) => {
    if (isNoSource(entry.name)) return []
    const file = join(path, entry.name)
    return entry.isDirectory() ? filesBelow(file) : [file]
  })
  return (await Promise.all(below)).flat()
}

const isNoSource = (name: string): boolean =>
  NOT_SOURCES.has(name) || name.startsWith('dist.part-') || /\.test\.tsx?$/.test(name)
