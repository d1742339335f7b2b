import { describe, expect, it } from '@jest/globals'
import { firstMark } from '../index.ts'
import { ingest, inspect, readAll, sourceOf } from '../testing/helpers.ts'
import { readFile } from '../registry.ts'

const lines = (...objects: unknown[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join('')
const two = [
  { role: 'user', content: 'I cannot sleep.' },
  { role: 'assistant', content: 'What keeps you awake?' },
]

const row = (id: number, speaker: string, text: string) => ({ conversation_id: id, turn: 1, speaker, text })

describe('shapes of objects', () => {
  it.each([
    ['OpenAI messages', { messages: two }],
    [
      'ShareGPT',
      {
        conversations: [
          { from: 'human', value: 'I cannot sleep.' },
          { from: 'gpt', value: 'What keeps you awake?' },
        ],
      },
    ],
    [
      'dialog',
      {
        dialog: [
          { speaker: 'seeker', content: 'I cannot sleep.' },
          { speaker: 'supporter', content: 'What keeps you awake?' },
        ],
      },
    ],
    [
      'turns',
      {
        turns: [
          { speaker: 'client', text: 'I cannot sleep.' },
          { speaker: 'therapist', text: 'What keeps you awake?' },
        ],
      },
    ],
    ['prompt and completion', { prompt: 'I cannot sleep.', completion: 'What keeps you awake?' }],
    ['question and answer', { questionText: 'I cannot sleep.', answerText: 'What keeps you awake?', topic: 'sleep' }],
    [
      'parts of a message',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'I cannot sleep.' }] }, two[1]] },
    ],
    [
      'a list of its own name',
      {
        exchange: [
          { who: 'client', said: 0, utterance: 'I cannot sleep.' },
          { who: 'therapist', utterance: 'What keeps you awake?' },
        ],
      },
    ],
  ])('are read: %s', async (_name, object) => {
    const { inspection, turns } = await ingest(lines(object, object))
    expect(turns.map(({ text }) => text).slice(0, 2)).toEqual(['I cannot sleep.', 'What keeps you awake?'])
    expect(inspection).toMatchObject({ conversations: 2, turns: 4, roles: { client: 2, therapist: 2 }, badRows: 0 })
  })

  it('keeps all that is no turn as metadata, labels or labels of the turn', async () => {
    const { rows } = await ingest(
      lines({
        id: 'a',
        language: 'en',
        metadata: { site: 3 },
        labels: { topic: 'sleep' },
        quality: 'high',
        turns: [
          {
            index: 0,
            role: 'client',
            speaker: 'Sam',
            text: 'Hi',
            time_s: 2.5,
            labels: { talk: 'neutral' },
            note: { a: [1] },
          },
        ],
      }),
    )
    expect(rows).toEqual([
      {
        position: { file: 0, byteOffset: 0, line: 1, row: 1 },
        language: 'en',
        turns: [
          { speaker: 'client', text: 'Hi', time: 2.5, labels: { speaker: 'Sam', talk: 'neutral', note: { a: [1] } } },
        ],
        metadata: { id: 'a', site: 3 },
        labels: { topic: 'sleep', quality: 'high' },
      },
    ])
  })

  it('groups objects of one turn each by their conversation', async () => {
    const { inspection, rows } = await ingest(
      lines(row(1, 'client', 'a'), row(1, 'therapist', 'b'), row(2, 'client', 'c')),
    )
    expect(inspection).toMatchObject({ conversations: 2, turns: 3, rows: 3 })
    expect(rows.map(({ key, order }) => [key, order])).toEqual([
      ['1', 1],
      ['1', 1],
      ['2', 1],
    ])
  })

  it('reads objects of another shape than most', async () => {
    const { inspection } = await ingest(lines({ messages: two }, { messages: two }, { prompt: 'a', completion: 'b' }))
    expect(inspection).toMatchObject({ conversations: 3, badRows: 0 })
  })
})

describe('lines that cannot be read', () => {
  it('are named with place and reason, and reading goes on', async () => {
    const good = lines({ messages: two })
    const deep = `{"messages":${'['.repeat(100)}${']'.repeat(100)}}\n`
    const content = `${good}\n  \n{"messages": [\n[1]\n{"messages":[]}\n{"messages":[{"role":"user","content":" "}]}\n${deep}${good}`
    const { bad, inspection, rows } = await ingest(content)
    expect(bad.map(({ position, reason }) => [position.line, position.row, reason])).toEqual([
      [4, 2, 'invalid_json'],
      [5, 3, 'not_an_object'],
      [6, 4, 'no_turns'],
      [7, 5, 'empty_text'],
      [8, 6, 'too_deep'],
    ])
    expect(rows.map(({ position }) => [position.line, position.row])).toEqual([
      [1, 1],
      [9, 7],
    ])
    expect(inspection.problems.map(({ code, count }) => [code, count])).toContainEqual(['invalid_json', 1])
    expect(JSON.stringify(inspection.problems)).not.toContain('sleep')
  })

  it('are each named when all of them are cut at their end', async () => {
    const whole = Array.from({ length: 5 }, (_, id) => JSON.stringify({ id, messages: [...two, ...two] }))
    const pairs = whole.map(() =>
      JSON.stringify({
        prompt: 'I cannot sleep, no, not at all, for days and days.',
        completion: 'What keeps you awake?',
      }),
    )
    for (const lengths of [[-1], [-3], [40], [70], [52, 91, 60, 33, 95], [7]])
      for (const all of [whole, pairs]) {
        const cut = all.map((line, index) => line.slice(0, lengths[index % lengths.length]))
        const byteOffsets = cut.map((_, index) => cut.slice(0, index).join('\n').length + (index > 0 ? 1 : 0))
        await expect(inspect(`${cut.join('\n')}\n`)).rejects.toMatchObject({
          details: {
            reason: 'no_readable_rows',
            format: 'jsonl',
            badRows: 5,
            firstBadRows: byteOffsets.map((byteOffset, index) => ({
              line: index + 1,
              byteOffset,
              reason: 'invalid_json',
            })),
          },
        })
      }
  })

  it('are each named when most of them are cut, wherever the whole ones stand', async () => {
    const whole = Array.from({ length: 8 }, (_, id) => JSON.stringify({ id, messages: [...two, ...two] }))
    for (const good of [0, 3, 7]) {
      const content = whole.map((line, index) => (index === good ? line : line.slice(0, 60 + index))).join('\n')
      const { inspection, bad, rows } = await ingest(content)
      expect(inspection).toMatchObject({ reading: { format: 'jsonl' }, conversations: 1, badRows: 7 })
      expect(rows.map(({ position }) => position.line)).toEqual([good + 1])
      expect(bad.map(({ position }) => position.line)).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8].filter((line) => line !== good + 1),
      )
    }
  })

  it('quotes at most 200 characters of a bad line, in its excerpt alone', async () => {
    const { bad } = await ingest(`${lines({ messages: two })}{"secret": "${'x'.repeat(5000)}\n`)
    expect(bad[0]?.excerpt).toHaveLength(200)
  })

  it('passes a line beyond the limit without holding it, and reads the next', async () => {
    const good = Buffer.from(lines({ messages: two }))
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const megabytes = 50
    const source = {
      size: good.length * 2 + 12 + megabytes * chunk.length + 1,
      async *read(start = 0, end = Infinity) {
        if (start > 0) throw new Error('read from the start only')
        yield good.subarray(0, end)
        if (end <= good.length) return
        yield Buffer.from('{"messages":')
        for (let part = 0; part < megabytes; part++) yield chunk
        yield Buffer.from('\n')
        yield good
      },
    }
    const { reading } = await inspect(good)
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const seen: unknown[] = []
    const range = { file: 0, start: firstMark(reading), end: source.size }
    for await (const item of readFile(source, reading, range, new AbortController().signal)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      seen.push(item.bad ? [item.bad.reason, item.bad.position.line, item.bad.excerpt.length] : item.row.position.line)
    }
    expect(seen).toEqual([1, ['line_too_long', 2, 200], 3])
    expect(most).toBeLessThan(120 * 1024 * 1024)
  })

  it('finds its way when the very first line is longer than what it looks at', async () => {
    const long = { messages: [{ role: 'user', content: 'z'.repeat(400_000) }, two[1]] }
    for (const content of [lines(long, { messages: two }), JSON.stringify([long, { messages: two }])])
      expect(await inspect(content)).toMatchObject({ conversations: 2, turns: 4, badRows: 0 })
  })

  it('reads a line up to the limit that the reading sets', async () => {
    const content = lines(
      { messages: two },
      { messages: [{ role: 'user', content: 'y'.repeat(3000) }] },
      { messages: two },
    )
    const { reading } = await inspect(content)
    const limited = { ...reading, settings: { ...reading.settings, maxRowBytes: 1000 } }
    for (const chunk of [64, 4096]) {
      const items = await readAll(content, limited, { chunk })
      expect(items.map(({ bad }) => bad?.reason)).toEqual([undefined, 'line_too_long', undefined])
    }
  })

  it('stops when it is asked to', async () => {
    const content = lines({ messages: two }, { messages: two })
    const { reading } = await inspect(content)
    const reader = readFile(
      sourceOf(content),
      reading,
      { file: 0, start: firstMark(reading), end: 999 },
      AbortSignal.abort(),
    )
    await expect(reader[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
