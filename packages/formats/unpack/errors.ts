import { UnprocessableFileError } from '@techdeck/core'

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
export function refusal(reason: keyof typeof REASONS): UnprocessableFileError {
  const [what, todo] = REASONS[reason]
  return new UnprocessableFileError(what, { details: { reason }, userMessage: `${what} ${todo}` })
}
