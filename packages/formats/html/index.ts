import { detectEncoding } from '../encoding/index.ts'
import { head as headOf } from '../sources.ts'
import { detectTranscript } from '../transcript/detect.ts'
import { transcript } from '../transcript/index.ts'
import type { ByteSource, Conversion, Format, ReadItem, UnpackLimits } from '../types.ts'
import { type Block, BlockParser } from './blocks.ts'
import { ClassSurvey, type PageClasses } from './classes.ts'
import { LineWriter } from './lines.ts'
import { type Plan, Planner } from './plan.ts'

/** How much of a page tells how it names who speaks. */
const PLAN_BYTES = 1024 * 1024
const HEAD_BYTES = 4096
const BEGINNING =
  /^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*(?:<!doctype\s+html|<(?:html|head|body|meta|title|div|p|table|dl|ul|ol|h[1-6]|section|article|main|span|b|strong)[\s>/])/i

/** Wikis allow elements among their own signs. */
const WIKI = /^(?:[*:#;]{0,4}\s?'''\S.{0,100}?'''|(={1,5})\s?\S.{0,100}\1\s*$)/m

const conversion: Conversion = {
  detect: (head) => {
    const beginning = head.subarray(0, HEAD_BYTES)
    if (!beginning.includes(0x3c)) return false
    const encoding = detectEncoding(beginning)
    const text = encoding === null ? '' : decode(beginning, encoding.encoding).replace(/^\ufeff/, '')
    return BEGINNING.test(text) && !WIKI.test(text)
  },

  async *convert(source, limits, signal) {
    yield { path: '', content: lines(source, limits, signal) }
  },
}

/**
 * Transcripts and chats as web pages. What is said becomes lines of a transcript: by a class that names speakers (Telegram's
 * exports are such), by tables and definition lists, by names in bold or in headings, or by paragraphs that are such lines.
 */
export const html: Format = {
  name: 'html',
  conversion,
  // A short chat may let somebody speak only once, and here nearly every line was made to name who speaks.
  detect: (sample) => {
    const found = detectTranscript(sample) ?? detectTranscript(sample, 1)
    return (
      found && { ...found, settings: { ...found.settings, ...(isNewestFirst(sample.text) && { newestFirst: true }) } }
    )
  },
  read: (source, reading, range, signal) => {
    const items = transcript.read(source, reading, range, signal)
    return reading.settings['newestFirst'] === true ? fromTheEnd(items) : items
  },
}

/** Messages with days and times that only go back, as some exports have them. */
function isNewestFirst(text: string): boolean {
  const times = text.match(/^\[\d{4}-\d{2}-\d{2}[T ][\d:]{5,8}\]/gm) ?? []
  return (
    times.length > 2 &&
    times.every((time, at) => at === 0 || time <= (times[at - 1] ?? '')) &&
    times[0] !== times.at(-1)
  )
}

async function* fromTheEnd(items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  for await (const item of items) yield item.row ? { row: { ...item.row, order: -item.row.position.row } } : item
}

async function* lines(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const encoding = encodingOf(await headOf(source, 64 * 1024))
  let classes: PageClasses | null = null
  let plan = await planOf(source, { encoding, classes, limits }, signal)
  if (!saysWhoSpeaks(plan)) {
    classes = await classesOf(source, encoding, signal)
    if (classes) plan = await planOf(source, { encoding, classes, limits }, signal)
  }
  const writer = new LineWriter(plan)
  let text = ''
  for await (const block of blocksOf(source, { encoding, classes, limits }, source.size, signal)) {
    text += writer.write(block)
    if (text.length < 64 * 1024) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text + writer.end())
}

/** How a page is read. */
interface Page {
  encoding: string
  classes: PageClasses | null
  limits: UnpackLimits
}

async function planOf(source: ByteSource, page: Page, signal: AbortSignal): Promise<Plan> {
  const planner = new Planner()
  for await (const block of blocksOf(source, page, PLAN_BYTES, signal)) planner.add(block)
  return planner.plan()
}

const saysWhoSpeaks = ({ label, columns, sides }: Plan): boolean => label !== null || columns !== null || sides !== null

async function classesOf(source: ByteSource, encoding: string, signal: AbortSignal): Promise<PageClasses | null> {
  const survey = new ClassSurvey()
  for await (const text of textOf(source, encoding, PLAN_BYTES, signal)) survey.write(text)
  return survey.classes()
}

async function* blocksOf(
  source: ByteSource,
  { encoding, classes, limits }: Page,
  bytes: number,
  signal: AbortSignal,
): AsyncGenerator<Block> {
  const parser = new BlockParser(classes, limits)
  for await (const text of textOf(source, encoding, bytes, signal)) yield* parser.write(text)
  yield* parser.end()
}

async function* textOf(
  source: ByteSource,
  encoding: string,
  bytes: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of source.read(0, Math.min(bytes, source.size))) {
    signal.throwIfAborted()
    yield decoder.decode(chunk, { stream: true })
  }
}

/** By a byte order mark, by what the page says of itself, or by its bytes. */
function encodingOf(head: Buffer): string {
  const found = detectEncoding(head)
  const said = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(head.toString('latin1', 0, HEAD_BYTES))?.[1]
  if (found && (found.bom > 0 || found.encoding.startsWith('utf-16'))) return found.encoding
  try {
    return new TextDecoder(said ?? found?.encoding ?? 'utf-8').encoding
  } catch {
    return found?.encoding ?? 'utf-8'
  }
}

const decode = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes)
