import { findDuplicates, fingerprint } from '@techdeck/stages/duplicates'
import { readRaw } from './read-raw.ts'
import { measured } from './measured.ts'

const raw = await readRaw(process.argv[2])
const conversations = raw.map(({ id, position, turns }) => ({
  position,
  conversation: {
    id,
    source: { dataset_id: '', file: '' },
    language: 'en',
    turns: turns.map(({ text }, index) => ({ index, role: 'other' as const, text })),
    metadata: {},
    labels: {},
  },
}))

async function* entries() {
  for (const [ordinal, { conversation, position }] of conversations.entries())
    yield { shard: 0, ordinal, item: fingerprint(conversation, position, true) }
}

await measured(async () => {
  const policy = { dropDuplicates: false, nearDuplicates: 'mark' } as const
  const { near } = await findDuplicates({ entries: entries(), size: conversations.length }, policy)
  return { conversations: conversations.length, clusters: near.clusters, in_clusters: near.conversations }
})
