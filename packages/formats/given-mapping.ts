import { posix } from 'node:path'
import type { DatasetFile, GivenMapping, MappingFields } from '@techdeck/contracts'
import type { Mapping } from './types.ts'

/** What the owner says of how files are read, as it is kept. */
export interface KeptMapping extends Mapping {
  files?: readonly FileRule[]
}

interface FileRule {
  name?: string
  sha256?: string
  readAs?: string
  mapping?: Mapping
}

/** As readers know a mapping: members that the wire names otherwise. */
export const toMapping = ({ utterance_id: utteranceId, ...mapping }: MappingFields): Mapping => ({
  ...mapping,
  ...(utteranceId !== undefined && { utteranceId }),
})

export const toKeptMapping = ({ files, ...mapping }: GivenMapping): KeptMapping => ({
  ...toMapping(mapping),
  ...(files && {
    files: files.map(({ read_as: readAs, mapping: own, ...which }) => ({
      ...which,
      ...(readAs !== undefined && { readAs }),
      ...(own && { mapping: toMapping(own) }),
    })),
  }),
})

/** What holds for one file: what the first rule says that fits it, else what holds for all. */
export function saidOf(
  { files = [], ...all }: KeptMapping,
  file: Pick<DatasetFile, 'name' | 'sha256'>,
): { mapping?: Mapping; readAs?: string } {
  const rule = files.find(
    ({ name, sha256 }) =>
      (name === undefined || isCalled(file.name, name)) && (sha256 === undefined || sha256 === file.sha256),
  )
  const mapping = rule?.mapping ?? all
  return {
    ...(Object.keys(mapping).length > 0 && { mapping }),
    ...(rule?.readAs !== undefined && { readAs: rule.readAs }),
  }
}

function isCalled(name: string, pattern: string): boolean {
  const wanted = pattern.normalize('NFC')
  if (!wanted.includes('/')) return posix.matchesGlob(posix.basename(name), wanted)
  // A path in an archive stands behind the archive's own name.
  return posix.matchesGlob(name, wanted) || posix.matchesGlob(name, `*/${wanted}`)
}
