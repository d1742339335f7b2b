import type { ExportFormat } from '@techdeck/contracts'
import { write as alpaca } from './alpaca/write.ts'
import { write as arrow } from './arrow/write.ts'
import { write as csvConversations } from './csv-conversations/write.ts'
import { write as csvSessions } from './csv-sessions/write.ts'
import { write as csv } from './csv/write.ts'
import { write as html } from './html/write.ts'
import { write as huggingface } from './huggingface/write.ts'
import { write as jsonl } from './jsonl/write.ts'
import { write as labelStudio } from './label-studio/write.ts'
import { write as openaiChat } from './openai-chat/write.ts'
import { write as parquet } from './parquet/write.ts'
import { write as preference } from './preference/write.ts'
import { write as promptCompletion } from './prompt-completion/write.ts'
import { write as sharegpt } from './sharegpt/write.ts'
import type { Writer } from './writer.ts'

export { HUGGINGFACE_FOLDER } from './huggingface/write.ts'
export type { ExportRecord, Write, WriteOptions, Writer } from './writer.ts'

/** Every writer, by the wire's names of export formats; a test checks that each stands in the folder of its format. */
export const WRITERS: { readonly [format in ExportFormat]: Writer } = {
  jsonl,
  openai_chat: openaiChat,
  sharegpt,
  alpaca,
  prompt_completion: promptCompletion,
  preference,
  csv,
  csv_conversations: csvConversations,
  csv_sessions: csvSessions,
  parquet,
  arrow,
  huggingface,
  label_studio: labelStudio,
  html,
}
