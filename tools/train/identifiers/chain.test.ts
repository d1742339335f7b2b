import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { LABEL_COUNT } from '@techdeck/analysis/identifiers'
import { seeded } from '@techdeck/core'
import { trainChain, type Run } from './chain.ts'
import { refill } from './variants.ts'
import { DataFolder } from '../data-folder.ts'
import { FILES, PLANTED, readSamples, type Sample } from './corpus.ts'

/** Runs in which row 1 means label 1, and row 2 whatever stood before. */
function planted(count: number): Run[] {
  const { next: random } = seeded(3)
  return Array.from({ length: count }, () => {
    const labels = new Uint8Array(6)
    const rows = Int32Array.from({ length: 6 }, (_, at) => {
      const row = at > 0 && random() < 0.4 ? 2 : random() < 0.5 ? 1 : 0
      labels[at] = row === 2 ? labels[at - 1] : row
      return row
    })
    return { rows, starts: Int32Array.from({ length: 7 }, (_, at) => at), labels }
  })
}

describe('a linear chain', () => {
  const options = { labels: LABEL_COUNT, rows: 4, epochs: 8, rate: 0.2, decay: 0, seed: 1 }
  const { weights, transitions } = trainChain(planted(400), options)

  it('learns what features say, and what follows what', () => {
    expect(weights[LABEL_COUNT + 1]).toBeGreaterThan(weights[LABEL_COUNT] + 1)
    const stay = transitions[LABEL_COUNT + 1] + transitions[0]
    expect(stay).toBeGreaterThan(transitions[1] + transitions[LABEL_COUNT] + 1)
  })
  it('learns the same from the same', () => {
    expect(trainChain(planted(400), options).weights).toEqual(weights)
  })
})

describe('variants', () => {
  it('keep spans on what was filled in', () => {
    const say = (text: string) => () => text
    const fillers = {
      first: say('Ida'),
      last: say('Holm'),
      person: say('Ida Holm'),
      city: say('Lund'),
      country: say('Peru'),
      company: say('Acme'),
      school: say('Lund College'),
      street: say('1 Elm Road'),
      address: say('1 Elm Road, Lund'),
    }
    const text = 'I am Samuel Lee of Quorvex.'
    const sample: Sample = {
      suite: '',
      group: '',
      turns: [{ index: 0, role: 'client', text }],
      spans: [
        [
          { start: 5, end: 15, type: 'PERSON' },
          { start: 19, end: 26, type: 'ORG' },
        ],
      ],
      clean: [[]],
    }
    const { turns, spans } = refill(sample, fillers, seeded(1).next)
    expect(turns[0].text).toBe('I am Ida Holm of Acme.')
    expect(spans[0].map(({ start, end }) => turns[0].text.slice(start, end))).toEqual(['Ida Holm', 'Acme'])
  })
})

describe('the samples', () => {
  it('are read from the files of the given folder, and nothing else is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'techdeck-identifiers-'))
    mkdirSync(join(folder, 'pii'))
    const write = (file: string, row: object) =>
      writeFileSync(join(folder, `${file}.jsonl`), `${JSON.stringify(row)}\n`)
    const span = { start: 3, end: 6, label: 'PERSON' }
    for (const { file } of FILES)
      write(file, { id: file, template_id: 1, text: '👍 Ida spoke', spans: [{ ...span, start: 2, end: 5 }] })
    write(PLANTED, {
      id: 'c',
      turns: [{ speaker: 'client', text: 'It Ida', spans: [{ ...span, type: 'NAME' }], clean: [] }],
    })
    const asked: string[] = []
    class Watched extends DataFolder {
      override file(file: string) {
        asked.push(file)
        return super.file(file)
      }
    }
    const samples = readSamples(new Watched(folder))
    rmSync(folder, { recursive: true })
    expect(asked.toSorted()).toEqual(FILES.map(({ file }) => file).toSorted())
    expect(
      samples.map(({ turns, spans }) => spans[0].map(({ start, end }) => turns[0].text.slice(start, end))),
    ).toEqual([['Ida'], ['Ida'], ['Ida'], ['Ida']])
  })
})
