import { constants, createGzip, gzipSync } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'

/** A file that somebody may upload, and what must become of it. */
export interface HostileFile {
  what: string
  name: string
  content: () => Buffer<ArrayBuffer> | Promise<Buffer<ArrayBuffer>>
  /** What the upload itself is refused with; the others are taken in and inspected. */
  refused?: { status: number; error_code: string }
  /** Why the data set is invalid. */
  invalid?: string
  /** Why rows of it cannot be read: reason → lines. */
  badRows?: { [reason: string]: number[] }
  conversations?: number
}

const TURNS = [
  ['Therapist', 'Hello, it is good to see you. What would you like to talk about today?'],
  ['Client', 'I could not sleep this week, and I thought of the exam all the time.'],
  ['Therapist', 'It sounds as if the exam came to bed with you. What was that like?'],
  ['Client', 'I felt small and tired. In the end I made tea and sat in the kitchen.'],
  ['Therapist', 'You took care of yourself in that moment. What helped you most about it?'],
  ['Client', 'The quiet, I think. Nobody asked me anything, and I could just be there.'],
] as const
const conversation = (at: number): string =>
  JSON.stringify({ turns: TURNS.map(([speaker, text]) => ({ speaker, text: `${text} It was day ${at}.` })) })
const conversations = (count: number): string[] => Array.from({ length: count }, (_, at) => conversation(at))
const lines = (...given: (string | Buffer)[]): Buffer<ArrayBuffer> =>
  Buffer.concat(given.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]))

const MIB = 1024 ** 2
const LONG = 50 * MIB

export const HOSTILE_FILES: readonly HostileFile[] = [
  {
    what: 'an empty file',
    name: 'empty.jsonl',
    content: () => Buffer.alloc(0),
    refused: { status: 422, error_code: 'UNPROCESSABLE_FILE' },
  },
  { what: 'blanks alone', name: 'blank.txt', content: () => Buffer.from(' \n\r\n\t\n'), invalid: 'empty' },
  {
    what: 'a binary file',
    name: 'sessions.csv',
    content: () => Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 167 + (at >> 3)) % 256)),
    invalid: 'binary',
  },
  {
    what: 'a header without rows',
    name: 'header.csv',
    content: () => lines('session,speaker,text'),
    invalid: 'header_without_rows',
  },
  {
    what: 'a line of 50 MB between good ones',
    name: 'long-line.jsonl',
    content: () =>
      lines(conversation(1), `{"turns": [{"speaker": "Client", "text": "${'x'.repeat(LONG)}"}]}`, conversation(2)),
    badRows: { line_too_long: [2] },
    conversations: 2,
  },
  {
    what: 'a line of 50 MB alone',
    name: 'one-line.txt',
    content: () => Buffer.alloc(LONG, 'long '),
    invalid: 'unknown_format',
  },
  {
    what: 'rows that are not valid UTF-8',
    name: 'mixed.jsonl',
    content: () =>
      lines(
        ...conversations(3),
        Buffer.concat([
          Buffer.from('{"turns": [{"speaker": "Client", "text": "caf'),
          Buffer.from([0xe9, 0xff, 0xfe]),
          Buffer.from('"}]}'),
        ]),
        ...conversations(2).map((line) => line.replaceAll('day', 'Tag – día')),
      ),
    badRows: { invalid_encoding: [4] },
    conversations: 5,
  },
  {
    what: 'JSON lines called a picture',
    name: 'photo.png',
    content: () => lines(...conversations(3)),
    conversations: 3,
  },
  { what: 'JSON lines called CSV', name: 'table.csv', content: () => lines(...conversations(3)), conversations: 3 },
  {
    what: 'a gzip file that was cut',
    name: 'cut.jsonl.gz',
    content: () => gzipSync(lines(...conversations(500))).subarray(0, 3000),
    invalid: 'truncated_gzip',
  },
  {
    what: 'a gzip file that was damaged',
    name: 'damaged.jsonl.gz',
    content: () => {
      const bytes = gzipSync(lines(...conversations(500)))
      bytes.fill(0x55, 400, 700)
      return bytes
    },
    invalid: 'corrupt_gzip',
  },
  { what: 'a gzip bomb', name: 'bomb.jsonl.gz', content: gzipBomb, invalid: 'expansion_limit' },
  {
    what: 'text that is nothing, within a gzip file within a gzip file',
    name: 'twice.gz',
    content: () => gzipSync(gzipSync('x')),
    invalid: 'unknown_format',
  },
  {
    what: 'JSON of 100,000 levels in a row',
    name: 'deep.jsonl',
    content: () => lines(conversation(1), `{"turns": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, conversation(2)),
    badRows: { too_deep: [2] },
    conversations: 2,
  },
  {
    what: 'JSON of 500,000 levels alone',
    name: 'deep.json',
    content: () => Buffer.from('['.repeat(500_000)),
    invalid: 'no_readable_rows',
  },
  {
    what: 'broken JSON lines alone',
    name: 'broken.jsonl',
    content: () => lines(...conversations(5).map((line) => line.replaceAll('"', ''))),
    invalid: 'unknown_format',
  },
  {
    what: 'broken rows alone',
    name: 'broken.csv',
    content: () => lines('session,speaker,text', '1,Client,', '1,Therapist," "', '2,Client,'),
    invalid: 'no_readable_rows',
  },
  {
    what: 'a table with rows of other widths',
    name: 'ragged.csv',
    content: () =>
      lines(
        'session,speaker,text',
        ...TURNS.map(([who, text]) => `1,${who},"${text}"`),
        '1,Client',
        '1,Client,a,b,c,d',
      ),
    badRows: { wrong_column_count: [8, 9] },
    conversations: 1,
  },
]

/** 600 MB of blanks and letters in some hundred kilobytes. */
async function gzipBomb(): Promise<Buffer<ArrayBuffer>> {
  const block = Buffer.alloc(MIB, 'a')
  const content = Readable.from(
    (function* () {
      for (let at = 0; at < 600; at++) yield block
    })(),
  )
  return buffer(content.pipe(createGzip({ level: constants.Z_BEST_SPEED })))
}
