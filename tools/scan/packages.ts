import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A package of somebody else that is installed. */
export interface Installed {
  name: string
  version: string
  licence: string
}

/** Every package that the workspace has installed, once a version; those for other platforms are not among them. */
export async function installedPackages(root: string): Promise<Installed[]> {
  const store = join(root, 'node_modules', '.pnpm')
  const found = new Map<string, Installed>()
  for (const entry of await readdir(store, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue
    for (const folder of await foldersOf(join(store, entry.name, 'node_modules'))) {
      const manifest = await manifestOf(folder)
      if (manifest) found.set(`${manifest.name}@${manifest.version}`, manifest)
    }
  }
  return [...found.values()].toSorted((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1))
}

/** Real folders alone: links lead to packages that are looked at by themselves. */
async function foldersOf(path: string): Promise<string[]> {
  const folders: string[] = []
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue
    if (entry.name.startsWith('@')) folders.push(...(await foldersOf(join(path, entry.name))))
    else folders.push(join(path, entry.name))
  }
  return folders
}

async function manifestOf(folder: string): Promise<Installed | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null)
  if (text === null) return null
  const { name, version, license, licenses } = JSON.parse(text) as Record<string, unknown>
  if (typeof name !== 'string' || typeof version !== 'string') return null
  return { name, version, licence: licenceOf(license ?? licenses) }
}

function licenceOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(licenceOf).join(' OR ')
  const { type } = Object(value) as { type?: unknown }
  return typeof type === 'string' ? type : ''
}
