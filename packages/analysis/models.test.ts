import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from '@jest/globals'
import {
  cardFile,
  measuredWeightsFile,
  withMeasuredWeights,
  MODELS_FOLDER,
  scorerOf,
  sharedWeights,
  vectorsFile,
  weightsFile,
} from './model/index.ts'
import {
  codeBehaviours,
  codeStrategies,
  codeTalk,
  rateEmpathy,
  rateOutcome,
  rateReplies,
  rateRisk,
  rateSession,
  rateTopics,
  type DetectorTurn,
} from './index.ts'
import { MODELS } from './models.ts'
import { shareData } from './shared-data.ts'

const MOST_BYTES = 20e6

const cardOf = (model: (typeof MODELS)[number]) => JSON.parse(readFileSync(cardFile(model), 'utf8'))
const trainedOn: Record<string, string> = JSON.parse(readFileSync(join(MODELS_FOLDER, 'trained-on.json'), 'utf8'))

const SAID: DetectorTurn[] = [
  { index: 0, role: 'client', text: 'I want to quit drinking, but I feel so low that I think of dying.' },
  { index: 1, role: 'therapist', text: 'That sounds so painful. What makes it hard to go on?' },
  { index: 2, role: 'client', text: 'My wife left, and work is too much.' },
  { index: 3, role: 'therapist', text: 'So you feel alone with all of it.' },
]

describe('the models that ship', () => {
  it.each(MODELS.map((model) => [model.name, model] as const))(
    '%s has weights of its definition and a card',
    (_, model) => {
      expect(scorerOf(model)).not.toBeNull()
      expect(cardOf(model)).toMatchObject({
        model: model.name,
        pack: model.pack,
        classes: model.classes,
        intended_use: model.data.intendedUse,
        known_failures: model.data.knownFailures,
      })
    },
  )
  it('are measured on held-out groups by weights of their own', () => {
    for (const model of MODELS) {
      const measured = withMeasuredWeights(() => scorerOf(model))
      expect(measured).not.toBeNull()
      expect(measured).not.toBe(scorerOf(model))
    }
  })
  it.each(
    Object.entries({
      codeBehaviours,
      codeStrategies,
      codeTalk,
      rateEmpathy,
      rateOutcome,
      rateReplies,
      rateRisk,
      rateSession,
      rateTopics,
    }),
  )('are asked for anew each time by %s', (_, detect) => {
    const shipped = JSON.stringify(detect(SAID))
    expect(withMeasuredWeights(() => JSON.stringify(detect(SAID)))).not.toBe(shipped)
    expect(JSON.stringify(detect(SAID))).toBe(shipped)
  })
  it('are small together', () => {
    const files = [
      vectorsFile('words'),
      vectorsFile('meanings'),
      ...MODELS.flatMap((model) => [weightsFile(model), measuredWeightsFile(model)]),
    ].filter((file) => existsSync(file))
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(MOST_BYTES)
  })
  it('name the terms of what they were trained with, and stay out of the core where these are not commercial', () => {
    for (const model of MODELS) {
      const { data } = cardOf(model)
      expect(data.length).toBeGreaterThan(0)
      for (const { file, licence, sha256 } of data) {
        expect(licence).not.toBe('')
        expect(licence).not.toContain('ND')
        // Terms of the data themselves; a licence of models or code beside them is not theirs.
        expect(model.pack === 'research' || !licence.startsWith('CC BY-NC')).toBe(true)
        expect(trainedOn[file]).toBe(sha256)
      }
    }
  })
  it('are read once for all threads', async () => {
    shareData()
    const thread = `
      import { parentPort } from 'node:worker_threads'
      const { sharedWeights } = await import(${JSON.stringify(new URL('./model/index.ts', import.meta.url).href)})
      const { MODELS } = await import(${JSON.stringify(new URL('./models.ts', import.meta.url).href)})
      parentPort.postMessage(MODELS.map(sharedWeights))
    `
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(thread)}`))
    const theirs = await new Promise<Uint8Array<SharedArrayBuffer>[]>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
    theirs.forEach((shared, at) => {
      const own = sharedWeights(MODELS[at])!
      own[0] ^= 1
      expect(shared[0]).toBe(own[0])
      own[0] ^= 1
    })
  })
})
