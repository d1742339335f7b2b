import { describe, expect, it } from '@jest/globals'
import { cutEvery, ingest, inspect, readByMarks, utf16 } from '../testing/helpers.ts'
import { detectEncoding } from './index.ts'

/** “我今天感到很焦虑，睡不着。” and “谢谢你告诉我。” in GB18030; the second holds bytes that look like ASCII. */
const GB = {
  anxious: Buffer.from('ced2bdf1ccecb8d0b5bdbadcbdb9c2c7a3accbafb2bbd7c5a1a3', 'hex'),
  thanks: Buffer.from('d0bbd0bbc4e3b8e6cbdfced2a1a3815c8140', 'hex'),
}
const csvOf = (rows: readonly (readonly [string, string, string])[]) =>
  `session_id;speaker;text\r\n${rows.map((row) => row.join(';')).join('\r\n')}\r\n`
const LATIN = csvOf([
  ['1', 'client', '“It’s fine” – café'],
  ['1', 'therapist', 'Grüße, naïve'],
  ['2', 'client', 'ok'],
])
/** Windows-1252 of a text whose characters are all in it. */
const cp1252 = (text: string): Uint8Array => {
  const signs: { [sign: string]: number } = { '“': 0x93, '”': 0x94, '’': 0x92, '–': 0x96 }
  return Uint8Array.from(text, (sign) => signs[sign] ?? sign.charCodeAt(0))
}

const line = (text: Buffer) =>
  Buffer.concat([Buffer.from('{"messages":[{"role":"user","content":"'), text, Buffer.from('"}]}\n')])

const offsets = async (content: Uint8Array) => (await ingest(content)).rows.map(({ position }) => position.byteOffset)

describe('encodings', () => {
  it.each([
    ['utf-8', Buffer.from(LATIN)],
    ['utf-8', Buffer.from(`\ufeff${LATIN}`)],
    ['utf-16le', utf16(LATIN, 'le')],
    ['utf-16be', utf16(LATIN, 'be')],
    ['utf-16le', utf16(LATIN, 'le', false)],
    ['utf-16be', utf16(LATIN, 'be', false)],
    ['windows-1252', cp1252(LATIN)],
  ])('reads the same text in %s', async (encoding, content) => {
    const { inspection, turns } = await ingest(content)
    expect(inspection.reading.encoding).toBe(encoding)
    expect(turns.map(({ text }) => text)).toEqual(['“It’s fine” – café', 'Grüße, naïve', 'ok'])
  })

  it.each(['utf-32le', 'utf-32be'] as const)(
    'reads %s with a byte order mark and without, and counts its bytes',
    async (encoding) => {
      const codes = (text: string) => {
        const bytes = Buffer.alloc(text.length * 4)
        for (let at = 0; at < text.length; at++) {
          if (encoding === 'utf-32le') bytes.writeUInt32LE(text.charCodeAt(at), at * 4)
          else bytes.writeUInt32BE(text.charCodeAt(at), at * 4)
        }
        return bytes
      }
      for (const bom of ['\ufeff', '']) {
        const content = codes(bom + LATIN)
        const { inspection, turns, items } = await ingest(content, cutEvery(1))
        expect(inspection.reading).toMatchObject({ encoding, bom: bom.length * 4 })
        expect(turns.map(({ text }) => text)).toEqual(['“It’s fine” – café', 'Grüße, naïve', 'ok'])
        expect(items[0]?.row?.position.byteOffset).toBe(4 * (bom + LATIN).indexOf('1;client'))
        for (const chunk of [1, 7, 64]) expect(await readByMarks(content, inspection, chunk)).toEqual(items)
      }
    },
  )

  /** Written by Python 3.11's codecs. */
  it.each([
    ['macintosh', 'Grüße, c’est à toi', 'hex:4772 9fa7 652c 2063 d565 7374 2088 2074 6f69'],
    [
      'windows-1250',
      'Nie mogę spać, myślę o szkole i mówię źle. Co panią martwi najbardziej, proszę powiedzieć?',
      'hex:4e6965206d6f67ea20737061e62c206d799c6cea206f20737a6b6f6c652069206df37769ea209f6c652e20436f2070616e69b9206d6172747769206e616a626172647a69656a2c2070726f737aea20706f776965647a6965e63f',
    ],
    ['koi8-r', 'Я не могу спать', 'hex:f120 cec5 20 cdcfc7d5 20 d3d0c1d4d8'],
  ])('reads %s', async (encoding, text, hex) => {
    const said = Buffer.from(hex.slice(4).replaceAll(' ', ''), 'hex')
    const rows = Array.from({ length: 12 }, (_, row) =>
      Buffer.concat([Buffer.from(`${row >> 1};client;`), said, Buffer.from('\n')]),
    )
    const { inspection, turns } = await ingest(Buffer.concat([Buffer.from('session_id;speaker;text\n'), ...rows]))
    expect(inspection.reading.encoding).toBe(encoding)
    expect(turns[0].text).toBe(text)
  })

  it('counts positions in bytes of the file, whatever the encoding', async () => {
    const starts = [LATIN.indexOf('1;client'), LATIN.indexOf('1;therapist'), LATIN.indexOf('2;client')]
    expect(await offsets(cp1252(LATIN))).toEqual(starts)
    expect(await offsets(utf16(LATIN, 'le'))).toEqual(starts.map((start) => 2 + 2 * start))
    expect(await offsets(Buffer.from(LATIN))).toEqual(starts.map((start) => Buffer.byteLength(LATIN.slice(0, start))))
  })

  it('reads GB18030, where later bytes of a character look like quotes, bars and backslashes', async () => {
    const content = Buffer.concat(Array.from({ length: 6 }, () => [line(GB.anxious), line(GB.thanks)]).flat())
    const { inspection, turns, items } = await ingest(content, cutEvery(3))
    expect(inspection).toMatchObject({ reading: { encoding: 'gb18030' }, conversations: 12, badRows: 0 })
    expect(turns[0]?.text).toBe('我今天感到很焦虑，睡不着。')
    expect(turns[1]?.text).toMatch(/^谢谢你告诉我。/)
    expect(await readByMarks(content, inspection, 5)).toEqual(items)
  })

  it('keeps UTF-8 when one line is broken, and says where', async () => {
    const good = '{"messages":[{"role":"user","content":"ja, schön"}]}\n'
    const content = Buffer.concat([
      Buffer.from(good),
      Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a]),
      Buffer.from(good.repeat(4)),
    ])
    const { bad, turns } = await ingest(content)
    expect(turns.map(({ text }) => text)).toEqual(Array(5).fill('ja, schön'))
    expect(bad).toEqual([
      {
        position: { file: 0, byteOffset: Buffer.byteLength(good), line: 2, row: 2 },
        reason: 'invalid_encoding',
        excerpt: expect.any(String),
      },
    ])
  })

  it('looks again when the beginning was plain ASCII and a later part is not UTF-8', async () => {
    const plain = Array.from({ length: 9000 }, (_, row) => `${row},client,I slept ${row} hours or so\n`).join('')
    const content = Buffer.concat([
      Buffer.from(`session_id,speaker,text\n${plain}`),
      cp1252('9001,client,a café – maybe\n'),
    ])
    const { inspection, turns } = await ingest(content)
    expect(inspection).toMatchObject({ reading: { encoding: 'windows-1252' }, badRows: 0, rows: 9001 })
    expect(turns.at(-1)?.text).toBe('a café – maybe')
  })

  it('takes files full of zero or control bytes for binary', async () => {
    expect(detectEncoding(Buffer.from([0, 1, 2, 3, 0, 0, 5, 9, 200, 0, 0, 7]))).toBeNull()
    expect(detectEncoding(Uint8Array.from({ length: 500 }, (_, at) => (at * 37) % 256))).toBeNull()
    await expect(inspect(Buffer.from('PK\u0003\u0004\u0000\u0000\u0001\u0000\u0000'))).rejects.toMatchObject({
      details: { reason: 'zip' },
    })
  })

  it('does not take a character that the end of the sample cuts for an error', () => {
    expect(detectEncoding(Buffer.from('schön €').subarray(0, -1))).toMatchObject({ encoding: 'utf-8', certain: true })
  })

  it('reads Cyrillic in its old encoding', async () => {
    const text = 'Я плохо сплю и очень устаю на работе, мне страшно'
    const koi = Uint8Array.from(`{"text":"${text}"}\n`.repeat(3), (sign) => {
      const code = sign.codePointAt(0) ?? 0
      return code < 128 ? code : code >= 0x430 ? code - 0x430 + 0xe0 : code - 0x410 + 0xc0
    })
    const { inspection, turns } = await ingest(koi)
    expect(inspection.reading.encoding).toBe('windows-1251')
    expect(turns[0]?.text).toBe(text)
  })
})
