import { isKnownRole } from '../roles/index.ts'
import { looksLikeName } from '../transcript/lines.ts'
import { survey } from '../transcript/detect.ts'
import type { Sample } from '../types.ts'
import { type Cue, cuesOf, piecesOf } from './parse.ts'
import { type CueStyle, overlap } from './turns.ts'

export interface CueSurvey {
  cues: Cue[]
  /** Share of the blocks that hold times. */
  share: number
  style: CueStyle
}

const SAMPLE_CUES = 2000

/** Looks at the cues of a sample and how they name who speaks. */
export function surveyCues({ text, complete }: Sample, isComment: (block: string) => boolean): CueSurvey {
  const blocks = text
    .split(/\n[^\S\n]*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !isComment(block))
    .slice(0, SAMPLE_CUES)
  if (!complete) blocks.pop()
  const found = blocks.map(cuesOf)
  const cues = found.flat()
  const share = found.filter((each) => each.length > 0).length / Math.max(found.length, 1)
  return { cues, share, style: styleOf(cues, complete) }
}

function styleOf(cues: readonly Cue[], complete: boolean): CueStyle {
  const texts = cues.flatMap(({ lines }) =>
    lines.flatMap((line) => piecesOf(line.replace(/^\s*(?:-|>>|&gt;&gt;)\s*/, ''))),
  )
  const plain = texts.filter(({ voice }) => voice === undefined).map(({ text }) => text)
  const surveys = (['colon', 'bracket', 'alone'] as const)
    .map((form) => survey(plain, form, null))
    .filter(({ speakers }) => speakers.length >= 2 || speakers.some(([name]) => isKnownRole(name)))
  const above = surveys.length === 0 ? namesAbove(cues) : []
  const names = [...new Set([...surveys.flatMap(({ speakers }) => speakers.map(([name]) => name)), ...above])]
  const voices = cues.filter(({ voice }) => voice !== undefined).length
  const named = voices + texts.length - plain.length + surveys.reduce((sum, { turns }) => sum + turns, 0)
  const rolls = cues.filter(({ lines }, index) => overlap(cues[index - 1]?.lines ?? [], lines) > 0).length
  return {
    names: names.slice(0, 200),
    closed: complete || surveys.length === 0,
    firstLine: above.length > 0,
    labelled: above.length > 0 || named > cues.length * 0.15,
    rolling: rolls > cues.length * 0.3,
  }
}

/** Names that stand on the first line of nearly every cue. */
function namesAbove(cues: readonly Cue[]): string[] {
  const firsts = cues
    .filter(({ lines }) => lines.length > 1)
    .map(({ lines: [first = ''] }) => piecesOf(first)[0]?.text ?? '')
  const names = new Set(firsts)
  const sure = firsts.length >= 3 && firsts.length > cues.length * 0.9 && names.size <= Math.max(2, firsts.length / 3)
  return sure && [...names].every(looksLikeName) ? [...names].map((name) => name.toLowerCase()) : []
}
