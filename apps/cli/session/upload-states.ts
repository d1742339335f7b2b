import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { UploadMemory } from '@techdeck/client'
import { z } from 'zod'

const States = z.object({
  version: z.literal(1),
  uploads: z.record(z.string(), z.object({ url: z.string(), at: z.string() })),
})
type States = z.infer<typeof States>

/** The server has forgotten what is older. */
const KEEP_MS = 7 * 24 * 3_600_000

/**
 * Where uploads lie that broke off, in a file of the home folder that its owner alone may read: addresses under hashes,
 * nothing of what the files are called or hold. What cannot be understood in it counts as nothing.
 */
export function uploadStates(home: string, now = () => Date.now()): UploadMemory {
  const file = join(home, 'uploads.json')

  async function read(): Promise<States['uploads']> {
    const parsed = States.safeParse(jsonOf(await readFile(file, 'utf8').catch(() => '')))
    const known = parsed.success ? Object.entries(parsed.data.uploads) : []
    return Object.fromEntries(known.filter(([, { at }]) => Date.parse(at) > now() - KEEP_MS))
  }

  async function write(uploads: States['uploads']): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const part = `${file}.${process.pid}.part`
    await writeFile(part, `${JSON.stringify({ version: 1, uploads } satisfies States, null, 2)}\n`, { mode: 0o600 })
    await rename(part, file)
  }

  return {
    get: async (key) => (await read())[key]?.url,
    put: async (key, url) => write({ ...(await read()), [key]: { url, at: new Date(now()).toISOString() } }),
    async remove(key) {
      const { [key]: ended, ...others } = await read()
      if (ended) await write(others)
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
