import type { ExportFormat } from '@techdeck/contracts'

interface Format {
  readonly title: string
  readonly text: string
}

type Document = 'markdown' | 'manifest' | 'recipe' | 'run' | 'croissant' | 'svg' | 'plan'

/** What exported files are good for, by the wire's names of formats. */
export const FORMATS: Readonly<Record<ExportFormat | Document, Format>> = {
  jsonl: { title: 'JSON lines', text: 'One conversation a line with everything: turns, labels, findings, scores.' },
  openai_chat: { title: 'OpenAI chat', text: 'Messages with roles, as fine-tuning tools read them.' },
  sharegpt: { title: 'ShareGPT', text: 'Conversations of from and value, as Axolotl and others read them.' },
  alpaca: { title: 'Alpaca', text: 'Instruction and output: one line for each reply of the helper.' },
  prompt_completion: { title: 'Prompt and completion', text: 'What was said before, and the reply to it.' },
  preference: { title: 'Preference pairs', text: 'A better and a worse reply to the same words, by score or verdict.' },
  csv: { title: 'CSV', text: 'One turn a row, for spreadsheets.' },
  csv_conversations: { title: 'CSV of conversations', text: 'One conversation a row.' },
  csv_sessions: { title: 'CSV of measures', text: 'Measures of each session, without text, and a code book.' },
  parquet: { title: 'Parquet', text: 'Columns, for pandas, DuckDB, Spark.' },
  arrow: { title: 'Arrow', text: 'Columns that load as they lie (Feather).' },
  huggingface: { title: 'Hugging Face folder', text: 'Loads with datasets and can be put on the Hub.' },
  label_studio: { title: 'Label Studio', text: 'Tasks with what was found, for people to correct.' },
  html: { title: 'Page', text: 'To read, in any browser.' },
  markdown: { title: 'Data card', text: 'What the data are, for people who use them.' },
  manifest: { title: 'Manifest', text: 'Every file with its hash, and how it came to be.' },
  recipe: { title: 'Recipe', text: 'All settings, to do the run again.' },
  run: { title: 'Signature', text: 'Which run made it, signed by this installation.' },
  croissant: { title: 'Croissant', text: 'What the data are, for machines.' },
  svg: { title: 'Figure', text: 'A distribution.' },
  plan: { title: 'Plan', text: 'What would be written.' },
}
export const formatOf = (name: string): Format =>
  (FORMATS as Readonly<Record<string, Format>>)[name] ?? { title: name, text: '' }
