import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { API_PREFIX } from '@techdeck/contracts'
import { REFERENCES, textOf } from './references.ts'
import type { OpenApi } from './schema.ts'

// Writes what is made of the interface and of the contracts: types of the Python client, pages of docs/. The document is
// that of a running API, or of a file: node apps/api/reference/main.ts http://127.0.0.1:5000
const [source = 'http://127.0.0.1:5000'] = parseArgs({ allowPositionals: true }).positionals
const document = source.startsWith('http')
  ? await fetch(source + API_PREFIX + '/openapi.json').then((answer) => answer.json())
  : JSON.parse(await readFile(source, 'utf8'))
for (const reference of REFERENCES) {
  await writeFile(reference.file, await textOf(reference, document as OpenApi))
  process.stderr.write(`${reference.file}\n`)
}
process.stderr.write('Format the pages: npx oxfmt docs\n')
