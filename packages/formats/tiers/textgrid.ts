import { decodeLoosely, detectEncoding } from '../encoding/index.ts'
import type { Stretch, Tier } from './tiers.ts'

/** A number, a text in quotes (two stand for one), or a flag; all else is there for people. */
const TOKEN = /"((?:[^"]|"")*)"|(?<![\w[.-])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w\]])/g

/** Whether a text is a TextGrid of Praat, in its long or its short form. */
export const isTextGrid = (text: string): boolean =>
  /^\ufeff?\s*File type = "ooTextFile"\s+(?:Object class = )?"TextGrid"/.test(text)

/** The tiers of a TextGrid: intervals with who speaks as the tier's name. */
export function textGridTiers(bytes: Uint8Array): Tier[] {
  const encoding = detectEncoding(bytes)
  const text = decodeLoosely(encoding?.encoding ?? 'utf-8', bytes.subarray(encoding?.bom ?? 0))
  const tokens = tokensIn(text.replace(/^[\s\S]*?"TextGrid"/, ''))
  const number = () => Number(tokens.next().value)
  const word = () => String(tokens.next().value ?? '')
  number()
  number()
  const tiers: Tier[] = []
  for (let left = number(); left > 0; left--) {
    const kind = word()
    const name = word()
    number()
    number()
    const stretches: Stretch[] = []
    for (let count = number(); count > 0; count--) {
      const begin = number()
      const end = kind === 'IntervalTier' ? number() : begin
      const said = tokens.next()
      if (said.done) break
      stretches.push({ begin, end, text: String(said.value) })
    }
    if (kind === 'IntervalTier') tiers.push({ name, ...partsOf(name), isDependent: false, stretches })
    if (kind !== 'IntervalTier' && kind !== 'TextTier') break
  }
  return tiers
}

/** `Anna - words` and `Anna - phones` are of one speaker. */
const partsOf = (name: string): { speaker: string } => ({
  speaker:
    name
      .replace(/[-_:]\s*(?:words?|phones?|phonemes?|utterances?|utt|text|transcript(?:ion)?|speech)$/i, '')
      .trimEnd() || name,
})

function* tokensIn(text: string): Generator<string | number> {
  for (const [, quoted, number] of text.matchAll(TOKEN))
    yield quoted === undefined ? Number(number) : quoted.replaceAll('""', '"')
}
