import { join } from 'node:path'
import type { AnyModel, VectorsName } from './definition.ts'

/** Where all weights and cards are, in a folder for each pack. */
export const MODELS_FOLDER = join(import.meta.dirname, '../models')

/** Where the weights of a model are. */
export const weightsFile = ({ pack, name }: AnyModel, folder = MODELS_FOLDER): string =>
  join(folder, pack, `${name}.bin`)

/** Ends the names of weights by which held-out groups are measured. */
export const MEASURED = '.measured.bin'

/** Where the weights of a model are that were learnt without the held-out groups. */
export const measuredWeightsFile = ({ pack, name }: AnyModel, folder = MODELS_FOLDER): string =>
  join(folder, pack, `${name}${MEASURED}`)

export const cardFile = ({ pack, name }: AnyModel, folder = MODELS_FOLDER): string =>
  join(folder, pack, `${name}.card.json`)

/** Where vectors are that models of all packs read. */
export const vectorsFile = (name: VectorsName = 'words', folder = MODELS_FOLDER): string =>
  join(folder, 'core', name === 'words' ? 'vectors.bin' : `${name}.bin`)
