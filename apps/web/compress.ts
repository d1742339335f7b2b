import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { AstroIntegration } from 'astro'

const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)]
/** Smaller ones fit into one packet as they are. */
const LEAST_BYTES = 1400

/** Leaves each text of the page beside itself as brotli and gzip, once and as small as can be, for whoever serves it. */
export const compress = (): AstroIntegration => ({
  name: 'techdeck-compress',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const root = fileURLToPath(dir)
      const files = (await readdir(root, { recursive: true })).filter((name) => /\.(js|css|html|svg)$/.test(name))
      await Promise.all(
        files.map(async (name) => {
          const path = join(root, name)
          const bytes = await readFile(path)
          if (bytes.length < LEAST_BYTES) return
          await writeFile(`${path}.br`, await brotli(bytes))
          await writeFile(`${path}.gz`, await gzipped(bytes, { level: 9 }))
        }),
      )
    },
  },
})
