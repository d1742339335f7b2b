import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { repairMojibake } from './mojibake.ts'
import { SENTENCES } from './testing/sentences.ts'

const ENCODINGS = ['windows-1252', 'macintosh', 'windows-1251']
const misread = (text: string, encoding: string): string => new TextDecoder(encoding).decode(Buffer.from(text))

const WRITTEN = [
  'I’m fine… “ok” – yes',
  'café',
  'été à la voilà',
  'Österreich für Ärger',
  'dzień dobry, świat',
  'ça va — très bien',
  '£5 and €10, 20°',
  '😀 hi ❤️ ✅',
  'ñandú, smörgåsbord, não',
  ...Object.values(SENTENCES).flat(),
]

describe('text that was decoded in a wrong encoding', () => {
  it.each(ENCODINGS)('is repaired: UTF-8 read as %s', (encoding) => {
    // Nothing is certain of ‘ГЁ’ and ‘√®’, which stand alone for ‘è’.
    const written = WRITTEN.filter((text) => encoding === 'windows-1252' || !text.includes(' è '))
    expect(written.map((text) => repairMojibake(misread(text, encoding)))).toEqual(written)
  })

  it('is repaired where bytes became plain blanks, and where only a part was misread', () => {
    expect(repairMojibake('voilÃ  un cafÃ©')).toBe('voilà  un café')
    expect(repairMojibake('cafÃ© — but “real” quotes too')).toBe('café — but “real” quotes too')
    expect(repairMojibake('It Γé¼1, isnΓÇÖt it, caf├⌐')).toBe('It €1, isn’t it, café')
  })

  it.each([
    ...WRITTEN,
    ...WRITTEN.map((text) => text.toUpperCase()),
    'Il est fatigué…» dit-elle',
    'we met at the café”— she said',
    'SÃO PAULO, IRMÃ®, CAFÉ™, SMÅ™, MÜ™',
    'voilà\u00a0», «été…» «café…», é…»é…»',
    '2√π x, Σ≤∞, ├── src, │ ├── lib',
    'ПРИВЕТ РСФСР «РС», Ђачки',
    'ß² ±5 Â Ã Å –',
  ])('is told from what somebody wrote: %s', (text) => {
    expect(repairMojibake(text)).toBe(text)
  })

  it('is repaired in time that grows with its length alone', () => {
    const long = ['Ã©', 'â€™', 'é…»', 'Ã ', '‚Äô', 'РџСЂ'].map((piece) => piece.repeat(20_000))
    for (const text of long) expect(repairMojibake(text).length).toBeLessThanOrEqual(text.length)
  })

  it('is the only thing that is changed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          expect(repairMojibake(text)).toBe(text)
        },
      ),
    )
  })
})
