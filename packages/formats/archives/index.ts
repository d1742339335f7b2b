import type { Archive } from './archive.ts'
import { tar } from './tar.ts'
import { zip } from './zip.ts'

export type { Archive, ArchiveEntry, MemberReason } from './archive.ts'
export { openZip, type ZipArchive, type ZipEntry } from './zip.ts'

export const archives: readonly Archive[] = [zip, tar]
