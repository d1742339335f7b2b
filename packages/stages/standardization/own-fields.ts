import type { JsonObject } from '@techdeck/contracts'
import { isKnownRole } from '@techdeck/formats/names'
import type { RawConversation } from '../definition.ts'
import type { Mark } from './marks.ts'

/** A turn's speaker, and what only canonical turns have, which readers keep among its labels. */
export interface OwnFields {
  /** As written. */
  speaker: string | undefined
  /** The name beside a role. */
  name?: string
  /** With places in code points. */
  ownMarks?: Mark[]
  labels?: JsonObject
}

/** Takes back what a canonical turn says besides its role and text, so that our own exports are read as they were written. */
export function ownFields({ speaker, labels }: RawConversation['turns'][number]): OwnFields {
  if (!labels) return { speaker }
  const { speaker: name, marks, mark_at: places, ...rest } = labels
  const result: OwnFields = { speaker, labels: rest }
  if (typeof name === 'string' && speaker !== undefined && isKnownRole(speaker)) result.name = name
  else if (name !== undefined) rest.speaker = name
  const ownMarks = marksOf(marks, places)
  if (ownMarks) result.ownMarks = ownMarks
  else {
    if (marks !== undefined) rest.marks = marks
    if (places !== undefined) rest.mark_at = places
  }
  return result
}

function marksOf(marks: unknown, places: unknown): Mark[] | undefined {
  if (!Array.isArray(marks) || !Array.isArray(places) || marks.length !== places.length) return undefined
  if (!marks.every((what) => typeof what === 'string') || !places.every((at) => Number.isInteger(at) && at >= 0))
    return undefined
  return marks.map((what, i) => ({ what, at: places[i] as number }))
}
