import { collectBytes } from '@techdeck/core'
import { detectTranscript } from '../transcript/detect.ts'
import { transcript } from '../transcript/index.ts'
import { passed } from '../refused.ts'
import type { ByteSource, Conversion, Format, UnpackLimits } from '../types.ts'
import { unpacksTooFar } from './bombs.ts'
import { refusal } from './errors.ts'
import { type Run, textOfPage } from './layout.ts'
import { type Sides, sidesOf, textOfSides } from './sides.ts'

/** Pages after which the library lets go of what it keeps of them. */
const FORGET_EVERY = 50

const conversion: Conversion = {
  detect: (head) => Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024)).includes('%PDF-'),

  async *convert(source, limits, signal) {
    yield { path: '', content: pagesOf(source, limits, signal) }
  },
}

/**
 * PDFs with text. A page becomes lines, broken where its paragraphs are; of two columns under the names of both sides, each
 * paragraph is what that side says; page breaks stay, so that headers and footers are
 * found. What holds pictures alone, or needs a password, is refused.
 */
export const pdf: Format = {
  name: 'pdf',
  conversion,
  detect: (sample) => detectTranscript(sample),
  read: (source, reading, range, signal) => transcript.read(source, reading, range, signal),
}

/** One page at a time; the file is held whole, since its index stands at its end. @throws UnprocessableFileError */
async function* pagesOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (source.size > limits.maxPdfBytes) throw refusal('pdf_too_large', passed('maxPdfBytes', limits))
  const bytes = await collectBytes(source.read())
  if (unpacksTooFar(bytes, limits.maxPdfStreamBytes))
    throw refusal('expansion_limit', passed('maxPdfStreamBytes', limits))
  const document = await openDocument(bytes)
  try {
    if (document.numPages > limits.maxPdfPages) throw refusal('pdf_too_large', passed('maxPdfPages', limits))
    let letters = 0
    let sides: Sides | null = null
    for (let number = 1; number <= document.numPages; number++) {
      signal.throwIfAborted()
      const { runs, width } = await runsOf(document, number)
      sides = sidesOf(runs) ?? sides
      const text: string = (sides && textOfSides(runs, sides)) ?? textOfPage(runs, width)
      letters += text.length
      if (number % FORGET_EVERY === 0) await document.cleanup()
      if (text !== '') yield Buffer.from(`${number > 1 ? '\f' : ''}${text}\n`)
    }
    if (letters === 0) throw refusal('no_text')
  } finally {
    await document.loadingTask.destroy()
  }
}

type PdfDocument = Awaited<ReturnType<typeof openDocument>>

/** Loaded here: few files are PDFs, and the library is large. */
async function openDocument(bytes: Buffer) {
  const { getDocumentProxy } = await import('unpdf')
  try {
    // Warnings of the library may quote the file.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
  } catch (error) {
    throw refusal((error as { name?: string }).name === 'PasswordException' ? 'encrypted' : 'damaged_pdf')
  }
}

async function runsOf(document: PdfDocument, number: number): Promise<{ runs: Run[]; width: number }> {
  try {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    const [left = 0, , right = 0] = page.view
    return { runs: items.filter((item): item is typeof item & Run => 'str' in item), width: right - left }
  } catch {
    throw refusal('damaged_pdf')
  }
}
