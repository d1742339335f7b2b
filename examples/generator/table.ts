import type { BadRowTruth } from '../truth.ts'

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le'

/** Where a row begins. Line and row count from 1; bytes count from the beginning of the file, a byte order mark included. */
export type Position = Omit<BadRowTruth, 'reason'>

/** Builds the bytes of a file row by row and knows where each row begins. */
export class FileBuilder {
  readonly badRows: BadRowTruth[] = []
  private readonly parts: Buffer[] = []
  private readonly encoding: Encoding
  private bytes = 0
  private line = 1
  private rowCount = 0

  constructor(encoding: Encoding = 'utf-8') {
    this.encoding = encoding
  }

  get rows(): number {
    return this.rowCount
  }

  /** Text that is no data row: a header, an empty line, a bracket, a byte order mark. */
  raw(text: string): void {
    this.append(encode(text, this.encoding), text)
  }

  row(text: string): Position {
    const position = { line: this.line, row: ++this.rowCount, byteOffset: this.bytes }
    this.raw(text)
    return position
  }

  /** A row that a reader has to report with this reason; bytes are taken as they are. */
  bad(reason: string, content: string | Buffer): void {
    const position = { line: this.line, row: ++this.rowCount, byteOffset: this.bytes }
    if (typeof content === 'string') this.raw(content)
    else this.append(content, content.toString('latin1'))
    this.badRows.push({ ...position, reason })
  }

  build(): Buffer {
    return Buffer.concat(this.parts)
  }

  private append(bytes: Buffer, text: string): void {
    this.parts.push(bytes)
    this.bytes += bytes.length
    this.line += text.split('\n').length - 1
  }
}

const CP1252: { [character: string]: number } = {
  '€': 0x80,
  '…': 0x85,
  '‘': 0x91,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '–': 0x96,
  '—': 0x97,
}

/** @throws Error when Windows-1252 has no such character. */
function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8')
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  return Buffer.from(
    Array.from(text, (character) => {
      const code = CP1252[character] ?? character.codePointAt(0)!
      if (code > 0xff) throw new Error('A character has no place in Windows-1252')
      return code
    }),
  )
}

/** One line of a delimited file by RFC 4180: quoted only where it must be. */
export function delimited(cells: readonly (string | number)[], delimiter: string, end = '\n'): string {
  const quoted = cells.map((cell) => {
    const text = String(cell)
    return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return quoted.join(delimiter) + end
}
