import { resolve } from 'node:path'
import { apiPage } from './api-page.ts'
import { optionsPage } from './options-page.ts'
import { pythonTypes } from './python-types.ts'
import type { OpenApi } from './schema.ts'

/** A file that is made of the interface, and must be made anew when that changes. */
export interface Reference {
  name: string
  file: string
  make: (document: OpenApi) => string | Promise<string>
}

const root = resolve(import.meta.dirname, '../../..')

export const REFERENCES: readonly Reference[] = [
  { name: 'docs/api.md', file: resolve(root, 'docs/api.md'), make: apiPage },
  { name: 'docs/options.md', file: resolve(root, 'docs/options.md'), make: optionsPage },
  { name: 'types.py', file: resolve(root, 'clients/python/src/techdeck/types.py'), make: pythonTypes },
]

export const textOf = async ({ make }: Reference, document: OpenApi): Promise<string> => make(document)

/** A text without what the formatter does to tables. */
export const unformatted = (text: string): string => text.replaceAll(/-{3,}/g, '---').replaceAll(/ +/g, ' ')
