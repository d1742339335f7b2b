const PER_PAGE = 40

/** A PDF of lines, forty a page, in the font that every viewer has; an empty line is a gap, and a
 * tab begins a second column. Knows Windows-1252 alone. */
export function writePdf(lines: readonly string[]): Uint8Array {
  const pages = Array.from({ length: Math.ceil(lines.length / PER_PAGE) }, (_, page) =>
    lines.slice(page * PER_PAGE, (page + 1) * PER_PAGE),
  )
  const kids = pages.map((_, page) => `${4 + page * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((page, index) => {
      const content = page
        .flatMap((line, at) =>
          line
            .split('\t')
            .map(
              (cell, column) => `BT /F1 9 Tf 1 0 0 1 ${20 + column * 280} ${800 - at * 12} Tm (${escaped(cell)}) Tj ET`,
            ),
        )
        .join('\n')
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + end, 'latin1')
}

const escaped = (line: string): string =>
  line
    .replaceAll('–', '\u0096')
    .replaceAll('’', '\u0092')
    .replace(/[\\()]/g, String.raw`\$&`)
