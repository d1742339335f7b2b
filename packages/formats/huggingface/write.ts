import { canonical } from '../jsonl/write.ts'
import { parquetOf } from '../parquet/write.ts'
import type { Writer } from '../writer.ts'

/** The folder that `datasets` loads and the Hub shows; the data card is its `README.md`. */
export const HUGGINGFACE_FOLDER = 'huggingface'

/** Where the Hub looks for the data of a split; without splits all is `train`. */
export const write: Writer = {
  part: canonical,
  path: (split = 'train') => `${HUGGINGFACE_FOLDER}/data/${split}-00000-of-00001.parquet`,
  join: parquetOf,
}
