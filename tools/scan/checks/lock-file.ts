import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { trackedFiles, textOf } from '../sources.ts'
import type { Check, Finding } from './check.ts'

interface LockFile {
  packages: { [id: string]: { resolution?: { [key: string]: unknown } } }
}

/** Everything comes from the registry, by a hash: no package from a URL, a repository or a folder. */
export const lockFile: Check = {
  name: 'lock file',
  async run(root) {
    const { packages } = parse(await readFile(join(root, 'pnpm-lock.yaml'), 'utf8')) as LockFile
    const findings: Finding[] = []
    for (const [where, { resolution = {} }] of Object.entries(packages)) {
      const { integrity, ...others } = resolution
      if (typeof integrity !== 'string' || !integrity.startsWith('sha512-'))
        findings.push({ where, what: 'has no SHA-512 in the lock file' })
      if (Object.keys(others).length > 0) findings.push({ where, what: 'comes from elsewhere than the registry' })
    }
    const files = await trackedFiles(root)
    for (const path of files.filter((name) => /(^|\/)package\.json$/.test(name)))
      findings.push(...foreign(path, (await textOf(root, path)) ?? '{}'))
    for (const path of files.filter((name) => /(^|\/)(\.npmrc|package-lock\.json|yarn\.lock)$/.test(name)))
      findings.push({ where: path, what: 'would install beside the lock file' })
    return { looked: `${Object.keys(packages).length} packages`, findings }
  },
}

const OF_REGISTRY = /^(?:workspace:\*|npm:|[~^]?\d|>=\d)/

function foreign(path: string, text: string): Finding[] {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) =>
      OF_REGISTRY.test(version) ? [] : [{ where: path, what: `${name} is taken from ${version}` }],
    ),
  )
}
