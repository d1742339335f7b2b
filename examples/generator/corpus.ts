import type { Role } from '@techdeck/contracts'
import { gzipSync } from 'node:zlib'
import type { ConversationTruth, FileTruth } from '../truth.ts'
import { marksOf, type Composed, type ComposedTurn } from './compose.ts'
import { delimited, FileBuilder, type Encoding } from './table.ts'
import * as files from './files.ts'
import type { Broken, Written } from './files.ts'
import { Prng } from './prng.ts'

/** One file of the data set and what is true of it. */
export interface CorpusFile {
  bytes: Buffer
  truth: FileTruth
  /** Texts of each conversation, in the order of `truth.items`. */
  texts: string[][]
}

interface Piece {
  composed: Composed
  turns: ComposedTurn[]
  /** Takes part in a duplicate, so its text stays as it is. */
  isFixed: boolean
  copyOf: { piece: Piece; file: string } | null
}

interface Plan {
  file: string
  format: string
  encoding: string
  /** Share of the long conversations. */
  share: number
  roleMap: { [speaker: string]: Role }
  givesIds: boolean
  /** Changes to the text that this file's origin would have left, one code point for one. */
  decorate?: (turns: ComposedTurn[], prng: Prng) => ComposedTurn[]
  write: (items: files.Item[], prng: Prng) => Written
  hasRows?: false
  compress?: true
}

const at = (entries: [number, Broken[]][]): ReadonlyMap<number, Broken[]> => new Map(entries)
const bad = (reason: string | null, content: string | Buffer): Broken => ({ reason, content })

const PROMPTS = [
  'You are a calm counsellor on a text line. Keep answers short.',
  'Answer as an experienced therapist would in a first session.',
  'You support people who write in at night. Never judge, never diagnose.',
  'Role: counsellor. Ask before you advise.',
  'You are a trainee who practises motivational interviewing.',
]

const PLANS: readonly Plan[] = [
  {
    file: 'helpline.jsonl',
    format: 'canonical',
    encoding: 'utf-8',
    share: 22,
    roleMap: { client: 'client', therapist: 'therapist' },
    givesIds: true,
    write: (items) =>
      files.writeCanonical(
        items,
        at([
          [3, [bad('invalid_json', '{"id": "hl-broken", "turns": [{"index": 0, "role": "client", "te\n')]],
          [9, [bad(null, '\n')]],
          [14, [bad('not_an_object', '["client", "I am only a list"]\n')]],
          [20, [bad('no_turns', '{"id": "hl-empty", "turns": [], "metadata": {}}\n')]],
          [27, [bad('invalid_encoding', brokenUtf8())]],
          [33, [bad('invalid_json', 'END OF EXPORT PART 1\n')]],
        ]),
      ),
  },
  {
    file: 'coaching.openai.jsonl',
    format: 'openai',
    encoding: 'utf-8',
    share: 16,
    roleMap: { user: 'client', assistant: 'therapist', system: 'system' },
    givesIds: false,
    decorate: (turns, prng) => (prng.chance(0.5) ? [systemTurn(prng.pick(PROMPTS)), ...turns] : turns),
    write: (items) =>
      files.writeOpenAi(
        items,
        at([
          [5, [bad('invalid_json', '{"messages": [{"role": "user", "content": "I was cut off in the mid\n')]],
          [12, [bad('no_turns', '{"messages": []}\n')]],
          [18, [bad('not_an_object', 'null\n')]],
        ]),
      ),
  },
  {
    file: 'practice.sharegpt.json',
    format: 'sharegpt',
    encoding: 'utf-8',
    share: 13,
    roleMap: { human: 'client', gpt: 'therapist' },
    givesIds: true,
    write: (items) =>
      files.writeShareGpt(
        items,
        at([
          [4, [bad('no_turns', '{"id":"none","conversations":[]}')]],
          [10, [bad('not_an_object', '17')]],
        ]),
      ),
  },
  {
    file: 'sessions.csv',
    format: 'csv',
    encoding: 'utf-8',
    share: 14,
    roleMap: { therapist: 'therapist', client: 'client' },
    givesIds: true,
    decorate: (turns, prng) => turns.map((turn) => (prng.chance(0.08) ? withLineBreak(turn) : turn)),
    write: (items) =>
      files.writeTurnRows(
        items,
        {
          builder: new FileBuilder(),
          delimiter: ',',
          header: ['conversation_id', 'turn', 'speaker', 'text', 'time'],
          names: { therapist: 'Therapist', client: 'Client' },
          cells: ({ id }, { text }, index, time, speaker) => [id, index + 1, speaker, text, time],
        },
        at([
          [40, [bad('wrong_column_count', 'torn,2\n')]],
          [
            130,
            [
              bad(
                'wrong_column_count',
                delimited(['torn', 3, 'Client', 'and then, without quotes', 'more', 'and more', '00:00:10'], ','),
              ),
            ],
          ],
        ]),
      ),
  },
  {
    file: 'clinic.cp1252.csv',
    format: 'csv',
    encoding: 'windows-1252',
    share: 9,
    roleMap: { counsellor: 'therapist', patient: 'client' },
    givesIds: true,
    decorate: (turns) => turns.map(typographic),
    write: (items) =>
      files.writeTurnRows(items, clinicTable('windows-1252'), at([[25, [bad('wrong_column_count', 'K-000;7\r\n')]]])),
  },
  {
    file: 'outreach.utf16.tsv',
    format: 'csv',
    encoding: 'utf-16le',
    share: 8,
    roleMap: { helper: 'therapist', seeker: 'client' },
    givesIds: true,
    write: (items) => {
      const builder = new FileBuilder('utf-16le')
      builder.raw('\uFEFF')
      return files.writeTurnRows(
        items,
        {
          builder,
          delimiter: '\t',
          header: ['chat_id', 'nr', 'role', 'message'],
          names: { therapist: 'helper', client: 'seeker' },
          cells: ({ id }, { text }, index, _time, speaker) => [id, index + 1, speaker, text],
        },
        at([[17, [bad('wrong_column_count', 'o-000\t1\n')]]]),
      )
    },
  },
  {
    file: 'interviews.scattered.csv',
    format: 'csv',
    encoding: 'utf-8',
    share: 9,
    roleMap: { therapist: 'therapist', client: 'client' },
    givesIds: true,
    write: (items, prng) =>
      files.writeTurnRows(
        items,
        {
          builder: new FileBuilder(),
          delimiter: ',',
          header: ['transcript_id', 'utterance_id', 'interlocutor', 'timestamp', 'utterance_text'],
          names: { therapist: 'therapist', client: 'client' },
          cells: ({ id }, { text }, index, time, speaker) => [id, index, speaker, time, text],
        },
        at([
          [60, [bad('empty_text', 'i-999,0,client,00:00:00,\n')]],
          [90, [bad('wrong_column_count', 'i-998,1\n')]],
        ]),
        prng,
      ),
  },
  {
    file: 'archive.jsonl.gz',
    format: 'canonical',
    encoding: 'utf-8',
    share: 7,
    roleMap: { client: 'client', therapist: 'therapist' },
    givesIds: true,
    compress: true,
    write: (items) => files.writeCanonical(items, at([[6, [bad('invalid_json', '{"id": "ar-broken", "turns": \n')]]])),
  },
]

const QUESTIONS: Plan = {
  file: 'questions.csv',
  format: 'csv',
  encoding: 'utf-8',
  share: 0,
  roleMap: { question: 'client', answer: 'therapist' },
  givesIds: false,
  write: (items) =>
    files.writeQuestions(items, bad('unclosed_quote', '"Can I ask something that never ends, because the quote\n')),
}

const TRANSCRIPTS: readonly { names: { therapist: string; client: string } | 'own'; gap: string }[] = [
  { names: { therapist: 'Therapist', client: 'Client' }, gap: '\n' },
  { names: { therapist: 'Counselor', client: 'Patient' }, gap: '\n\n' },
  { names: { therapist: 'T', client: 'C' }, gap: '\n' },
  { names: { therapist: 'THERAPIST', client: 'CLIENT' }, gap: '\r\n' },
  { names: { therapist: 'Helper', client: 'Seeker' }, gap: '\n\n' },
  { names: { therapist: 'Interviewer', client: 'Participant' }, gap: '\n' },
  { names: 'own', gap: '\n' },
  { names: { therapist: 'Psychologist', client: 'Client' }, gap: '\r\n\r\n' },
]

/** Copies planted: from the first file into the second, so many. */
const COPIES: readonly [from: string, to: string, count: number][] = [
  ['helpline.jsonl', 'coaching.openai.jsonl', 4],
  ['helpline.jsonl', 'sessions.csv', 3],
  ['practice.sharegpt.json', 'interviews.scattered.csv', 3],
  ['sessions.csv', 'archive.jsonl.gz', 3],
  ['helpline.jsonl', 'helpline.jsonl', 2],
  ['outreach.utf16.tsv', 'practice.sharegpt.json', 2],
]

/** Spreads conversations over files, plants copies and broken rows, and writes down what is true of each file. */
export function buildCorpus(long: readonly Composed[], questions: readonly Composed[], seed: string): CorpusFile[] {
  const prng = new Prng(`${seed}/corpus`)
  const pieces = prng.shuffle(long).map(toPiece)
  const transcripts = TRANSCRIPTS.map((transcript, i) => ({
    plan: transcriptPlan(transcript, pieces[i]!, i),
    pieces: [pieces[i]!],
  }))
  const filled = [
    ...distribute(pieces.slice(TRANSCRIPTS.length)),
    { plan: QUESTIONS, pieces: prng.shuffle(questions).map(toPiece) },
    ...transcripts,
  ]
  plantCopies(filled, prng)
  for (const { plan, pieces: own } of filled)
    for (const piece of own) if (!piece.isFixed) piece.turns = plan.decorate?.(piece.turns, prng) ?? piece.turns
  const order = filled.map(({ plan, pieces: own }) => write(plan, own, prng))
  return order.map(({ plan, bytes, written, sorted }, i) => ({
    bytes,
    truth: truthOf(plan, written, sorted, order),
    texts: order[i]!.sorted.map(({ piece }) => piece.turns.map(({ text }) => text)),
  }))
}

const toPiece = (composed: Composed): Piece => ({ composed, turns: composed.turns, isFixed: false, copyOf: null })

function distribute(pieces: readonly Piece[]): { plan: Plan; pieces: Piece[] }[] {
  const total = PLANS.reduce((sum, { share }) => sum + share, 0)
  let share = 0
  return PLANS.map((plan) => {
    const from = Math.round((share / total) * pieces.length)
    share += plan.share
    return { plan, pieces: pieces.slice(from, Math.round((share / total) * pieces.length)) }
  })
}

function plantCopies(filled: readonly { plan: Plan; pieces: Piece[] }[], prng: Prng): void {
  const of = (file: string) => filled.find(({ plan }) => plan.file === file)!.pieces
  for (const [from, to, count] of COPIES) {
    const originals = prng.shuffle(of(from).filter(({ isFixed }) => !isFixed)).slice(0, count)
    for (const piece of originals) {
      piece.isFixed = true
      const copy = { ...piece, copyOf: { piece, file: from } }
      const target = of(to)
      const after = from === to ? target.indexOf(piece) + 1 : 0
      target.splice(after + prng.below(target.length - after + 1), 0, copy)
    }
  }
}

interface WrittenFile {
  plan: Plan
  bytes: Buffer
  written: Written
  /** Pieces in the order of their first rows. */
  sorted: { piece: Piece; id: string; line: number }[]
}

function write(plan: Plan, pieces: readonly Piece[], prng: Prng): WrittenFile {
  const items = pieces.map(({ composed, turns }, i) => ({
    id: `${plan.file[0]}-${String(i + 1).padStart(3, '0')}`,
    topic: composed.skeleton.topic,
    client: composed.client,
    helper: composed.helper,
    turns,
  }))
  const written = plan.write(items, prng)
  const placed = pieces.map((piece, i) => ({
    piece,
    id: items[i]!.id,
    line: written.positions[i]!.line,
    row: written.positions[i]!.row,
  }))
  const plain = written.builder.build()
  return {
    plan,
    bytes: plan.compress ? gzipSync(plain, { level: 9 }) : plain,
    written,
    sorted: placed.toSorted((a, b) => a.row - b.row),
  }
}

function truthOf(
  plan: Plan,
  { builder }: Written,
  sorted: WrittenFile['sorted'],
  all: readonly WrittenFile[],
): FileTruth {
  const items = sorted.map(({ piece, id, line }, index): ConversationTruth => {
    const { skeleton, variant } = piece.composed
    const original = piece.copyOf
    const home = original && all.find((other) => other.plan.file === original.file)!
    return {
      index,
      id: plan.givesIds ? id : null,
      line,
      skeleton: skeleton.id,
      variant,
      topic: skeleton.topic,
      style: skeleton.style,
      quality: skeleton.quality,
      roles: piece.turns.map(({ role }) => role[0]).join(''),
      ...marksOf({ turns: piece.turns, skeleton }),
      duplicateOf: home && {
        file: home.plan.file,
        index: home.sorted.findIndex((placed) => placed.piece === original.piece),
      },
    }
  })
  return {
    file: plan.file,
    format: plan.format,
    encoding: plan.encoding,
    rows: plan.hasRows === false ? null : builder.rows,
    conversations: items.length,
    turns: items.reduce((sum, { roles }) => sum + roles.length, 0),
    roleMap: plan.roleMap,
    badRows: builder.badRows,
    items,
  }
}

function transcriptPlan({ names, gap }: (typeof TRANSCRIPTS)[number], { composed }: Piece, i: number): Plan {
  const own = names === 'own' ? { therapist: `Dr. ${composed.helper}`, client: composed.client } : names
  return {
    file: `transcripts/session-${String(i + 1).padStart(2, '0')}.txt`,
    format: 'transcript',
    encoding: 'utf-8',
    share: 0,
    roleMap: { [own.therapist.toLowerCase()]: 'therapist', [own.client.toLowerCase()]: 'client' },
    givesIds: false,
    hasRows: false,
    write: ([item]) => files.writeTranscript(item!, own, gap),
  }
}

function clinicTable(encoding: Encoding): files.TurnTable {
  return {
    builder: new FileBuilder(encoding),
    delimiter: ';',
    header: ['Case', 'No', 'Who', 'Said'],
    names: { therapist: 'Counsellor', client: 'Patient' },
    cells: ({ id }, { text }, index, _time, speaker) => [id, index + 1, speaker, text],
    end: '\r\n',
  }
}

const systemTurn = (text: string): ComposedTurn => ({
  role: 'system',
  text,
  crisis: false,
  stereotype: null,
  identifiers: [],
  mentions: [],
})

/** Breaks the line after the first sentence, as people who type do. One character for one, so spans stay right. */
const withLineBreak = (turn: ComposedTurn): ComposedTurn => ({
  ...turn,
  text: turn.text.replace(/([.!?]) (?=[A-Z])/, '$1\n'),
})

/** Curly apostrophes and dashes as word processors leave them. One character for one. */
function typographic(turn: ComposedTurn): ComposedTurn {
  const curl = (text: string) => text.replaceAll("'", '’').replaceAll(' - ', ' – ')
  return {
    ...turn,
    text: curl(turn.text),
    identifiers: turn.identifiers.map((found) => ({ ...found, text: curl(found.text) })),
    mentions: turn.mentions.map((found) => ({ ...found, text: curl(found.text) })),
  }
}

const brokenUtf8 = (): Buffer =>
  Buffer.concat([
    Buffer.from('{"id": "hl-bytes", "turns": [{"index": 0, "role": "client", "text": "my caf'),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from(' is closed"}]}\n'),
  ])
