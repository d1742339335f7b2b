import { join } from 'node:path'
import type { FileTruth } from '../truth.ts'
import { composeVariants, type Snippets } from './compose.ts'
import { buildCorpus, type CorpusFile } from './corpus.ts'
import { readSkeletons } from './skeleton.ts'

const SEED = 'techdeck-examples-1'
const VARIANTS = 5
/** As many as a question has phrasings: two texts leave no room for more that differ. */
const QUESTION_VARIANTS = 3
const root = join(import.meta.dirname, '..')

/** What the whole data set holds. */
export interface Summary {
  skeletons: number
  files: number
  conversations: number
  turns: number
  badRows: number
  duplicates: number
  bytes: number
  identifiers: { [category: string]: number }
  crisis: { [levelAndAnswer: string]: number }
  stereotypeTurns: number
  mentions: { [axis: string]: number }
}

/** Makes the data set from the skeletons: pure but for reading them, and the same on every machine. */
export function generate(): { files: CorpusFile[]; summary: Summary; skeletons: number } {
  const skeletons = readSkeletons(join(root, 'skeletons'))
  const spoken = readSkeletons(join(root, 'snippets'))
  const snippets: Snippets = {
    start: spoken.filter(({ style }) => style === 'start'),
    end: spoken.filter(({ style }) => style === 'end'),
  }
  const none: Snippets = { start: [], end: [] }
  const long = skeletons.flatMap((skeleton) => composeVariants(skeleton, VARIANTS, snippets, SEED))
  const asked = readSkeletons(join(root, 'questions')).flatMap((one) =>
    composeVariants(one, QUESTION_VARIANTS, none, SEED),
  )
  const files = buildCorpus(long, asked, SEED)
  return { files, summary: summarise(files, skeletons.length), skeletons: skeletons.length }
}

/** A truth as it is kept: one conversation a line, so that changes can be read. */
export function truthFile({ items, ...rest }: FileTruth): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2)
  return `${head},\n  "items": [\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]\n}\n`
}

function summarise(files: readonly CorpusFile[], skeletons: number): Summary {
  const items = files.flatMap(({ truth }) => truth.items)
  const sum = (value: (file: CorpusFile) => number) => files.reduce((total, file) => total + value(file), 0)
  return {
    skeletons,
    files: files.length,
    conversations: items.length,
    turns: sum(({ truth }) => truth.turns),
    badRows: sum(({ truth }) => truth.badRows.length),
    duplicates: items.filter(({ duplicateOf }) => duplicateOf).length,
    bytes: sum(({ bytes }) => bytes.length),
    identifiers: countBy(items.flatMap(({ identifiers }) => identifiers.map(({ category }) => category))),
    crisis: countBy(items.map(({ crisis }) => [crisis.level, crisis.answered].filter(Boolean).join(' '))),
    stereotypeTurns: items.reduce((total, { stereotypes }) => total + stereotypes.length, 0),
    mentions: countBy(items.flatMap(({ mentions }) => mentions.map(({ axis }) => axis))),
  }
}

function countBy(keys: readonly string[]): { [key: string]: number } {
  const counts: { [key: string]: number } = {}
  for (const key of keys.toSorted()) counts[key] = (counts[key] ?? 0) + 1
  return counts
}
