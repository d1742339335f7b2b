import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseTemplate, type Node } from './template.ts'
import type { CrisisTruth } from '../truth.ts'

export interface SkeletonTurn {
  role: 'client' | 'therapist'
  /** The client discloses a crisis here. */
  crisis: boolean
  /** The helper speaks in a stereotype of this axis here. */
  stereotype: string | null
  /** Full alternative phrasings. */
  phrasings: Node[][]
}

export interface Skeleton {
  id: string
  topic: string
  style: string
  quality: 'good' | 'mixed' | 'poor'
  /** Grammatical gender of the client's names in the text. */
  client: 'm' | 'f' | 'any'
  crisis: Pick<CrisisTruth, 'level' | 'answered'>
  turns: SkeletonTurn[]
}

/**
 * Reads all hand-written skeletons of a folder, in the order of file names (the notation is in examples/README.md).
 *
 * @throws Error that names the place when the notation is broken.
 */
export function readSkeletons(folder: string): Skeleton[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.toSorted().flatMap((name) => parseSkeletons(readFileSync(join(folder, name), 'utf8'), name))
}

export function parseSkeletons(source: string, name: string): Skeleton[] {
  const skeletons: Skeleton[] = []
  for (const [index, line] of source.split('\n').entries()) {
    const where = `${name}:${index + 1}`
    if (line.trim() === '' || line.startsWith('#')) continue
    if (line.startsWith('=== ')) skeletons.push(emptySkeleton(line.slice(4).trim()))
    else {
      const skeleton = skeletons.at(-1)
      if (!skeleton) throw new Error(`${where}: a line before the first heading`)
      readLine(skeleton, line, where)
    }
  }
  return skeletons
}

const emptySkeleton = (id: string): Skeleton => ({
  id,
  topic: '',
  style: '',
  quality: 'good',
  client: 'any',
  crisis: { level: 'none', answered: null },
  turns: [],
})

function readLine(skeleton: Skeleton, line: string, where: string): void {
  const turn = /^([TC])(!|~[a-z-]+)?: (.+)$/.exec(line)
  if (turn) {
    const flag = turn[2] ?? ''
    skeleton.turns.push({
      role: turn[1] === 'T' ? 'therapist' : 'client',
      crisis: flag === '!',
      stereotype: flag.startsWith('~') ? flag.slice(1) : null,
      phrasings: [],
    })
    return addPhrasing(skeleton, turn[3], where)
  }
  if (line.startsWith('| ')) return addPhrasing(skeleton, line.slice(2), where)
  const header = /^([a-z]+): (.+)$/.exec(line)
  if (!header || skeleton.turns.length > 0) throw new Error(`${where}: not a turn, a phrasing or a header`)
  readHeader(skeleton, header[1], header[2].trim(), where)
}

function addPhrasing(skeleton: Skeleton, text: string, where: string): void {
  const turn = skeleton.turns.at(-1)
  if (!turn) throw new Error(`${where}: a phrasing before the first turn`)
  const path = `${skeleton.id}/${skeleton.turns.length}/${turn.phrasings.length}`
  turn.phrasings.push(parseTemplate(text.trim(), path))
}

const QUALITIES = ['good', 'mixed', 'poor'] as const
const CLIENTS = ['m', 'f'] as const
const LEVELS = ['indicator', 'ideation', 'behavior', 'attempt'] as const
const ANSWERS = ['well', 'partly', 'missed', 'harmful'] as const

function readHeader(skeleton: Skeleton, key: string, value: string, where: string): void {
  if (key === 'topic' || key === 'style') skeleton[key] = value
  else if (key === 'quality') skeleton.quality = oneOf(QUALITIES, value, where)
  else if (key === 'client') skeleton.client = oneOf(CLIENTS, value, where)
  else if (key === 'crisis') {
    const [level, answered = ''] = value.split(' ')
    skeleton.crisis = { level: oneOf(LEVELS, level, where), answered: oneOf(ANSWERS, answered, where) }
  } else throw new Error(`${where}: unknown header ${key}`)
}

function oneOf<T extends string>(allowed: readonly T[], value: string, where: string): T {
  const found = allowed.find((item) => item === value)
  if (found === undefined) throw new Error(`${where}: ${value} is none of ${allowed.join(', ')}`)
  return found
}
