import type { Finding } from '@techdeck/contracts'

/** A piece of a turn's text, with what was found in it. */
export interface Piece {
  readonly text: string
  /** Findings that begin with it. */
  readonly begun: readonly Finding[]
  readonly findings: readonly Finding[]
}

/** Cuts a text where findings begin and end. Offsets are code points; findings may overlap. */
export function markedText(text: string, findings: readonly Finding[]): Piece[] {
  const points = Array.from(text)
  const inside = (offset: number) => Math.min(Math.max(offset, 0), points.length)
  const cuts = new Set([0, points.length, ...findings.flatMap(({ start, end }) => [inside(start), inside(end)])])
  const ordered = [...cuts].toSorted((a, b) => a - b)
  return ordered.slice(1).map((end, index) => {
    const start = ordered[index]
    return {
      text: points.slice(start, end).join(''),
      begun: findings.filter((finding) => finding.start === start),
      findings: findings.filter((finding) => finding.start < end && finding.end > start),
    }
  })
}

/** The id of the place in the page where a finding begins. */
export const placeOf = ({ turn, start }: Pick<Finding, 'turn' | 'start'>): string => `found-${turn}-${start}`
