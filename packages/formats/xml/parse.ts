import { Parser } from 'htmlparser2'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from './errors.ts'
import { LineMarks } from './line-marks.ts'

export interface XmlHandler {
  /** Names come without their prefix, those of attributes too. `line` is the one on which the element begins. */
  open(name: string, attributes: { [name: string]: string }, line: number): void
  text?(text: string): void
  close?(name: string): void
}

/**
 * Tells a handler what an XML document holds, chunk by chunk; after each the caller gets its turn. Text comes in pieces.
 * Nothing is fetched, and no entity but those of XML itself is expanded.
 *
 * @throws UnprocessableFileError when it is not well encoded, cut off, not closed as it was opened, nested too deep, has
 *   endless markup or declares entities
 */
export async function* readXml(
  chunks: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const lines = new LineMarks()
  /** Where the elements that are open begin. */
  const begins: number[] = []
  /** Characters of markup without an event: a tag, a comment, a value of an attribute. */
  let silent = 0
  const parser: Parser = new Parser(
    {
      onopentag(name, attributes) {
        silent = 0
        if (begins.push(parser.startIndex) > limits.maxElementDepth)
          throw xmlRefused('nested_too_deep', passed('maxElementDepth', limits))
        handler.open(local(name), locals(attributes), lines.at(parser.startIndex))
      },
      ontext(text) {
        silent = 0
        handler.text?.(text)
      },
      onclosetag(name, implied) {
        silent = 0
        // Closed by itself, or by the end of another one.
        const isCut = implied && parser.startIndex !== begins.at(-1)
        begins.pop()
        if (isCut) throw xmlRefused('corrupt_document')
        handler.close?.(local(name))
      },
      onprocessinginstruction(_name, data) {
        if (/^!(?:ENTITY|DOCTYPE[\s\S]*<!ENTITY)\b/i.test(data)) throw xmlRefused('own_entities')
      },
    },
    { xmlMode: true },
  )
  for await (const text of decoded(chunks)) {
    silent += text.length
    lines.feed(text)
    parser.write(text)
    if (silent > limits.maxMarkupChars) throw xmlRefused('too_large', passed('maxMarkupChars', limits))
    yield
  }
  if (begins.length > 0) throw xmlRefused('corrupt_document')
  parser.end()
  yield
}

/** Reads a small part to its end. */
export async function parseXml(
  chunks: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
  handler: XmlHandler,
): Promise<void> {
  for await (const _ of readXml(chunks, limits, handler)) continue
}

async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  try {
    for await (const chunk of chunks) {
      if (chunk.length === 0) continue
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
      yield decoder.decode(chunk, { stream: true })
    }
    yield decoder?.decode() ?? ''
  } catch (error) {
    throw error instanceof TypeError || error instanceof RangeError ? xmlRefused('corrupt_document') : error
  }
}

/** UTF-16 by its first bytes, else what the document says of itself, else UTF-8. */
function encodingOf(chunk: Uint8Array): string {
  const [first, second] = chunk
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be'
  const declaration = Buffer.from(chunk.subarray(0, 200)).toString('latin1')
  const said = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(declaration)?.[1]
  return said === undefined || /^utf-?16/i.test(said) ? 'utf-8' : said
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

function locals(attributes: { [name: string]: string }): { [name: string]: string } {
  for (const name in attributes)
    if (name.includes(':')) {
      const own = Object.entries(attributes).map(([key, value]) => [local(key), value] as const)
      return Object.fromEntries(own)
    }
  return attributes
}
