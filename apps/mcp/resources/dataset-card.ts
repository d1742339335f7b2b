import type { DatasetView } from '@techdeck/contracts'

/** A data set in a page of Markdown; it names no speaker and quotes no conversation. */
export function datasetCard(dataset: DatasetView): string {
  const { id, name, version, status, format, encoding, conversation_count, turn_count, size_bytes, problems, files } =
    dataset
  const facts: [string, string | number | null | undefined][] = [
    ['Id', id],
    ['Version', version],
    ['Status', status],
    ['Format', format],
    ['Encoding', encoding],
    ['Conversations', conversation_count],
    ['Turns', turn_count],
    ['Bytes', size_bytes],
    ['Files', files.length],
    ['Licence', dataset.licence],
    ['Consent', dataset.consent],
    ['Purpose', dataset.purpose],
    ['Legal basis', dataset.legal_basis],
    ['Kept until', dataset.retain_until],
  ]
  const known = facts.filter(([, value]) => value !== null && value !== undefined)
  const wrong = problems.map(({ code, message, count = 1 }) => `- ${code} (${count}): ${message}`)
  return [
    `# ${name}`,
    '',
    ...known.map(([what, value]) => `- ${what}: ${value}`),
    ...(wrong.length > 0 ? ['', '## What inspection found', '', ...wrong] : []),
    '',
  ].join('\n')
}
