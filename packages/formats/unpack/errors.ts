import type { UnprocessableFileError } from '@techdeck/core'
import { type Passed, refused } from '../refused.ts'

const REASONS = {
  no_members: ['The archive holds no files.', 'Make it again with the files in it.'],
  too_deep: ['Archives are nested too deep.', 'Unpack it, and upload the files inside.'],
  unsafe_path: ['The path of a file points out of its archive.', 'Make the archive again with plain relative paths.'],
  not_a_file: [
    'A link or a device stands in the archive.',
    'Make the archive again with the file itself in its place.',
  ],
  encrypted: ['The file is encrypted with a password.', 'Make the archive or the document again without a password.'],
  unknown_packing: [
    'The file is packed in a way that is not read here.',
    'Make the archive again with the usual compression.',
  ],
} as const

/** Why a part of an upload is left out, and what its owner can do. */
export const refusal = (reason: keyof typeof REASONS, limit?: Passed): UnprocessableFileError =>
  refused(reason, REASONS[reason], limit)
