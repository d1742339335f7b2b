import { readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import type { Tool } from '../tool.ts'
import { toolsFor } from './index.ts'

const files = readdirSync(import.meta.dirname)
  .filter((file) => !['index.ts', 'tools.test.ts'].includes(file))
  .map((file) => file.replace('.ts', '').replaceAll('-', '_'))
const names = (tools: readonly Tool[]) => tools.map(({ name }) => name)
const all = [...toolsFor(true), ...toolsFor(false)]

describe('the tools', () => {
  it('are those of the folder, each by the name of its file; what reads files of this machine is for who sits at it', () => {
    expect(names(toolsFor(true)).toSorted()).toEqual(files.toSorted())
    expect(names(toolsFor(false)).toSorted()).toEqual(files.filter((name) => name !== 'inspect_file').toSorted())
    expect(files.filter((name) => !/^[a-z]+_[a-z]+$/.test(name))).toEqual([])
  })

  it('refuse what they do not know, and say of each member what it is', () => {
    for (const { name, input } of all) {
      const schema = z.toJSONSchema(input, { io: 'input' })
      expect([name, schema.additionalProperties]).toEqual([name, false])
    }
  })

  it('change something where they do not say that they only read', () => {
    const changing = toolsFor(true).filter(({ hints }) => !hints.readOnlyHint)
    expect(names(changing)).toEqual([
      'upload_dataset',
      'set_mapping',
      'start_run',
      'validate_dataset',
      'plan_export',
      'start_export',
      'cancel_run',
      'retry_run',
    ])
    for (const { hints } of all) expect(hints.readOnlyHint && hints.destructiveHint).toBe(false)
  })

  it('ask the person before they destroy or export', () => {
    expect(names(all.filter(({ asks }) => asks !== undefined)).toSorted()).toEqual([
      'cancel_run',
      'cancel_run',
      'start_export',
      'start_export',
    ])
    for (const { hints, asks } of all) expect(hints.destructiveHint && asks === undefined).toBe(false)
  })

  it('fit into what an agent reads at once', () => {
    const shown = toolsFor(true).map(({ name, title, description, input, output }) => ({
      name,
      title,
      description,
      input: z.toJSONSchema(input, { io: 'input' }),
      output: z.toJSONSchema(output),
    }))
    expect(JSON.stringify(shown).length).toBeLessThan(72_000)
  })

  it('have no member by which text of a row could come out', () => {
    const quarantine = all.find(({ name }) => name === 'list_quarantine')
    const row = { id: '0.8', execution_id: 'e', stage: 'ingestion', kind: 'quarantined', reason_code: 'invalid_json' }
    const told = quarantine?.output.parse({
      rows: [{ ...row, position: null, count: 1, excerpt: 'what somebody said' }],
      next_cursor: null,
    })
    expect(told).toEqual({ rows: [{ ...row, position: null, count: 1 }], next_cursor: null })
  })
})
