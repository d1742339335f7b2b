import { gridFormat } from '../grid/index.ts'
import type { Format } from '../types.ts'
import { convertArrow } from './convert.ts'
import { isArrowFile } from './file.ts'
import { isArrowStream } from './messages.ts'

/**
 * Arrow's format for files and streams, and Feather, which is the former; batches may be compressed by LZ4 or zstd. They
 * are read one after the other; nested columns, such as a list of messages, are read as the same list in JSON is.
 */
export const arrow: Format = gridFormat('arrow', {
  detect: (head) => isArrowFile(head) || isArrowStream(head),
  convert: convertArrow,
})
