import { describe, expect, it } from '@jest/globals'
import { isConserved, STAGES, type Conversation, type StageName } from '@techdeck/contracts'
import type { ReadItem } from '@techdeck/formats'
import { CONTRACTS } from './contracts.ts'
import type { Note, RawConversation } from './definition.ts'
import { STAGE_DEFINITIONS } from './index.ts'
import { OUTLINES } from './outlines.ts'
import { findDuplicates, fingerprint } from './standardization/duplicates/index.ts'
import { conversation, finishRuns, joined, runStage, testContext, type StageRun } from './testing.ts'

type Runs = { [stage in StageName]?: StageRun<never, never> }
const execution = { ...testContext().execution, qualityThreshold: 0.5, exportFormats: ['jsonl', 'openai_chat', 'csv'] }

/** All six stages over rows, as the orchestrator runs them: overlays applied, notes joined by id. */
async function runAll(items: ReadItem[]) {
  const runs: Runs = {}
  const conversations: { [stage in StageName]?: (Conversation | RawConversation)[] } = {}
  const notes: { [stage in StageName]?: Map<string, Note> } = {}
  for (const stage of STAGES) {
    const { conversations: from, notes: beside } = CONTRACTS[stage]
    const records =
      from === null
        ? items
        : from === 'ingestion'
          ? conversations.ingestion!
          : conversations[from]!.filter(({ id }) => beside.every((name) => notes[name]!.has(id))).map((one) =>
              joined(one as Conversation, Object.fromEntries(beside.map((name) => [name, notes[name]!.get(one.id)!]))),
            )
    const run = await runStage(STAGE_DEFINITIONS[stage], records, {}, { execution })
    expect(isConserved(run.records)).toBe(true)
    runs[stage] = run as never
    const dropped = new Set(
      (await finishRuns(STAGE_DEFINITIONS[stage], [run], {}, { execution })).dropped?.map(({ ordinal }) => ordinal),
    )
    const kept = run.output.filter((_, ordinal) => !dropped.has(ordinal))
    conversations[stage] = kept.flatMap(({ conversation: one }) => (one ? [one] : []))
    notes[stage] = new Map(kept.flatMap(({ note }) => (note ? [[note.id, note]] : [])))
  }
  const { files } = await finishRuns(STAGE_DEFINITIONS.export, [runs.export! as never], {}, { execution })
  return { runs, files }
}

const SAID = [
  'I have been drinking more since I lost my job, and I hate it. My name is Sarah Miller.',
  'It sounds like the drinking helps for an evening, Sarah. What is that like for you?',
  'Lonely, mostly. You can write to sarah.miller@mail.com.',
  'You feel alone with it, and you hope that somebody notices. I am so sorry.',
]
const rowOf = (at: number, texts: string[]): ReadItem => ({
  row: {
    position: { file: 0, byteOffset: at * 1000, line: at + 1, row: at + 1 },
    turns: texts.map((text, i) => ({ speaker: i % 2 ? 'therapist' : 'client', text, time: `00:00:0${i}` })),
    metadata: { topic: 'alcohol' },
    labels: {},
  },
})

describe('the six stages', () => {
  it('are named, ordered and described by their contracts', () => {
    STAGES.forEach((stage, i) => {
      expect(CONTRACTS[stage]).toMatchObject({ name: stage, after: STAGES[i - 1] ?? null })
      expect(CONTRACTS[stage]).toBe(STAGE_DEFINITIONS[stage].contract)
      expect(CONTRACTS[stage].options.safeParse({ unheard_of: 1 }).success).toBe(false)
    })
  })

  it('are planned and added up by their outlines as they are', () => {
    for (const stage of STAGES) {
      const { phases, summary } = STAGE_DEFINITIONS[stage]
      expect(OUTLINES[stage].summary).toBe(summary)
      expect(phases).toMatchObject(OUTLINES[stage].phases)
      expect(phases).toHaveLength(OUTLINES[stage].phases.length)
    }
  })

  it('bring rows to exported files without anything identifying, and account for all of them', async () => {
    const bad: ReadItem = {
      bad: { position: { file: 0, byteOffset: 5000, line: 6, row: 6 }, reason: 'invalid_json', excerpt: '{' },
    }
    const { runs, files } = await runAll([rowOf(0, SAID), rowOf(1, SAID), rowOf(2, ['Hello?']), rowOf(3, [' ']), bad])
    expect(runs.ingestion!.records).toMatchObject({ in: 5, out: 4, quarantined: 1 })
    expect(runs.standardization!.records).toMatchObject({ in: 4, out: 3, rejected: 1 })
    expect(runs.validation!.records).toMatchObject({ in: 2, out: 1, rejected: 1 })
    expect(runs.export!.records).toMatchObject({ in: 1, out: 1 })
    expect(files.map(({ name }) => name)).toEqual([
      'conversations.jsonl',
      'openai_chat.jsonl',
      'conversations.csv',
      'figures/quality.svg',
      'figures/turns.svg',
      'recipe.yaml',
      'croissant.json',
      'data-card.md',
      'manifest.json',
      'run.json',
    ])
    for (const { content } of files) expect(content).not.toMatch(/Sarah|Miller|mail\.com|sessions\.jsonl/)
    const [line] = files[0].content.split('\n')
    expect(JSON.parse(line)).toMatchObject({
      language: 'en',
      source: { file: 'file-0', line: 1 },
      scores: { overall: expect.any(Number) },
    })
  })

  it('give equal bytes for equal rows', async () => {
    const rows = [rowOf(0, SAID), rowOf(1, SAID.toReversed())]
    expect((await runAll(rows)).files).toEqual((await runAll(rows)).files)
  })

  it('keep what was said out of summaries and reports', async () => {
    const { runs } = await runAll([rowOf(0, SAID)])
    for (const stage of STAGES) {
      const run = runs[stage]!
      const { report, validation, bias } = await finishRuns(STAGE_DEFINITIONS[stage], [run as never], {}, { execution })
      const told = JSON.stringify([run.summary, run.losses, report, validation, bias])
      expect(told).not.toMatch(/drinking|Sarah|lonely/i)
      expect(JSON.stringify(run.summary).length).toBeLessThan(32 * 1024)
    }
  })
})

async function* repetitiveEntries() {
  for (let i = 0; i < 6000; i++) {
    const one = conversation(`text ${i % 4000}`, 'yes')
    yield { shard: Math.floor(i / 256), ordinal: i % 256, item: fingerprint(one, { file: 0, byteOffset: i }, false) }
  }
}

describe('duplicates of a large data set', () => {
  it('are found among thousands in little time', async () => {
    const { dropped, exact } = await findDuplicates(
      { entries: repetitiveEntries(), size: 6000 },
      {
        dropDuplicates: true,
        nearDuplicates: 'keep',
      },
    )
    expect(dropped.map(({ position }) => position.byteOffset)).toEqual(Array.from({ length: 2000 }, (_, i) => 4000 + i))
    expect(exact).toEqual({ dropped: 2000, clusters: 2000, largest: 2 })
  })
})
