import { gzipSync } from 'node:zlib'
import type { ConversationTruth, FileTruth } from '../truth.ts'
import { marksOf, type Composed, type ComposedTurn } from './compose.ts'
import type { Written } from './files.ts'
import { PLANS, QUESTIONS, TRANSCRIPTS, transcriptPlan, type Plan } from './plans.ts'
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
  const transcripts = pieces.slice(0, TRANSCRIPTS.length).map((piece, i) => ({
    plan: transcriptPlan(i, piece.composed.helper, piece.composed.client),
    pieces: [piece],
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
    texts: order[i].sorted.map(({ piece }) => piece.turns.map(({ text }) => text)),
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
    turns,
  }))
  const written = plan.write(items, prng)
  const placed = pieces.map((piece, i) => ({
    piece,
    id: items[i].id,
    line: written.positions[i].line,
    row: written.positions[i].row,
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
    shape: plan.shape,
    encoding: plan.encoding,
    rows: builder.rows,
    conversations: items.length,
    turns: items.reduce((sum, { roles }) => sum + roles.length, 0),
    roleMap: plan.roleMap,
    badRows: builder.badRows,
    items,
  }
}
