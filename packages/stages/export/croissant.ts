import type { JsonObject } from '@techdeck/contracts'
import type { ExportContext, WrittenFile } from './manifest.ts'

/** Media types of files that hold data, by format. */
const DATA: Readonly<Record<string, string>> = {
  jsonl: 'application/jsonlines',
  openai_chat: 'application/jsonlines',
  sharegpt: 'application/jsonlines',
  alpaca: 'application/jsonlines',
  prompt_completion: 'application/jsonlines',
  preference: 'application/jsonlines',
  csv: 'text/csv',
  csv_conversations: 'text/csv',
  csv_sessions: 'text/csv',
  parquet: 'application/x-parquet',
  huggingface: 'application/x-parquet',
  arrow: 'application/vnd.apache.arrow.file',
  label_studio: 'application/json',
  html: 'text/html',
}

type Column = [name: string, type: 'sc:Text' | 'sc:Integer' | 'sc:Float', meaning: string]

const CONVERSATION: readonly Column[] = [
  ['id', 'sc:Text', 'Id of the conversation, a hash of where it stood in its source'],
  ['language', 'sc:Text', 'Language (ISO 639-1)'],
]
const TURN: readonly Column[] = [
  ['conversation_id', 'sc:Text', 'Id of the conversation'],
  ['turn', 'sc:Integer', 'Index of the turn in it'],
  ['role', 'sc:Text', 'client, therapist, system or other'],
  ['text', 'sc:Text', 'What was said, de-identified'],
  ['language', 'sc:Text', 'Language (ISO 639-1)'],
]
/** Fields of the formats whose files are tables. */
const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  jsonl: CONVERSATION,
  parquet: [...CONVERSATION, ['quality', 'sc:Float', 'Overall quality score, 0 to 1']],
  csv: TURN,
  prompt_completion: [
    ['prompt', 'sc:Text', 'What was said before'],
    ['completion', 'sc:Text', 'The helper’s reply'],
  ],
}

/** Metadata of the export in Croissant 1.0: what tools and search engines read of a data set. */
export function croissantOf({ dataset }: ExportContext, files: readonly WrittenFile[]): JsonObject {
  const data = files.filter(({ format }) => DATA[format])
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name: `conversations-${dataset.sha256.slice(0, 12)}`,
    description:
      'Conversations between a helper and a client, de-identified, validated and scored by TechDeck. See data-card.md.',
    license: dataset.licence ?? 'unknown',
    url: `urn:sha256:${dataset.sha256}`,
    version: '1.0.0',
    keywords: ['mental health', 'counselling', 'conversations', 'de-identified'],
    ...(dataset.consent !== undefined && { usageInfo: dataset.consent }),
    distribution: data.map(({ name, format, sha256, size_bytes }): JsonObject => ({
      '@type': 'cr:FileObject',
      '@id': name,
      name,
      contentUrl: name,
      contentSize: `${size_bytes} B`,
      encodingFormat: DATA[format],
      sha256,
    })),
    recordSet: data.flatMap(({ name, format, split }) => recordSetOf(name, format, split)),
  }
}

function recordSetOf(file: string, format: string, split: string | undefined): JsonObject[] {
  const columns = COLUMNS[format]
  if (!columns) return []
  const id = split === undefined ? format : `${format}-${split}`
  return [
    {
      '@type': 'cr:RecordSet',
      '@id': id,
      name: id,
      field: columns.map(([name, type, description]): JsonObject => ({
        '@type': 'cr:Field',
        '@id': `${id}/${name}`,
        name: `${id}/${name}`,
        description,
        dataType: type,
        source: { fileObject: { '@id': file }, extract: { column: name } },
      })),
    },
  ]
}

/** The context that the specification prescribes. */
const CONTEXT: JsonObject = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
}
