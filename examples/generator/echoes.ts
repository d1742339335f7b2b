import type { Skeleton } from './skeleton.ts'
import type { Node } from './template.ts'

// A phrasing often takes up a word of the phrasing that it was written for ("That sponge …"). Where another phrasing was
// chosen instead, such an echo answers something that nobody said.

/** Rare words of each phrasing: `echoes[turn][phrasing]` lists words by number, with how telling each is. */
export interface Echoes {
  words: number[][][]
  weights: number[]
}

/** A word in more phrasings than this belongs to the topic, and tells nothing. */
const MAX_PHRASINGS = 6

export function findEchoes({ turns }: Skeleton): Echoes {
  const stems = turns.map(({ phrasings }) => phrasings.map((nodes) => new Set(stemsOf(nodes))))
  const counts = new Map<string, number>()
  for (const stem of stems.flat().flatMap((set) => [...set])) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  const telling = [...counts].filter(([, count]) => count > 1 && count <= MAX_PHRASINGS)
  const numbers = new Map(telling.map(([stem], number) => [stem, number]))
  return {
    words: stems.map((sets) => sets.map((set) => [...set].flatMap((stem) => numbers.get(stem) ?? []))),
    weights: telling.map(([, count]) => 1 / (count - 1)),
  }
}

const MISSED = 1
const SAID = 2

/** How much of a path of phrasings takes up words that only phrasings not taken have said; 0 is best. */
export function danglingOf({ words, weights }: Echoes, path: readonly number[]): number {
  const heard = new Uint8Array(weights.length)
  let dangling = 0
  for (let turn = 0; turn < words.length; turn++) {
    const taken = words[turn][path[turn]]
    for (const word of taken) if (heard[word] === MISSED) dangling += weights[word]
    for (const own of words[turn]) for (const word of own) heard[word] |= own === taken ? SAID : MISSED
  }
  return dangling
}

function stemsOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'slot') return [`{${node.name}}`]
    if (node.kind === 'choice') return node.options.flatMap(stemsOf)
    if (node.kind === 'mention') return stemsOf(node.body)
    const words = node.text.toLowerCase().match(/[\p{L}]+/gu) ?? []
    return words.filter((word) => word.length > 2 && !COMMON.has(word)).map((word) => word.slice(0, 5))
  })
}

const COMMON = new Set(
  `the and you that was for not what but with have this all are can she him his her how out who did get has had its one
  they them there then than from about would could should will just like know think when were been your yours mine into
  more some any does doing done want wants say said says tell told which where while after before over now here because
  really very much many again also only even ever never nothing something anything everything always sometimes too yes
  good well right okay maybe perhaps see look feel felt make made go going went come came take took give still yet need
  time day days way thing things people someone somebody nobody anybody other others first last next back two three
  sure thank thanks glad sorry hear let put got don didn doesn isn wasn won wouldn couldn haven hasn hadn aren weren it
  re ve ll our own being might must may though such those these most off down away been each every few`.split(/\s+/),
)
