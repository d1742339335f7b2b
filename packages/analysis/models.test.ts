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
  shareModels,
  vectorsFile,
  weightsFile,
} from './model/index.ts'
import { MODELS } from './models.ts'

const MOST_BYTES = 20e6

const cardOf = (model: (typeof MODELS)[number]) => JSON.parse(readFileSync(cardFile(model), 'utf8'))
const trainedOn: Record<string, string> = JSON.parse(readFileSync(join(MODELS_FOLDER, 'trained-on.json'), 'utf8'))

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
  it('are small together', () => {
    const files = [
      vectorsFile(),
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
    shareModels(MODELS)
    const thread = `
      import { parentPort } from 'node:worker_threads'
      const { sharedWeights } = await import(${JSON.stringify(new URL('./model/index.ts', import.meta.url).href)})
      const { MODELS } = await import(${JSON.stringify(new URL('./models.ts', import.meta.url).href)})
      parentPort.postMessage(MODELS.map(sharedWeights))
    `
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(thread)}`))
    const theirs = await new Promise<SharedArrayBuffer[]>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
    theirs.forEach((shared, at) => {
      const [own, other] = [new Uint8Array(sharedWeights(MODELS[at])!), new Uint8Array(shared)]
      own[0] ^= 1
      expect(other[0]).toBe(own[0])
      own[0] ^= 1
    })
  })
})
