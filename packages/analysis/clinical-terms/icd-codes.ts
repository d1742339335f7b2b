import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Codes of ICD-10-CM with their titles in lower case, headings of several codes among them: all of chapter F, and those
 * of other chapters that a talk about the mind brings (R44 and R45, self-harm and its history, Z55 to Z73 but few).
 * Release of April 2026; public domain (US CDC/NCHS), as `simple-icd-10-cm` has it. Read at the first use.
 */
export const icdTitle = (code: string): string | undefined => (titles ??= read()).get(code)

let titles: ReadonlyMap<string, string> | undefined

const read = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(join(import.meta.dirname, 'icd-10-cm.tsv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t') as [code: string, title: string]),
  )
