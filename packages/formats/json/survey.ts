import type { Json } from '@techdeck/contracts'
import { parseLoosely } from '../loose-json.ts'
import { ElementCutter } from './cutter.ts'
import { Outline } from './outline.ts'
import { OPEN_LIST, OPEN_OBJECT } from './bytes.ts'

/** Elements of a list that are looked at. */
const ENOUGH = 50
const SEQUENCE = { surrounding: 'sequence', indent: -1, lists: [], passed: [] } as const

/**
 * The lists of objects or lists in a document that lie in no other list, by the fields that lead to them, with their
 * first elements; an element that the end of the view cuts is left out.
 */
export function surveyLists(view: Buffer, textAt: (from: number, to: number) => string | null): Map<string, Json[]> {
  const outline = new Outline()
  const lists = new Map<string, Json[]>()
  for (let at = 0; at < view.length; at++) {
    const byte = view[at]
    const path = byte === OPEN_OBJECT || byte === OPEN_LIST ? outline.list : null
    if (path === null) {
      outline.push(byte)
      continue
    }
    const cutter = new ElementCutter(SEQUENCE)
    cutter.begin(view, at, view.length)
    const end = cutter.cut(view, at, view.length, false)
    const elements = lists.get(path) ?? []
    lists.set(path, elements)
    if (end === -1) break
    if (elements.length < ENOUGH) elements.push(...parse(textAt(at, end)))
    at = end - 1
  }
  return lists
}

function parse(text: string | null): Json[] {
  try {
    return text === null ? [] : [parseLoosely(text)]
  } catch {
    return []
  }
}
