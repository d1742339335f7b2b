interface Format {
  readonly title: string
  readonly text: string
}

/** What exported files are good for, by the wire's names of formats. */
export const FORMATS: Readonly<Record<'jsonl' | 'openai_chat' | 'csv' | 'markdown' | 'manifest', Format>> = {
  jsonl: { title: 'JSON lines', text: 'One conversation a line with everything: turns, labels, findings, scores.' },
  openai_chat: { title: 'OpenAI chat', text: 'Messages with roles, as fine-tuning tools read them.' },
  csv: { title: 'CSV', text: 'One turn a row, for spreadsheets.' },
  markdown: { title: 'Data card', text: 'What the data are, for people who use them.' },
  manifest: { title: 'Manifest', text: 'Every file with its hash, and how it came to be.' },
}
export const formatOf = (name: string): Format =>
  (FORMATS as Readonly<Record<string, Format>>)[name] ?? { title: name, text: '' }
