import { join } from 'node:path'
import { MODELS_FOLDER } from '../model/files.ts'
import { sharedFile } from '../model/shared-file.ts'
import { LABEL_COUNT, Tagger, type TaggerWeights } from './tagger.ts'

/** Numbers before the transitions: scale of the rows, lift, and the two of the calibration. */
const HEADER = 4

/** The weights as bytes: a header, the transitions, and the rows. */
export function packWeights({ rows, scale, lift, calibration, transitions }: TaggerWeights): Uint8Array {
  const head = Float32Array.of(scale, lift, ...calibration, ...transitions)
  const bytes = new Uint8Array(head.byteLength + rows.length)
  bytes.set(new Uint8Array(head.buffer))
  bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.length), head.byteLength)
  return bytes
}

/** What {@link packWeights} wrote; the rows stay where they are. */
export function unpackWeights(bytes: Uint8Array): TaggerWeights {
  const size = HEADER + LABEL_COUNT * LABEL_COUNT
  const head = new Float32Array(bytes.slice(0, size * 4).buffer)
  return {
    scale: head[0],
    lift: head[1],
    calibration: [head[2], head[3]],
    transitions: head.subarray(HEADER),
    rows: new Int8Array(bytes.buffer, bytes.byteOffset + size * 4, bytes.length - size * 4),
  }
}

export const TAGGER_FILE = join(MODELS_FOLDER, 'core/identifier-tagger.bin')
export const TAGGER_CARD = join(MODELS_FOLDER, 'core/identifier-tagger.card.json')

let shipped: Tagger | undefined

/** The tagger that ships, read at the first use; threads share its weights. */
export const shippedTagger = (): Tagger => (shipped ??= new Tagger(unpackWeights(sharedFile(TAGGER_FILE))))
