import { crc32, deflateRawSync } from 'node:zlib'

/** A zip of these files, in their order. */
export function zipOf(files: { readonly [path: string]: string | Uint8Array }): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path)
    const bytes = Buffer.from(content as string)
    // Quick, and zeros still become a two hundredth.
    const packed = deflateRawSync(bytes, { level: 1 })
    // What the local header and the directory say alike: version, UTF-8, deflated, no date, sums and lengths.
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(0x800, 2)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    parts.push(Buffer.from('PK\u0003\u0004'), facts, name, packed)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\0'), facts, place, name)
    offset += 30 + name.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}

const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`

/** A workbook of sheets as the XML of their rows. */
export const workbookOf = (
  sheets: { readonly [name: string]: string },
  { strings = '', after = '' }: { strings?: string; after?: string } = {},
): Buffer =>
  zipOf({
    '_rels/.rels': `<Relationships>${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook><sheets>${Object.keys(sheets)
      .map((name, at) => `<sheet name="${name}" r:id="s${at}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation('shared', 'sharedStrings', 'sharedStrings.xml')}${Object.keys(
      sheets,
    )
      .map((_, at) => relation(`s${at}`, 'worksheet', `worksheets/${at}.xml`))
      .join('')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, at) => [
        `xl/worksheets/${at}.xml`,
        `<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`,
      ]),
    ),
  })

/** A document of Word as the XML of its body. */
export const documentOf = (body: string): Buffer =>
  zipOf({
    '_rels/.rels': `<Relationships>${relation('r1', 'officeDocument', 'word/document.xml')}</Relationships>`,
    'word/document.xml': `<w:document><w:body>${body}</w:body></w:document>`,
  })

/** A spreadsheet of OpenDocument as the XML of its tables. */
export const spreadsheetOf = (tables: string): Buffer =>
  zipOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<office:document-content><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
  })
