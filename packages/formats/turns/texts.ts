import type { Json } from '@techdeck/contracts'
import { isObject } from './path.ts'

export const asText = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined

/**
 * A text, or the text parts of a message that has several: paragraphs where each says that it is text, else runs of one
 * paragraph, as where links and bold words are parts of their own.
 */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (isObject(value)) return textOf(value['text'] ?? value['value'] ?? value['content'])
  if (!Array.isArray(value)) return ''
  const parts = value.map(partOf).filter((part) => part !== '')
  return parts.join(areParagraphs(value) ? '\n' : '')
}

const partOf = (part: Json): string =>
  typeof part === 'string'
    ? part
    : !isObject(part)
      ? ''
      : typeof part['text'] === 'string'
        ? part['text']
        : isObject(part['text']) && typeof part['text']['value'] === 'string'
          ? part['text']['value']
          : typeof part['type'] === 'string' && typeof part['value'] === 'string'
            ? part['value']
            : ''

/** Parts of a message to or from a model: text beside pictures and calls. Runs have other types: bold, link, mention. */
const areParagraphs = (parts: readonly Json[]): boolean =>
  parts.every((part) => typeof part === 'string') ||
  (parts.some((part) => isObject(part) && (typeof part['text'] === 'string' || isObject(part['text']))) &&
    parts.every(
      (part) =>
        isObject(part) && ((part['text'] ?? null) === null || /^(\w+_)?text$/.test(asText(part['type']) ?? 'text')),
    ))
