import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ValidationError } from './errors.ts'
import { createLogger, type Logger } from './logger.ts'

const SECRET = 'my name is Samantha and I cannot sleep'

function logged(log: (logger: Logger) => void, level = 'debug'): { lines: Record<string, unknown>[]; text: string } {
  let text = ''
  log(createLogger('test', { level, destination: { write: (line: string) => void (text += line) } }))
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { lines, text }
}

describe('the logger', () => {
  it('writes one JSON line with service, level, time and message', () => {
    const { lines } = logged((logger) => {
      logger.debug({}, 'one')
      logger.info({}, 'two')
      logger.warn({}, 'three')
      logger.error({}, 'four')
    })
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['debug', 'one'],
      ['info', 'two'],
      ['warn', 'three'],
      ['error', 'four'],
    ])
    expect(lines[0]).toMatchObject({ service: 'test', time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as unknown })
  })

  it('says nothing below its level', () => {
    expect(logged((logger) => logger.info({}, 'quiet'), 'warn').lines).toEqual([])
  })

  it('keeps ids, counts and codes', () => {
    const fields = { executionId: 'e1', shard: 3, durationMs: 12.5, code: 'POISON' }
    expect(logged((logger) => logger.info(fields, 'x')).lines[0]).toMatchObject(fields)
  })

  it('drops every field that is not on the list', () => {
    const names = fc.string({ minLength: 1 }).filter((name) => !/^(err|time|level|msg|service|__proto__)$/.test(name))
    fc.assert(
      fc.property(names, (name) => {
        const { text } = logged((logger) => logger.info({ [`x${name}`]: SECRET }, 'x'))
        expect(text).not.toContain('Samantha')
      }),
      { numRuns: 100 },
    )
  })

  it('drops objects and lists even under an allowed name', () => {
    const { text } = logged((logger) => {
      logger.info({ reason: { text: SECRET }, code: [SECRET], stage: new Error(SECRET) }, 'x')
      logger.child({ reason: { text: SECRET }, conversation: SECRET }).info({}, 'y')
    })
    expect(text).not.toContain('Samantha')
  })

  it('carries the allowed fields of a child on each of its lines', () => {
    const { lines } = logged((logger) => logger.child({ stage: 'quality' }).child({ shard: 1 }).info({}, 'x'))
    expect(lines[0]).toMatchObject({ stage: 'quality', shard: 1 })
  })

  it('logs of a foreign error its code and kind, never its message, stack or cause', () => {
    const foreign = Object.assign(new TypeError(SECRET, { cause: new Error(SECRET) }), { code: 'EIO', text: SECRET })
    const { lines, text } = logged((logger) => logger.error({ err: foreign }, 'It failed'))
    expect(lines[0]).toMatchObject({ code: 'EIO', reason: 'An unexpected TypeError occurred.' })
    expect(text).not.toContain('Samantha')
  })

  it('logs the message of our own errors, and none of their details or causes', () => {
    const ours = new ValidationError('The name is not usable.', { details: { name: SECRET }, cause: new Error(SECRET) })
    const { lines, text } = logged((logger) => logger.error({ err: ours }, 'It failed'))
    expect(lines[0]).toMatchObject({ code: 'VALIDATION_ERROR', reason: 'The name is not usable.' })
    expect(text).not.toContain('Samantha')
  })
})
