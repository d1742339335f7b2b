import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { seeded } from '@techdeck/core'
import fc from 'fast-check'
import { conversation } from '../../testing.ts'
import { findDuplicates, fingerprint, type Duplicate, type Place } from './index.ts'

type Text = string[]
interface Entry {
  text: Text
  byteOffset: number
}
const NEAR_ONLY = { dropDuplicates: false, nearDuplicates: 'mark' } as const

async function* entriesOf(texts: readonly Entry[], shardSize = 50) {
  for (const [at, { text, byteOffset }] of texts.entries()) {
    const item = fingerprint(conversation(...text), { file: 0, byteOffset }, true)
    yield { shard: Math.floor(at / shardSize), ordinal: at % shardSize, item }
  }
}

const inOrder = (texts: readonly Text[]): Entry[] => texts.map((text, byteOffset) => ({ text, byteOffset }))

/** For each conversation that has near duplicates, by its byte offset, that of the first of its cluster. */
async function clustersOf(entries: readonly Entry[], shardSize = 50): Promise<Map<number, number>> {
  const { clustered } = await findDuplicates(
    { entries: entriesOf(entries, shardSize), size: entries.length },
    NEAR_ONLY,
  )
  const pairs = [...clustered].map(({ position, first }): [number, number] => [
    position.byteOffset,
    first.position.byteOffset,
  ])
  return new Map(pairs.toSorted(([a], [b]) => a - b))
}

/** Words that no two numbers share. */
const wordsOf = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) => `w${from}x${at}`).join(' ')

/** Shingles as numbers, sorted; made in another way than the signature makes them. */
function shinglesOf(text: Text, known: Map<string, number>): Uint32Array {
  const words =
    text
      .join(' ')
      .toLowerCase()
      .replaceAll(/['’ʼ]/g, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const set = new Set<number>()
  for (let at = 0; at + 3 <= words.length; at++) {
    const shingle = words.slice(at, at + 3).join(' ')
    if (!known.has(shingle)) known.set(shingle, known.size)
    set.add(known.get(shingle)!)
  }
  return Uint32Array.from(set).toSorted()
}

function jaccard(a: Uint32Array, b: Uint32Array): number {
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      common++
      i++
      j++
    } else if (a[i] < b[j]) i++
    else j++
  }
  return common / (a.length + b.length - common)
}

/** A text in which about a share of the words was replaced, left out or doubled. */
function edited(text: Text, share: number, seed: number): Text {
  const random = seeded(seed)
  return text.map((turn) =>
    turn
      .split(' ')
      .flatMap((word) => {
        if (!random.chance(share)) return [word]
        const kind = random.below(3)
        return kind === 0 ? [] : kind === 1 ? [word, 'actually'] : [`other${random.below(1000)}`]
      })
      .join(' '),
  )
}

const TRANSCRIPTS = join(
  process.env['TECHDECK_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data'),
  'therapy/annomi_transcripts.jsonl',
)
const present = existsSync(TRANSCRIPTS)
if (!present) console.warn(`Skipped: no public data at TECHDECK_DATA or ${TRANSCRIPTS}.`)

describe('near duplicates', () => {
  it('are the same whatever the order of shards and their size', async () => {
    const groups = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(groups, fc.integer({ min: 1, max: 7 }), fc.integer(), async (of, shardSize, seed) => {
        const entries = inOrder(of.map((group, at) => [wordsOf(group * 1000, 200), `and number ${at}`]))
        const { below } = seeded(seed)
        const shuffled = entries.map((entry) => ({ entry, at: below(1e6) })).toSorted((a, b) => a.at - b.at)
        const clusters = await clustersOf(entries)
        expect(
          await clustersOf(
            shuffled.map(({ entry }) => entry),
            shardSize,
          ),
        ).toEqual(clusters)
        const expected = of.flatMap((group, at) =>
          of.filter((other) => other === group).length > 1 ? [[at, of.indexOf(group)]] : [],
        )
        expect([...clusters]).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  it('are those with the same words, however they are cut into turns and written', async () => {
    const words = wordsOf(0, 60)
    const cut = [words.slice(0, 100), words.slice(100, 130), words.slice(130)]
    const clusters = await clustersOf(inOrder([[words], cut, [words.toUpperCase().replaceAll(' ', ' — ')]]))
    expect([...clusters.values()]).toEqual([0, 0, 0])
  })

  it('are found in scripts that put no spaces between words', async () => {
    const chinese =
      '我最近总是睡不着，觉得很孤独，不知道该怎么办才好，也不想跟家里人说这些事情，工作上的压力也越来越大。'
    const other = '昨天我和朋友去了公园散步，天气很好，我们聊了很多关于旅行和音乐的话题，心情轻松了不少，晚上睡得也香。'
    expect([...(await clustersOf(inOrder([[chinese], [other], [chinese.replace('朋友', '同事')]]))).values()]).toEqual([
      0, 0,
    ])
  })

  it('are none where there are no words, and short ones are near only when they are equal', async () => {
    const texts = [['…'], ['!!!'], ['Hi.', 'Hello.'], ['Hi!', 'Hello'], ['Hi.', 'Bye.'], ['Yes'], ['No']]
    expect([...(await clustersOf(inOrder(texts)))]).toEqual([
      [2, 2],
      [3, 2],
    ])
  })

  it('are dropped by option where they are near to the first themselves', async () => {
    const words = wordsOf(0, 400).split(' ')
    const changed = (from: number, to: number) => [
      words.map((word, at) => (at >= from && at < to ? `n${word}` : word)).join(' '),
    ]
    // Each is near to the one before it; the last is not near to the first.
    const entries = inOrder([changed(0, 0), changed(0, 40), changed(0, 100), ['something else']])
    const policy = { dropDuplicates: true, nearDuplicates: 'drop' } as const
    const { dropped, clustered, near } = await findDuplicates(
      { entries: entriesOf(entries), size: entries.length },
      policy,
    )
    const [second, into] = [1, 0].map((at) => ({
      set: 0,
      shard: 0,
      ordinal: at,
      position: { file: 0, byteOffset: at },
    }))
    expect(dropped).toEqual([{ ...second, reason: 'near_duplicate', into }])
    expect([...clustered].map(({ position }) => position.byteOffset)).toEqual([0, 2])
    expect(near).toEqual({ dropped: 1, clusters: 1, largest: 3, conversations: 3 })
  })

  it('are found in other data sets as if those were files before the own ones', async () => {
    const groups = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 })
    const policies = fc.constantFrom('mark' as const, 'drop' as const, 'keep' as const)
    await fc.assert(
      fc.asyncProperty(groups, groups, groups, policies, async (...given) => {
        const [nearDuplicates, sets] = [given[3], [given[0], given[1], given[2]]] as const
        const policy = { dropDuplicates: true, nearDuplicates }
        const printsOf = (group: readonly number[], file: number) =>
          group.map((of, at) => {
            const texts = [wordsOf(of * 1000, 100), ...(at % 2 === 0 ? [] : [`and ${at}`])]
            return fingerprint(conversation(...texts), { file, byteOffset: at }, nearDuplicates !== 'keep')
          })
        async function* entries(prints: readonly Uint8Array[]) {
          for (const [ordinal, item] of prints.entries()) yield { shard: 0, ordinal, item }
        }
        const setOf = (prints: readonly Uint8Array[]) => ({ entries: entries(prints), size: prints.length })
        const files = sets.map(printsOf)
        const own = files[2]
        const joined = await findDuplicates(setOf(files.flat()), policy)
        const [a, b] = sets.map((group) => printsOf(group, 0))
        const apart = await findDuplicates(setOf(own), policy, [setOf(a), setOf(b)])
        const nameOf = (place: Place, set: number) => `${set}.${place.position.byteOffset}`
        const ofJoined = (list: readonly Duplicate[]) =>
          list
            .filter(({ position }) => position.file === 2)
            .map((each) => [nameOf(each, 2), each.reason, nameOf(each.into, each.into.position.file)])
        expect(apart.dropped.map((each) => [nameOf(each, 2), each.reason, nameOf(each.into, each.into.set)])).toEqual(
          ofJoined(joined.dropped),
        )
        expect([...apart.clustered].map((each) => [nameOf(each, 2), nameOf(each.first, each.first.set)])).toEqual(
          [...joined.clustered]
            .filter(({ position }) => position.file === 2)
            .map((each) => [nameOf(each, 2), nameOf(each.first, each.first.position.file)]),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('cost little where thousands share a beginning', async () => {
    const boilerplate = wordsOf(0, 60)
    const entries = inOrder(Array.from({ length: 1000 }, (_, at) => [boilerplate, wordsOf(1000 + at * 100, 60)]))
    expect((await clustersOf(entries)).size).toBeLessThan(30)
  })
})

;(present ? describe : describe.skip)('near duplicates in AnnoMI with planted edits', () => {
  it('are found as comparing all with all finds them', async () => {
    const rows = readFileSync(TRANSCRIPTS, 'utf8').trim().split('\n')
    const originals = rows.map((row) =>
      (JSON.parse(row) as { turns: { text: string }[] }).turns.map(({ text }) => text),
    )
    const short = originals.map((text) => text.slice(0, 6))
    let [alike, found] = [0, 0]
    for (const texts of [originals, short])
      for (const share of [0.01, 0.025, 0.04]) {
        const all = [...texts, ...texts.map((text, at) => edited(text, share, at))]
        const known = new Map<string, number>()
        const shingles = all.map((text) => shinglesOf(text, known))
        const clusters = await clustersOf(inOrder(all))
        const isFound = (a: number, b: number) => clusters.has(a) && clusters.get(a) === clusters.get(b)
        for (let a = 0; a < all.length; a++)
          for (let b = a + 1; b < all.length; b++) {
            const similarity = jaccard(shingles[a], shingles[b])
            if (similarity >= 0.8) alike++
            if (similarity >= 0.8 && isFound(a, b)) found++
            if (similarity < 0.5 && isFound(a, b)) throw new Error(`${similarity} is not near.`)
          }
      }
    expect(alike).toBeGreaterThan(250)
    expect(found / alike).toBeGreaterThanOrEqual(0.98)
  })
})
