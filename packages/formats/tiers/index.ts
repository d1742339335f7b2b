import { collectBytes } from '@techdeck/core'
import { decodeLoosely, detectEncoding } from '../encoding/index.ts'
import { json } from '../json/index.ts'
import type { ByteSource, Format, UnpackLimits } from '../types.ts'
import { rootOf } from '../xml/index.ts'
import { elanTiers } from './elan.ts'
import { exmaraldaTiers } from './exmaralda.ts'
import { isTextGrid, textGridTiers } from './textgrid.ts'
import { type Tier, TierRoom, turnsOf } from './tiers.ts'

const READERS: { readonly [root: string]: (source: ByteSource, limits: UnpackLimits) => Promise<Tier[]> } = {
  ANNOTATION_DOCUMENT: elanTiers,
  'basic-transcription': exmaraldaTiers,
}

async function readerOf(
  beginning: Uint8Array,
  source: ByteSource,
): Promise<((source: ByteSource, limits: UnpackLimits) => Promise<Tier[]>) | null> {
  const first = beginning.subarray(0, 400)
  const encoding = detectEncoding(first)
  if (encoding && isTextGrid(decodeLoosely(encoding.encoding, first.subarray(encoding.bom)))) return gridOf
  return READERS[(await rootOf(beginning, source)) ?? ''] ?? null
}

async function gridOf(source: ByteSource, limits: UnpackLimits): Promise<Tier[]> {
  new TierRoom(limits).take(source.size)
  return textGridTiers(await collectBytes(source.read()))
}

/**
 * Annotations in tiers, a speaker each, beside a recording: ELAN, EXMARaLDA, Praat. What is said in all of them becomes
 * turns in the order of time; translations, glosses and notes are passed over.
 */
export const tiers: Format = {
  ...json,
  name: 'tiers',
  conversion: {
    detect: async (beginning, source) => (await readerOf(beginning, source)) !== null,
    async *convert(source, limits, signal) {
      const read = await readerOf(await collectBytes(source.read(0, 64 * 1024)), source)
      signal.throwIfAborted()
      const { content, problems } = turnsOf((await read?.(source, limits)) ?? [])
      yield {
        path: '',
        content: (async function* once() {
          yield content
        })(),
        problems: () => problems,
      }
    },
  },
}
