import { collectBytes, UnprocessableFileError } from '@techdeck/core'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { rootOf } from '../xml/root.ts'
import { LOOK, OfficePackage } from './package.ts'
import { readXml } from '../xml/parse.ts'

/** Where an OpenDocument file keeps what it says. */
export const CONTENT = 'content.xml'

/** What kind of OpenDocument a file is, such as `spreadsheet` or `text`; `null` when it is none that can be read. */
export async function openDocumentKind(head: Uint8Array, source: ByteSource): Promise<string | null> {
  const isFlat = isFlatRoot(await rootOf(head, source))
  if (!isFlat && (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3)) return null
  try {
    const content = isFlat ? source.read() : await contentIn(source)
    if (content === null) return null
    let kind: string | undefined
    let inBody = false
    const seen = readXml(content, LOOK, {
      open(name) {
        if (inBody) kind ??= name
        inBody ||= name === 'body'
      },
    })
    for await (const _ of seen) if (kind !== undefined) return kind
  } catch (error) {
    if (!(error instanceof UnprocessableFileError)) throw error
  }
  return null
}

const isFlatRoot = (root: string | null): boolean => /^office:document(?:-content)?$/.test(root ?? '')

async function contentIn(source: ByteSource): Promise<AsyncIterable<Uint8Array> | null> {
  const file = await OfficePackage.open(source, LOOK, new AbortController().signal)
  return file.has('mimetype') && file.has(CONTENT) ? file.part(CONTENT) : null
}

/** What an OpenDocument file says, in its package or, where it is flat, by itself; each call reads it anew. */
export async function openDocumentContent(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): Promise<() => AsyncIterable<Uint8Array>> {
  const [first] = await collectBytes(source.read(0, 1))
  if (first !== 0x50) return () => source.read()
  const file = await OfficePackage.open(source, limits, signal)
  return () => file.part(CONTENT)
}

/** Gathers the text of paragraphs, as OpenDocument writes it: white space is folded, and more of it has elements. */
export class OpenDocumentText {
  #parts: string[] = []
  length = 0

  open(name: string, attributes: { [name: string]: string }): void {
    if (name === 's') this.#push(' '.repeat(Math.min(1000, Math.max(1, Number(attributes['c'] ?? 1) || 1))))
    else if (name === 'tab') this.#push('\t')
    else if (name === 'line-break') this.#push('\n')
  }

  add(text: string): void {
    this.#push(text.replace(/[ \t\r\n]+/g, ' '))
  }

  take(): string {
    const text = this.#parts.join('')
    this.#parts = []
    this.length = 0
    return text
  }

  #push(text: string): void {
    this.#parts.push(text)
    this.length += text.length
  }
}
