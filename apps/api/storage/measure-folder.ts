import { opendir, stat, statfs } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { SystemView } from '@techdeck/contracts'

export type Storage = NonNullable<SystemView['storage']>
type Kind = Storage['kinds'][number]['kind']

const SEALED = '.sealed'

/** How much an artifact store in a folder holds, by what it is for, and how much more there is room for. Files that go meanwhile do not count. */
export async function measureFolder(root: string): Promise<Storage> {
  const kinds = new Map<Kind, { files: number; bytes: number }>(
    (['uploads', 'open_uploads', 'results', 'exports'] as const).map((kind) => [kind, { files: 0, bytes: 0 }]),
  )
  const measuredAt = new Date().toISOString()
  const disk = await statfs(root)
  for await (const entry of await opendir(root, { recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(SEALED)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => null,
    )
    const sum = kinds.get(kindOf(relative(root, path).split(sep)))!
    if (bytes === null) continue
    sum.files++
    sum.bytes += bytes
  }
  return {
    kinds: [...kinds].map(([kind, sum]) => ({ kind, ...sum })),
    free_bytes: disk.bavail * disk.bsize,
    total_bytes: disk.blocks * disk.bsize,
    measured_at: measuredAt,
  }
}

/** By the form of keys: uploads that are under way, `dataset/file`, `dataset/execution/stage/…`. */
function kindOf([first, , third]: readonly string[]): Kind {
  if (first === 'uploads') return 'open_uploads'
  if (third === undefined) return 'uploads'
  return third === 'export' ? 'exports' : 'results'
}
