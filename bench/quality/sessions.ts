import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation, Role } from '@techdeck/contracts'
import { sha256 } from '@techdeck/core'
import { readTruths } from '@techdeck/examples'
import { readTexts } from '@techdeck/examples/testing'

/** A conversation of which people said how good it is. */
export interface Session {
  conversation: Conversation
  isGood: boolean
}

export interface SessionSet {
  name: string
  /** What makes a session good there, and poor. */
  good: string
  poor: string
  sessions: Session[]
}

/** The labelled sets under a folder of labelled files, and the examples, which are always there. */
export function readSessions(directory: string): SessionSet[] {
  return [
    ...readSet(directory, {
      name: 'therapy/annomi_transcripts',
      good: 'shown as good practice',
      poor: 'shown as bad practice',
      isGood: (row) => row.mi_quality === 'high',
    }),
    ...readSet(directory, {
      name: 'therapy/esconv_vs_failed',
      good: 'kept',
      poor: 'failed the collectors’ checks',
      isGood: (row) => row.label === 'kept',
    }),
    { name: 'examples', good: 'written as good', poor: 'written as poor', sessions: exampleSessions() },
  ]
}

interface Row {
  id: string
  turns: { speaker: string; text: string }[]
  mi_quality?: string
  label?: string
}

function readSet(
  directory: string,
  { isGood, ...set }: Omit<SessionSet, 'sessions'> & { isGood: (row: Row) => boolean },
): SessionSet[] {
  const file = join(directory, `${set.name}.jsonl`)
  if (!existsSync(file)) return []
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line))
  const sessions = rows.map((row) => ({
    conversation: conversationOf(
      row.id,
      row.turns.map(({ speaker, text }) => [/therapist|supporter/.test(speaker) ? 'therapist' : 'client', text]),
    ),
    isGood: isGood(row),
  }))
  return [{ ...set, sessions }]
}

/** The examples that are written as good or poor, copies and those in between left out. */
function exampleSessions(): Session[] {
  return readTruths().flatMap((truth) => {
    const texts = readTexts(truth)
    return truth.items
      .filter(({ quality, duplicateOf, roles }) => quality !== 'mixed' && duplicateOf === null && roles.length > 2)
      .map(({ index, roles, quality }) => ({
        conversation: conversationOf(
          `${truth.file} ${index}`,
          texts[index].map((text, at) => [roles[at] === 't' ? 'therapist' : 'client', text]),
        ),
        isGood: quality === 'good',
      }))
  })
}

function conversationOf(key: string, said: [Role, string][]): Conversation {
  return {
    id: sha256(key),
    source: { dataset_id: '0'.repeat(64), file: 'labelled', line: 1, row: 1, byte_offset: 0 },
    language: 'en',
    // Some collectors' texts tell by their white space where they come from.
    turns: said
      .map(([role, text]) => ({ role, text: text.replaceAll(/\s+/g, ' ').trim() }))
      .filter(({ text }) => text !== '')
      .map((turn, index) => ({ index, ...turn })),
    metadata: {},
    labels: {},
  }
}
