import { Parser } from 'htmlparser2'
import { damagedDocument } from './errors.ts'

export interface XmlHandler {
  /** Names come without their prefix, those of attributes too. */
  open(name: string, attributes: { [name: string]: string }): void
  text?(text: string): void
  close?(name: string): void
}

/** Elements inside of each other; documents nest about twenty. */
const DEEPEST = 512
/** Characters of markup without an event: a tag, a comment, a value of an attribute. */
const LONGEST_MARKUP = 16 * 1024 * 1024

/**
 * Tells a handler what an XML document holds, chunk by chunk; after each the caller gets its turn. Text comes in pieces.
 * Entities of the document's own are not expanded, nor is anything fetched.
 *
 * @throws UnprocessableFileError when it is not well encoded, nested too deep, or has endless markup
 */
export async function* readXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): AsyncGenerator<void> {
  let depth = 0
  let silent = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        silent = 0
        if (++depth > DEEPEST) throw damagedDocument()
        handler.open(local(name), locals(attributes))
      },
      ontext(text) {
        silent = 0
        handler.text?.(text)
      },
      onclosetag(name) {
        silent = 0
        depth--
        handler.close?.(local(name))
      },
    },
    { xmlMode: true },
  )
  for await (const text of decoded(chunks)) {
    silent += text.length
    parser.write(text)
    if (silent > LONGEST_MARKUP) throw damagedDocument()
    yield
  }
  parser.end()
  yield
}

/** Reads a small part to its end. */
export async function parseXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  for await (const _ of readXml(chunks, handler)) continue
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
    throw error instanceof TypeError ? damagedDocument() : error
  }
}

/** XML is UTF-8 or UTF-16; office suites write nothing else. */
function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le'
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : 'utf-8'
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
