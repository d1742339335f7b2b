import type { QuarantineCountsView, QuarantinedRowView, QuarantineRowView } from '@techdeck/contracts'
import { formatCount } from '@techdeck/client/figures'
import { printable } from './format.ts'
import { table } from './table.ts'

/** What the newest run read and kept out, by reason. */
export function countLines({ rows, reasons, fixed, released }: QuarantineCountsView): string[] {
  return [
    ...(rows === null
      ? []
      : [
          `${formatCount(rows.read)} rows read = ${formatCount(rows.accepted)} accepted + ${formatCount(rows.quarantined)} quarantined`,
        ]),
    ...(fixed + released === 0 ? [] : [`${fixed} mended and not released yet, ${released} released`]),
    ...(reasons.length === 0
      ? []
      : table(
          ['stage', 'as', 'because', 'count'],
          reasons.map(({ stage, kind, reason_code, count }) => [stage, kind, reason_code, count]),
        )),
  ]
}

/** Rows as a table; with `text`, each followed by the beginning of what it says. */
export function quarantineTable(rows: readonly QuarantineRowView[], text = false): string[] {
  const [header = '', ...lines] = table(
    ['row', 'file', 'line', 'stage', 'as', 'because', 'rows', 'mended'],
    rows.map(({ id, position, stage, kind, reason_code, count, mend }) => [
      id,
      position === null ? undefined : String(position.file),
      position?.line,
      stage,
      kind,
      reason_code,
      count,
      mend && (mend.version === null ? mend.status : `${mend.status} in v${mend.version}`),
    ]),
    '',
  )
  return [
    header,
    ...lines.flatMap((line, index) => {
      const excerpt = rows[index]?.excerpt
      return text && excerpt !== undefined ? [line, `    ${printable(excerpt)}`] : [line]
    }),
  ]
}

/** One row with all of its content, for who mends it. */
export function describeRow({ file_name, format, position, reason_code, mapping, content, mend }: QuarantinedRowView) {
  const { roles: _, ...columns } = mapping
  return [
    `From     ${printable(file_name)}, line ${position?.line ?? '–'}, row ${position?.row ?? '–'}`,
    `Format   ${format}`,
    ...Object.entries(columns).flatMap(([part, column]) =>
      column.length === 0 ? [] : `  ${part} is ${printable([column].flat().join(', '))}`,
    ),
    `Because  ${reason_code}`,
    ...(mend ? [`Mended   ${mend.status}${mend.version === null ? '' : ` in version ${mend.version}`}`] : []),
    '',
    ...(content === null
      ? ['It is too long to show, or no text in the encoding of its file.']
      : content.trimEnd().split('\n').map(printable)),
  ]
}
