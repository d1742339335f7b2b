import { describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS, type Conversation } from '@techdeck/contracts'
import { contract } from './contract.ts'
import { fileOf } from './sample.ts'

const conversation: Conversation = {
  id: 'a'.repeat(64),
  source: { dataset_id: 'd', file: 'file-0.jsonl', line: 1 },
  language: 'en',
  turns: [
    { index: 0, role: 'client', text: 'I slept badly.' },
    { index: 1, role: 'therapist', text: 'What kept you awake?' },
  ],
  metadata: {},
  labels: {},
}

describe('a sample of a format', () => {
  it.each(EXPORT_FORMATS)('is a whole file of %s', async (format) => {
    const options = contract.options.parse({})
    const bytes = await fileOf(format, [conversation], options)
    // One conversation makes no pair of a better and a worse reply.
    expect(bytes.length > 0).toBe(format !== 'preference')
    expect(await fileOf(format, [conversation], options)).toEqual(bytes)
  })

  it('is what an export writes', async () => {
    const bytes = await fileOf('openai_chat', [conversation], contract.options.parse({}))
    expect(JSON.parse(bytes.toString())).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }] })
  })
})
