import { describe, expect, it } from '@jest/globals'
import type { Conversation } from '@techdeck/contracts'
import { groupsOf } from '../processing/groups.ts'
import { conversation, finishRuns, joined, runStage, testContext } from '../testing.ts'
import { exportStage } from './index.ts'

const SPLITS = { train: 0.8, validation: 0.1, test: 0.1 }
const LONG = 'I have not slept for weeks and I do not know how to go on with my work, my family and all the rest of it.'

interface Row {
  id: string
  texts: string[]
  /** As the source has it; what it shares with others is read before anything is replaced. */
  source?: Conversation['metadata']
  metadata?: Conversation['metadata']
  labels?: Conversation['labels']
  cluster?: string
  quality?: number
  language?: string
  findings?: Conversation['findings']
}

/** Runs export over rows, `perShard` of them in each shard. */
async function exported(rows: readonly Row[], options: object, perShard = 7) {
  const execution = { execution: { ...testContext().execution, exportFormats: ['jsonl', 'csv', 'parquet'] } }
  const runs = []
  for (let at = 0; at < rows.length; at += perShard) {
    const records = rows.slice(at, at + perShard).map(recordOf)
    runs.push(await runStage(exportStage, records, options, execution))
  }
  const finished = await finishRuns(exportStage, runs, options, execution)
  const written = finished.files
    .filter(({ format }) => format === 'jsonl')
    .flatMap(({ content }) => content.split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Conversation & { weight?: number })
  const lost = runs.flatMap(({ losses }) => losses)
  const dropped = finished.dropped!.map(({ loss }) => loss)
  return {
    ...finished,
    written,
    splitOf: new Map(written.map(({ id, split }) => [id, split])),
    reasons: new Map([...lost, ...dropped].map(({ id, reason }) => [id, reason])),
  }
}

function recordOf({ id, texts, source = {}, metadata = {}, labels = {}, language = 'en', ...rest }: Row) {
  const { cluster, quality = 0.8, findings = [] } = rest
  return joined(
    { ...conversation(...texts), id, metadata, labels, language, ...(cluster !== undefined && { cluster }) },
    {
      processing: {
        id,
        findings,
        replaced: {},
        therapy: { measures: {}, empathy: {}, alliance: [], crisis: null },
        groups: groupsOf(source),
      } as never,
      quality: { id, scores: { overall: quality, empathy: quality }, reasons: [] } as never,
    },
  )
}

const rowsOf = (n: number, of: (at: number) => Partial<Row> = () => ({}), from = 0): Row[] =>
  Array.from({ length: n }, (_, i) => {
    const at = from + i
    return { id: `row ${at}`, texts: [`What I say is number ${at}.`, 'I hear you.'], ...of(at) }
  })

describe('splits', () => {
  it('take about their shares', async () => {
    const { splitOf } = await exported(rowsOf(1000), { splits: SPLITS }, 100)
    const counts = { train: 0, validation: 0, test: 0 }
    for (const split of splitOf.values()) counts[split as keyof typeof counts]++
    expect(splitOf.size).toBe(1000)
    // Five standard deviations of a fair draw.
    expect(Math.abs(counts.train - 800)).toBeLessThan(65)
    expect(Math.abs(counts.test - 100)).toBeLessThan(50)
    expect(Math.abs(counts.validation - 100)).toBeLessThan(50)
  })

  it.each([
    ['one client', (at: number) => ({ source: { 'Client ID': at % 40 } })],
    ['one transcript', (at: number) => ({ source: { transcript_id: `t${at % 40}` } })],
    ['one template', (at: number) => ({ source: { template: at % 40 } })],
    ['near duplicates', (at: number) => ({ cluster: `c${at % 40}` })],
    ['the same opening', (at: number) => ({ texts: [`${LONG} ${at % 40}`, `Answer ${at}.`] })],
    ['the same words', (at: number) => ({ texts: [`Number ${at % 40}.`, 'I hear you.'] })],
    ['a field that the owner names', (at: number) => ({ metadata: { site: at % 40 } })],
  ])('keep %s together', async (_, of) => {
    const { splitOf, reasons } = await exported(rowsOf(200, of), { splits: SPLITS, groupBy: ['metadata.site'] })
    expect(reasons.size).toBe(0)
    const sides = Array.from({ length: 40 }, (_unused, group) => {
      return new Set(Array.from({ length: 5 }, (_also, i) => splitOf.get(`row ${group + 40 * i}`)))
    })
    expect(sides.every(({ size }) => size === 1)).toBe(true)
    expect(new Set(sides.map(([side]) => side)).size).toBeGreaterThan(1)
  })

  it('leave out what would tie two sides together, and account for it', async () => {
    // Each client has several transcripts, and transcripts are shared between neighbouring clients.
    const rows = rowsOf(300, (at) => ({ source: { client: at % 100, transcript: Math.floor(at / 3) } }))
    const { splitOf, reasons, report, dropped } = await exported(rows, { splits: SPLITS })
    expect(reasons.size).toBeGreaterThan(0)
    expect(splitOf.size + reasons.size).toBe(300)
    expect(new Set(reasons.values())).toEqual(new Set(['split_conflict']))
    expect(dropped!.every(({ loss }) => loss.kind === 'rejected')).toBe(true)
    expect(report).toMatchObject({ conversations: splitOf.size })
    for (const key of ['client', 'transcript']) {
      const sides = new Map<unknown, Set<unknown>>()
      for (const { id, source } of rows)
        if (splitOf.has(id)) sides.set(source![key], (sides.get(source![key]) ?? new Set()).add(splitOf.get(id)))
      expect([...sides.values()].every(({ size }) => size === 1)).toBe(true)
    }
  })

  it.each([
    ['by hash', {}],
    ['by strata', { stratify: 'labels.topic' }],
  ])('keep their rows when data are added: %s', async (_, options) => {
    const of = (at: number) => ({ source: { client: at % 90 }, labels: { topic: ['grief', 'sleep', 'work'][at % 3] } })
    const before = await exported(rowsOf(150, of), { splits: SPLITS, ...options })
    // In a file that grew every id is another one: they are made of the hash of the file.
    const grown = rowsOf(300, (at) => ({ ...of(at), id: `other ${at}` }))
    const after = await exported(grown, { splits: SPLITS, ...options }, 11)
    for (let at = 0; at < 150; at++) expect(after.splitOf.get(`other ${at}`)).toBe(before.splitOf.get(`row ${at}`))
    expect(after.splitOf.size).toBe(300)
  })

  it('do not look at what stands in the place of identifiers', async () => {
    const finding = {
      kind: 'identifier',
      category: 'name',
      turn: 0,
      start: 5,
      end: 0,
      confidence: 1,
      reason: 'surrogate',
    }
    const named = (name: string, from: number) =>
      rowsOf(
        60,
        (at) => ({
          texts: [`I am ${name}, number ${at % 30}.`, 'Hello.'],
          findings: [{ ...finding, end: 5 + name.length }],
        }),
        from,
      )
    const { splitOf } = await exported([...named('Mary', 0), ...named('Alexander', 60)], { splits: SPLITS })
    for (let at = 0; at < 60; at++) expect(splitOf.get(`row ${at}`)).toBe(splitOf.get(`row ${at + 60}`))
  })

  it('give each stratum its share', async () => {
    const topics = ['grief', 'sleep', 'work', 'anger', 'family']
    const of = (at: number) => ({ labels: { topic: topics[at % 5] } })
    const { written } = await exported(rowsOf(200, of), { splits: SPLITS, stratify: 'labels.topic' })
    for (const topic of topics) {
      const share = (split: string) => written.filter((one) => one.labels.topic === topic && one.split === split).length
      // 40 of each topic: 32, 4 and 4.
      expect(
        [share('train'), share('validation'), share('test')].map((n, at) => Math.abs(n - [32, 4, 4][at]) <= 2),
      ).toEqual([true, true, true])
    }
  })

  it('say so where one is empty, and are filled in wherever a file tells of them', async () => {
    const { report, files } = await exported(
      rowsOf(9, () => ({ source: { client: 1 } })),
      { splits: SPLITS },
    )
    expect(report.notices).toHaveLength(2)
    const csv = files.filter(({ name }) => /^conversations\.\w+\.csv$/.test(name))
    expect(csv.map(({ content }) => content.split('\r\n').length - 2).toSorted((a, b) => a - b)).toEqual([0, 0, 18])
    for (const { content, bytes } of files) {
      expect(content).not.toMatch(/[\uE000\uE001]/)
      expect(bytes.includes(Buffer.from('\uE000'))).toBe(false)
    }
  })
})

describe('slicing', () => {
  const rows = [
    { id: 'good', texts: ['Hello there.', 'Hi.'], quality: 0.9, labels: { topic: 'sleep' } },
    { id: 'poor', texts: ['Hello.', 'Hi.'], quality: 0.2, labels: { topic: 'sleep' } },
    { id: 'german', texts: ['Hallo.', 'Ja?'], language: 'de', labels: { topic: 'sleep' } },
    { id: 'short', texts: ['Hi.'], labels: { topic: 'sleep' } },
    { id: 'other', texts: ['Hello again.', 'Hi.'], labels: { topic: 'work' } },
    {
      id: 'crisis',
      texts: ['Hello once more.', 'Hi.'],
      labels: { topic: 'sleep' },
      findings: [{ kind: 'crisis', category: 'plan', turn: 0, start: 0, end: 1, confidence: 1, reason: 'r' }],
    },
  ]

  it.each([
    [{ minScores: { empathy: 0.5 } }, { poor: 'filter_score' }],
    [{ languages: ['en'] }, { german: 'filter_language' }],
    [{ minTurns: 2, maxCharacters: 1000 }, { short: 'filter_length' }],
    [{ keep: { 'labels.topic': ['sleep'] } }, { other: 'filter_label' }],
    [{ drop: { 'labels.topic': ['work'] } }, { other: 'filter_label' }],
    [{ withoutFindings: ['crisis.plan'] }, { crisis: 'filter_finding' }],
    [{ ranges: { score_empathy: { least: 0.5, most: 1 } } }, { poor: 'filter_figure' }],
    [{ ranges: { turns: { least: 2 }, characters: { most: 1000 } } }, { short: 'filter_figure' }],
    [{ ranges: { no_such_measure: {} } }, Object.fromEntries(rows.map(({ id }) => [id, 'filter_figure']))],
    [{ withFindings: ['crisis'] }, Object.fromEntries(rows.slice(0, 5).map(({ id }) => [id, 'filter_finding']))],
  ])('leaves out by %j, with the reason', async (filter, expected) => {
    const { reasons, written, report } = await exported(rows, { filter })
    expect(Object.fromEntries(reasons)).toEqual(expected)
    expect(written).toHaveLength(rows.length - reasons.size)
    expect(report).toMatchObject({ conversations: written.length })
  })

  it('keeps no more of a group or a value than the caps allow, the first by source', async () => {
    const of = (at: number) => ({ source: { client: at % 4 }, labels: { topic: at < 15 ? 'sleep' : 'work' } })
    const caps = [
      { by: 'client', most: 3 },
      { by: 'labels.topic', most: 8 },
    ]
    const { written, reasons } = await exported(rowsOf(20, of), { caps })
    expect(written.map(({ id }) => id)).toEqual(
      rowsOf(8)
        .map(({ id }) => id)
        .concat('row 15', 'row 16', 'row 17', 'row 18'),
    )
    expect(new Set(reasons.values())).toEqual(new Set(['over_cap']))
  })

  it('weighs values as given, or so that all weigh the same', async () => {
    const of = (at: number) => ({ labels: { topic: at < 9 ? 'sleep' : 'work' } })
    const even = await exported(rowsOf(12, of), { weights: { by: 'labels.topic' } })
    expect([even.written[0].weight, even.written[11].weight]).toEqual([0.666667, 2])
    const given = await exported(rowsOf(12, of), { weights: { by: 'labels.topic', values: { work: 3 } } })
    expect([given.written[0].weight, given.written[11].weight]).toEqual([1, 3])
  })

  it('refuses a path that leads nowhere', () => {
    const { options } = exportStage.contract
    for (const path of ['topic', 'labels.', 'turns.text'])
      expect(options.safeParse({ weights: { by: path } }).success).toBe(false)
  })
})

describe('a plan', () => {
  it('says how many each rule leaves out, and writes nothing of what was said', async () => {
    const rows = rowsOf(50, (at) => ({ source: { client: at % 10 }, language: at % 5 === 0 ? 'de' : 'en' }))
    const options = { filter: { languages: ['en'] }, caps: [{ by: 'client', most: 3 }], splits: SPLITS }
    const planned = await exported(rows, { ...options, plan: true })
    const done = await exported(rows, options)
    expect(planned.files.map(({ name }) => name)).toEqual(['plan.json'])
    expect(planned.files[0].content).not.toContain('number')
    expect(JSON.parse(planned.files[0].content)).toEqual(planned.report.plan)
    expect(planned.report.plan).toMatchObject({
      conversations: { in: 50, written: done.written.length, left_out: 50 - done.written.length },
      rules: [
        { reason: 'filter_language', count: 10 },
        { reason: 'over_cap', count: 16 },
      ],
      splits: done.report.splits,
    })
  })
})
