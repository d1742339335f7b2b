import type { Role } from '@techdeck/contracts'
import type { ComposedTurn } from './compose.ts'
import { withCurlyApostrophes, withLineBreaks, withSystemMessage } from './decorate.ts'
import * as files from './files.ts'
import type { Broken, Written } from './files.ts'
import type { Prng } from './prng.ts'
import { delimited, FileBuilder } from './table.ts'

/** How one file of the data set is made, and what a reader should see in it. */
export interface Plan {
  file: string
  format: string
  shape: string
  encoding: string
  /** Share of the long conversations. */
  share: number
  roleMap: { [speaker: string]: Role }
  givesIds: boolean
  /** Changes to the text that this file's origin would have left, one code point for one. */
  decorate?: (turns: ComposedTurn[], prng: Prng) => ComposedTurn[]
  write: (items: files.Item[], prng: Prng) => Written
  compress?: true
}

const at = (entries: [number, Broken[]][]): ReadonlyMap<number, Broken[]> => new Map(entries)
const bad = (reason: string | null, content: string | Buffer): Broken => ({ reason, content })

/** The files that share the long conversations. */
export const PLANS: readonly Plan[] = [
  {
    file: 'helpline.jsonl',
    format: 'jsonl',
    shape: 'canonical',
    encoding: 'utf-8',
    share: 22,
    roleMap: { client: 'client', therapist: 'therapist' },
    givesIds: true,
    write: (items) =>
      files.writeCanonical(
        items,
        at([
          [3, [bad('invalid_json', '{"id": "hl-broken", "turns": [{"index": 0, "role": "client", "te\n')]],
          [9, [bad(null, '\n')]],
          [14, [bad('not_an_object', '["client", "I am only a list"]\n')]],
          [20, [bad('no_turns', '{"id": "hl-empty", "turns": [], "metadata": {}}\n')]],
          [27, [bad('invalid_encoding', brokenUtf8())]],
          [33, [bad('invalid_json', 'END OF EXPORT PART 1\n')]],
        ]),
      ),
  },
  {
    file: 'coaching.openai.jsonl',
    format: 'jsonl',
    shape: 'openai',
    encoding: 'utf-8',
    share: 16,
    roleMap: { user: 'client', assistant: 'therapist', system: 'system' },
    givesIds: false,
    decorate: withSystemMessage,
    write: (items) =>
      files.writeOpenAi(
        items,
        at([
          [5, [bad('invalid_json', '{"messages": [{"role": "user", "content": "I was cut off in the mid\n')]],
          [12, [bad('no_turns', '{"messages": []}\n')]],
          [18, [bad('not_an_object', 'null\n')]],
        ]),
      ),
  },
  {
    file: 'practice.sharegpt.json',
    format: 'json',
    shape: 'sharegpt',
    encoding: 'utf-8',
    share: 13,
    roleMap: { human: 'client', gpt: 'therapist' },
    givesIds: true,
    write: (items) =>
      files.writeShareGpt(
        items,
        at([
          [4, [bad('no_turns', '{"id":"none","conversations":[]}')]],
          [10, [bad('not_an_object', '17')]],
        ]),
      ),
  },
  {
    file: 'sessions.csv',
    format: 'csv',
    shape: 'turn_rows',
    encoding: 'utf-8',
    share: 14,
    roleMap: { therapist: 'therapist', client: 'client' },
    givesIds: true,
    decorate: withLineBreaks,
    write: (items) =>
      files.writeTurnRows(
        items,
        {
          builder: new FileBuilder(),
          delimiter: ',',
          header: ['conversation_id', 'turn', 'speaker', 'text', 'time'],
          names: { therapist: 'Therapist', client: 'Client' },
          cells: ({ id }, { text }, index, time, speaker) => [id, index + 1, speaker, text, time],
        },
        at([
          [40, [bad('wrong_column_count', 'torn,2\n')]],
          [
            130,
            [
              bad(
                'wrong_column_count',
                delimited(['torn', 3, 'Client', 'and then, without quotes', 'more', 'and more', '00:00:10'], ','),
              ),
            ],
          ],
        ]),
      ),
  },
  {
    file: 'clinic.cp1252.csv',
    format: 'csv',
    shape: 'turn_rows',
    encoding: 'windows-1252',
    share: 9,
    roleMap: { counsellor: 'therapist', patient: 'client' },
    givesIds: true,
    decorate: withCurlyApostrophes,
    write: (items) => files.writeTurnRows(items, clinicTable(), at([[25, [bad('wrong_column_count', 'K-000;7\r\n')]]])),
  },
  {
    file: 'outreach.utf16.tsv',
    format: 'csv',
    shape: 'turn_rows',
    encoding: 'utf-16le',
    share: 8,
    roleMap: { helper: 'therapist', seeker: 'client' },
    givesIds: true,
    write: (items) => {
      const builder = new FileBuilder('utf-16le')
      builder.raw('\uFEFF')
      return files.writeTurnRows(
        items,
        {
          builder,
          delimiter: '\t',
          header: ['chat_id', 'nr', 'role', 'message'],
          names: { therapist: 'helper', client: 'seeker' },
          cells: ({ id }, { text }, index, _time, speaker) => [id, index + 1, speaker, text],
        },
        at([[17, [bad('wrong_column_count', 'o-000\t1\n')]]]),
      )
    },
  },
  {
    file: 'interviews.scattered.csv',
    format: 'csv',
    shape: 'scattered_turn_rows',
    encoding: 'utf-8',
    share: 9,
    roleMap: { therapist: 'therapist', client: 'client' },
    givesIds: true,
    write: (items, prng) =>
      files.writeTurnRows(
        items,
        {
          builder: new FileBuilder(),
          delimiter: ',',
          header: ['transcript_id', 'utterance_id', 'interlocutor', 'timestamp', 'utterance_text'],
          names: { therapist: 'therapist', client: 'client' },
          cells: ({ id }, { text }, index, time, speaker) => [id, index, speaker, time, text],
        },
        at([
          [60, [bad('empty_text', 'i-999,0,client,00:00:00,\n')]],
          [90, [bad('wrong_column_count', 'i-998,1\n')]],
        ]),
        prng,
      ),
  },
  {
    file: 'archive.jsonl.gz',
    format: 'jsonl',
    shape: 'canonical',
    encoding: 'utf-8',
    share: 7,
    roleMap: { client: 'client', therapist: 'therapist' },
    givesIds: true,
    compress: true,
    write: (items) => files.writeCanonical(items, at([[6, [bad('invalid_json', '{"id": "ar-broken", "turns": \n')]]])),
  },
]

export const QUESTIONS: Plan = {
  file: 'questions.csv',
  format: 'csv',
  shape: 'question_answer',
  encoding: 'utf-8',
  share: 0,
  roleMap: { question: 'client', answer: 'therapist' },
  givesIds: false,
  write: (items) =>
    files.writeQuestions(items, bad('unclosed_quote', '"Can I ask something that never ends, because the quote\n')),
}

/** Speaker labels of each transcript (`own`: names of persons), and what stands between two turns. */
export const TRANSCRIPTS: readonly { names: { therapist: string; client: string } | 'own'; gap: string }[] = [
  { names: { therapist: 'Therapist', client: 'Client' }, gap: '\n' },
  { names: { therapist: 'Counselor', client: 'Patient' }, gap: '\n\n' },
  { names: { therapist: 'T', client: 'C' }, gap: '\n' },
  { names: { therapist: 'THERAPIST', client: 'CLIENT' }, gap: '\r\n' },
  { names: { therapist: 'Helper', client: 'Seeker' }, gap: '\n\n' },
  { names: { therapist: 'Interviewer', client: 'Participant' }, gap: '\n' },
  { names: 'own', gap: '\n' },
  { names: { therapist: 'Psychologist', client: 'Client' }, gap: '\r\n\r\n' },
]

/** The plan of transcript number `i`; a file of one conversation. */
export function transcriptPlan(i: number, helper: string, client: string): Plan {
  const { names, gap } = TRANSCRIPTS[i]
  const own = names === 'own' ? { therapist: `Dr. ${helper}`, client } : names
  return {
    file: `transcripts/session-${String(i + 1).padStart(2, '0')}.txt`,
    format: 'transcript',
    shape: 'speaker_colon',
    encoding: 'utf-8',
    share: 0,
    roleMap: { [own.therapist.toLowerCase()]: 'therapist', [own.client.toLowerCase()]: 'client' },
    givesIds: false,
    write: ([item]) => files.writeTranscript(item, own, gap),
  }
}

function clinicTable(): files.TurnTable {
  return {
    builder: new FileBuilder('windows-1252'),
    delimiter: ';',
    header: ['Case', 'No', 'Who', 'Said'],
    names: { therapist: 'Counsellor', client: 'Patient' },
    cells: ({ id }, { text }, index, _time, speaker) => [id, index + 1, speaker, text],
    end: '\r\n',
  }
}

const brokenUtf8 = (): Buffer =>
  Buffer.concat([
    Buffer.from('{"id": "hl-bytes", "turns": [{"index": 0, "role": "client", "text": "my caf'),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from(' is closed"}]}\n'),
  ])
