import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE } from '../json/bytes.ts'
import { isBlank } from '../rows/index.ts'
import type { ByteSource } from '../types.ts'

/** Longest name of a member, in bytes. */
const LONGEST = 1000

/** A member of a document's outermost object: its name, and where its value begins and ends. */
export interface Member {
  name: string
  start: number
  end: number
}

/** The members of the object that a document is, in their order; of a document without an end those that end. */
export async function* membersOf(source: ByteSource): AsyncGenerator<Member> {
  let depth = 0
  let inText = false
  let skipNext = false
  let name: number[] = []
  let start = -1
  let last = -1
  let offset = 0
  for await (const chunk of source.read()) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (inText) {
        if (byte === QUOTE && !skipNext) inText = false
        else if (depth === 1 && start === -1 && name.length < LONGEST) name.push(byte)
        skipNext = byte === BACKSLASH && !skipNext
        last = offset + at
        continue
      }
      if (isBlank(byte)) continue
      if (depth === 1 && start === -1 && byte === COLON) {
        start = -2
        continue
      }
      if (depth === 1 && start >= 0 && (byte === COMMA || byte === CLOSE_OBJECT)) {
        yield { name: nameOf(name), start, end: last + 1 }
        start = -1
        name = []
      } else if (start === -2) start = offset + at
      if (byte === QUOTE) inText = true
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --depth === 0) return
      last = offset + at
    }
    offset += chunk.length
  }
}

/** As JSON has it, between its quotes. */
function nameOf(bytes: readonly number[]): string {
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString('utf8')}"`) as string
  } catch {
    return ''
  }
}
