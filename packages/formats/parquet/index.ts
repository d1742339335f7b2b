import { gridFormat } from '../grid/index.ts'
import type { Format } from '../types.ts'
import { convertParquet } from './convert.ts'

/**
 * Parquet, with all of its encodings and the usual compressions. Row groups are read one after the other; nested
 * columns, such as a list of messages, are read as the same list in JSON is.
 */
export const parquet: Format = gridFormat('parquet', {
  detect: (head) => ['PAR1', 'PARE'].includes(Buffer.from(head.subarray(0, 4)).toString('latin1')),
  convert: convertParquet,
})
