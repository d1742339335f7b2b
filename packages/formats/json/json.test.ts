import { describe, expect, it } from '@jest/globals'
import { cutEvery, ingest, readByMarks } from '../testing/helpers.ts'

const conversation = (text: string) => ({
  id: text,
  conversations: [
    { from: 'human', value: text },
    { from: 'gpt', value: 'I see. {"]' },
  ],
})
const all = ['a "b', 'c\\', 'd [', 'e }'].map(conversation)
const texts = (turns: { text: string }[]) => turns.filter((_, turn) => turn % 2 === 0).map(({ text }) => text)
const wanted = ['a "b', 'c\\', 'd [', 'e }']

describe('one JSON document', () => {
  it.each([
    ['an array over many lines', JSON.stringify(all, null, 2)],
    ['an array on one line', JSON.stringify(all)],
    ['an array of one object a line', `[\n${all.map((object) => JSON.stringify(object)).join(',\n')}\n]\n`],
    ['an object with a list', JSON.stringify({ version: '1.0 ]', about: { names: ['x', '{'] }, data: all }, null, 1)],
    ['an object with several lists', JSON.stringify({ train: all.slice(0, 2), sizes: [2, 2], test: all.slice(2) })],
    ['objects one after the other', all.map((object) => JSON.stringify(object, null, 1)).join('\n')],
    [
      'an object with a list of one object a line',
      `{"data": [${all.map((object) => JSON.stringify(object)).join(',\n')}]}`,
    ],
    [
      'such an object with a field of the same name',
      `{"id": 1, "data": [\n${all.map((object) => JSON.stringify(object)).join(',\n')}\n]}`,
    ],
    [
      'objects without indent',
      all.map((object) => JSON.stringify(object, null, 1).replaceAll(/\n */g, '\n')).join('\n'),
    ],
    ['two arrays', `${JSON.stringify(all.slice(0, 2))}\n${JSON.stringify(all.slice(2))}`],
  ])('is read element by element: %s', async (_name, content) => {
    const { inspection, turns, items } = await ingest(content, cutEvery(1))
    expect(texts(turns)).toEqual(wanted)
    expect(inspection).toMatchObject({ reading: { format: 'json' }, conversations: 4, badRows: 0, rows: 4 })
    expect(inspection.marks).toHaveLength(4)
    expect(await readByMarks(content, inspection, 11)).toEqual(items)
  })

  it('reads a file that holds a single conversation', async () => {
    const { inspection } = await ingest(JSON.stringify(all[0], null, 2))
    expect(inspection).toMatchObject({ conversations: 1, turns: 2, reading: { format: 'json' } })
  })

  it('knows where each element begins', async () => {
    const content = JSON.stringify(all, null, 1)
    const { rows } = await ingest(content)
    for (const [index, { position }] of rows.entries()) {
      expect(
        content.slice(position.byteOffset).startsWith(JSON.stringify(all[index], null, 1).split('\n')[0] ?? ''),
      ).toBe(true)
      expect(position.line).toBe(content.slice(0, position.byteOffset).split('\n').length)
      expect(position.row).toBe(index + 1)
    }
  })

  it('loses a broken element alone', async () => {
    const elements = all.map((object) => ` ${JSON.stringify(object)}`)
    for (const broken of [
      ' {"id": "x", "conversations": [{"from": "human", "value": "never closed',
      ' {"id": [[[',
      ' {"id": 7,,}',
      ' 12',
      ' [1]',
      ' "x"',
    ]) {
      const content = `[\n${[elements[0], broken, ...elements.slice(1)].join(',\n')}\n]`
      const { inspection, turns, bad } = await ingest(content)
      expect(texts(turns)).toEqual(wanted)
      expect(bad.map(({ position }) => position.line)).toEqual([3])
      expect(inspection.badRows).toBe(1)
    }
  })

  it('reads what is complete of a file that was cut', async () => {
    const content = JSON.stringify(all, null, 1).slice(0, -60)
    const { turns, bad } = await ingest(content)
    expect(texts(turns)).toEqual(wanted.slice(0, 3))
    expect(bad.map(({ reason }) => reason)).toEqual(['invalid_json'])
  })

  it('does not follow nesting beyond its limit', async () => {
    const deep = `{"x":${'['.repeat(500)}${']'.repeat(500)}}`
    const content = `[${deep},${JSON.stringify(all[0])}]`
    const { bad, rows } = await ingest(content)
    expect([bad.map(({ reason }) => reason), rows.length]).toEqual([['too_deep'], 1])
  })
})
