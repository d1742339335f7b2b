import { STAGE_DEFINITIONS, type Joined, type Note, type QualityNote } from '@techdeck/stages'
import { joined, runStage, testContext } from '@techdeck/stages/testing'
import type { Conversation } from '@techdeck/contracts'

/** What quality says of conversations after validation and processing, by id; nothing is left out or withheld. */
export async function scoreSessions(conversations: readonly Conversation[]): Promise<Map<string, QualityNote>> {
  const validation = notesOf(
    await run(
      'validation',
      conversations.map((one) => joined(one)),
    ),
  )
  const clean = await run(
    'processing',
    conversations.flatMap((one) => {
      const note = validation.get(one.id)
      return note ? [joined(one, { validation: note })] : []
    }),
    { withholdFrom: 1 },
  )
  const scored = await run(
    'quality',
    clean.map(({ conversation, note }) =>
      joined(conversation as Conversation, { validation: validation.get(note!.id)!, processing: note! }),
    ),
  )
  return notesOf(scored) as Map<string, QualityNote>
}

const notesOf = (output: readonly { note?: Note }[]): Map<string, Note> =>
  new Map(output.flatMap(({ note }) => (note ? [[note.id, note]] : [])))

async function run(
  stage: 'validation' | 'processing' | 'quality',
  records: readonly Joined[],
  options: object = {},
): Promise<{ conversation?: unknown; note?: Note }[]> {
  const execution = { ...testContext().execution, qualityThreshold: 0 }
  return (await runStage(STAGE_DEFINITIONS[stage], records, options as never, { execution })).output
}
