import { describe, expect, it } from '@jest/globals'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { generate, truthFile } from './generator/index.ts'
import { fiveGrams, overlappingPairs } from './generator/overlap.ts'
import { parseSkeletons, readSkeletons } from './generator/skeleton.ts'
import { dataFolder, readTruths, truthFolder } from './index.ts'
import { parseDelimited, plainBytes, readTexts } from './testing.ts'

const truths = readTruths()
const texts = new Map(truths.map((truth) => [truth.file, readTexts(truth)]))
const conversations = truths.flatMap(({ file, shape, items }) =>
  items.map((item) => ({ file, shape, item, turns: texts.get(file)![item.index] })),
)
const slice = (text: string, start: number, end: number) => Array.from(text).slice(start, end).join('')
const isFile = (name: string) => statSync(join(dataFolder, name)).isFile()
const readLines = (file: string) => plainBytes(file).toString('latin1').split('\n')

describe('the skeletons', () => {
  const skeletons = readSkeletons(join(import.meta.dirname, 'skeletons'))

  it('are at least 80, each of at least 12 turns in which the speakers alternate', () => {
    expect(skeletons.length).toBeGreaterThanOrEqual(80)
    for (const { id, turns } of skeletons) {
      expect([id, turns.length >= 12]).toEqual([id, true])
      expect([id, turns.every(({ role }, i) => role !== turns[i + 1]?.role)]).toEqual([id, true])
    }
  })
  it('have at least three phrasings of each turn', () => {
    const thin = skeletons.flatMap(({ id, turns }) => turns.map(({ phrasings }, i) => ({ id, i, n: phrasings.length })))
    expect(thin.filter(({ n }) => n < 3)).toEqual([])
  })
  it('have names of their own', () => {
    expect(new Set(skeletons.map(({ id }) => id)).size).toBe(skeletons.length)
  })
  it('say where their notation is broken', () => {
    expect(() => parseSkeletons('T: hello', 'a.txt')).toThrow('a.txt:1')
    expect(() => parseSkeletons('=== a\nquality: superb', 'a.txt')).toThrow(
      'a.txt:2: superb is none of good, mixed, poor',
    )
    expect(() => parseSkeletons('=== a\nmood: grey', 'a.txt')).toThrow('unknown header mood')
    expect(() => parseSkeletons('=== a\nT: hello {client', 'a.txt')).toThrow('a brace is not closed')
    expect(() => parseSkeletons('=== a\n| hello', 'a.txt')).toThrow('before the first turn')
    expect(() => parseSkeletons('=== a\nhello', 'a.txt')).toThrow('not a turn')
  })
})

describe('the generator', () => {
  const { files, summary } = generate()

  it('gives the committed data again', () => {
    const names = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
    expect(names.filter(isFile).toSorted()).toEqual(files.map(({ truth }) => truth.file).toSorted())
    for (const { truth, bytes } of files) {
      const plain = truth.file.endsWith('.gz') ? gunzipSync(bytes) : bytes
      expect([truth.file, plain.equals(plainBytes(truth.file))]).toEqual([truth.file, true])
    }
  })
  it('gives the committed truth again', () => {
    for (const { truth } of files)
      expect(readFileSync(join(truthFolder, `${truth.file}.json`), 'utf8')).toBe(truthFile(truth))
    expect(JSON.parse(readFileSync(join(truthFolder, 'summary.json'), 'utf8'))).toEqual(summary)
  })
})

describe('the data set', () => {
  it('has at least 400 conversations of at least 12 turns that are no copies, in less than 4 MB', () => {
    const long = conversations.filter(({ item }) => item.roles.length >= 12 && !item.duplicateOf)
    expect(long.length).toBeGreaterThanOrEqual(400)
    const bytes = truths.reduce((sum, { file }) => sum + statSync(join(dataFolder, file)).size, 0)
    expect(bytes).toBeLessThan(4e6)
  })
  it('has no two conversations that share more than 30 % of their runs of five words, planted copies apart', () => {
    const own = conversations.filter(({ item }) => !item.duplicateOf)
    const pairs = [...overlappingPairs(own.map(({ turns }) => fiveGrams(turns)))]
    const close = pairs.filter(({ share }) => share > 0.3)
    expect(close.map(({ a, b, share }) => [own[a].item.skeleton, own[b].item.skeleton, share])).toEqual([])
    expect(pairs.length).toBeGreaterThan(100)
  })
  it('uses only addresses that are reserved for examples', () => {
    const all = conversations.flatMap(({ item }) => item.identifiers)
    const values = (category: string) => all.filter((found) => found.category === category).map(({ text }) => text)
    expect(values('email').filter((text) => !/@([\w-]+\.)*example\.(org|com|net)$/.test(text))).toEqual([])
    expect(values('url').filter((text) => !/^https:\/\/\w+\.example\.(org|com|net)\//.test(text))).toEqual([])
    expect(values('ssn').filter((text) => !/^9\d\d-\d\d-\d{4}$/.test(text))).toEqual([])
    expect(values('phone').filter((text) => !/555.01\d\d$|^020 7946 0\d{3}$|^07700 900\d{3}$/.test(text))).toEqual([])
    expect(values('ip_address').filter((text) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(text))).toEqual([])
  })
})

describe('the truth', () => {
  it('counts conversations and turns as a second reader does', () => {
    for (const { file, items, conversations: count, turns } of truths) {
      expect([file, texts.get(file)!.map((own) => own.length)]).toEqual([file, items.map(({ roles }) => roles.length)])
      expect([file, items.length, texts.get(file)!.flat().length]).toEqual([file, count, turns])
    }
  })
  it('counts rows as a second reader does', () => {
    const tables = truths.filter(({ format }) => format === 'csv')
    for (const { file, rows, encoding } of tables)
      expect([file, parseDelimited(new TextDecoder(encoding).decode(plainBytes(file))).length - 1]).toEqual([
        file,
        rows,
      ])
    const lines = truths.filter(({ format }) => format === 'jsonl')
    for (const { file, rows } of lines)
      expect([file, readLines(file).filter((line) => line !== '').length]).toEqual([file, rows])
  })
  it('points with each span at the text that it names', () => {
    for (const { file, item, turns } of conversations)
      for (const { turn, start, end, text } of [...item.identifiers, ...item.mentions])
        expect([file, item.index, slice(turns[turn], start, end)]).toEqual([file, item.index, text])
  })
  it('has every kind of identifier of the rule, hundreds in all', () => {
    const categories = new Set(conversations.flatMap(({ item }) => item.identifiers.map(({ category }) => category)))
    expect(categories.size).toBe(18)
    expect(conversations.flatMap(({ item }) => item.identifiers).length).toBeGreaterThan(1000)
  })
  it('knows no value twice in one turn without naming both', () => {
    const missed = conversations.flatMap(({ item, turns }) =>
      item.identifiers
        .filter(({ category }) => category !== 'name' && category !== 'date')
        .filter(({ turn, text }) => {
          const named = item.identifiers.filter((other) => other.turn === turn && other.text.includes(text)).length
          return turns[turn].split(text).length - 1 > named
        }),
    )
    expect(missed).toEqual([])
  })
  it('puts crises, with the answers that they got, and stereotypes into turns of the right speaker', () => {
    const seen = new Set<string>()
    for (const { item } of conversations) {
      seen.add(`${item.crisis.level} ${item.crisis.answered}`)
      expect(item.crisis.turns.length > 0).toBe(item.crisis.level !== 'none')
      for (const turn of item.crisis.turns) expect(item.roles[turn]).toBe('c')
      for (const { turn } of item.stereotypes) expect(item.roles[turn]).toBe('t')
    }
    for (const level of ['indicator', 'ideation', 'behavior', 'attempt']) expect([...seen]).toContain(`${level} well`)
    for (const bad of ['ideation missed', 'behavior harmful', 'attempt harmful', 'ideation partly'])
      expect([...seen]).toContain(bad)
    expect(conversations.flatMap(({ item }) => item.stereotypes).length).toBeGreaterThan(50)
  })
  it('names copies that repeat every turn of another conversation, across files and within one', () => {
    const copies = conversations.filter(({ item }) => item.duplicateOf)
    for (const { turns, item } of copies)
      expect(turns).toEqual(texts.get(item.duplicateOf!.file)![item.duplicateOf!.index])
    expect(new Set(copies.map(({ file, item }) => file === item.duplicateOf!.file))).toEqual(new Set([true, false]))
  })
  it('gives the line and the byte at which each broken row begins', () => {
    for (const { file, badRows, encoding } of truths.filter((truth) => truth.badRows.length > 0)) {
      const [bytes, width] = [plainBytes(file), encoding === 'utf-16le' ? 2 : 1]
      for (const { line, byteOffset } of badRows) {
        const before = bytes.subarray(0, byteOffset).toString('latin1')
        expect([file, before.split('\n').length]).toEqual([file, line])
        expect([file, before.at(-width)]).toEqual([file, '\n'])
      }
    }
    expect(new Set(truths.flatMap(({ badRows }) => badRows.map(({ reason }) => reason))).size).toBeGreaterThanOrEqual(7)
  })
  it('knows a role for every speaker', () => {
    for (const { file, roleMap } of truths) {
      expect([file, Object.values(roleMap)]).toEqual([file, expect.arrayContaining(['client', 'therapist'])])
    }
  })
})
