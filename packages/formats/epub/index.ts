import { collectBytes } from '@techdeck/core'
import { html } from '../html/index.ts'
import { damagedDocument, OfficePackage, parseXml } from '../office/index.ts'
import { passed } from '../refused.ts'
import { memorySource } from '../sources.ts'
import { transcript } from '../transcript/index.ts'
import type { Format, UnpackLimits } from '../types.ts'
import { xmlRefused } from '../xml/errors.ts'

const CONTAINER = 'META-INF/container.xml'

/** Books (EPUB): their chapters are pages, read one after the other as web pages are. */
export const epub: Format = {
  ...transcript,
  name: 'epub',
  conversion: {
    detect: (beginning) => {
      const first = Buffer.from(beginning.subarray(0, 128)).toString('latin1')
      return first.startsWith('PK') && /^.{30}mimetype.{0,40}application\/epub\+zip/s.test(first)
    },
    async *convert(source, limits, signal) {
      const book = await OfficePackage.open(source, limits, signal)
      yield { path: '', content: chaptersOf(book, limits, signal) }
    },
  },
}

async function* chaptersOf(book: OfficePackage, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (const path of await spineOf(book)) {
    if (!book.has(path)) throw damagedDocument()
    // A chapter is a page by itself.
    if (book.sizeOf(path) > limits.maxChapterBytes) throw xmlRefused('too_large', passed('maxChapterBytes', limits))
    const page = memorySource(await collectBytes(book.part(path)))
    for await (const { content } of html.conversion?.convert(page, limits, signal) ?? []) yield* content
    yield Buffer.from('\n')
  }
}

/** The chapters in the order in which people read them, without the table of contents. */
async function spineOf(book: OfficePackage): Promise<string[]> {
  let root = ''
  await parseXml(book.part(CONTAINER), book.limits, {
    open(name, { 'full-path': path = '' }) {
      if (name === 'rootfile' && root === '') root = path
    },
  })
  const folder = root.slice(0, root.lastIndexOf('/') + 1)
  const pages = new Map<string, string>()
  const order: string[] = []
  await parseXml(book.part(root), book.limits, {
    open(name, { id = '', href = '', 'media-type': type = '', properties = '', idref = '', linear }) {
      const isPage = /html/.test(type) && !properties.split(/\s/).includes('nav')
      if (name === 'item' && isPage) pages.set(id, pathOf(folder, href))
      if (name === 'itemref' && linear !== 'no') order.push(idref)
    },
  })
  return order.flatMap((id) => pages.get(id) ?? [])
}

/** A path as it is named from a folder of the book. */
function pathOf(folder: string, href: string): string {
  const path = new URL(href, `book:///${folder}`).pathname
  try {
    return decodeURIComponent(path).replace(/^\/+/, '')
  } catch {
    return path.replace(/^\/+/, '')
  }
}
