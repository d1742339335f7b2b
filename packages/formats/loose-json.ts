import type { Json } from '@techdeck/contracts'
import { parseLiteral } from './cells/literal.ts'
import { withoutTypes } from './typed-values.ts'

/** Strings, which stay as they are, and what is no JSON: words for what is no number, and commas behind the last member. */
const PARTS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|,(?=\s{0,100}[}\]])/gs
const PYTHON = /^\s*[[{]\s*['{[(]/

/** What values may look like of which each says its type. */
const isTyped = (text: string): boolean => text.includes('"S"') || text.includes('"stringValue"')

/**
 * Parses JSON, and what programs write that is nearly JSON: `NaN` and `Infinity`, which become null, commas behind the
 * last member, and values as Python prints them. Values that say their type, as data bases export them, are values alone.
 * @throws SyntaxError for what is none of it
 */
export const parseLoosely = (text: string): Json => (isTyped(text) ? withoutTypes(parse(text)) : parse(text))

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    try {
      return JSON.parse(text.replace(PARTS, (part) => (part[0] === '"' ? part : part === ',' ? '' : 'null'))) as Json
    } catch {
      const value = PYTHON.test(text) ? parseLiteral(text) : undefined
      if (value === undefined) throw error
      return value
    }
  }
}
