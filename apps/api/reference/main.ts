import { writeFile } from 'node:fs/promises'
import { contractDocument } from './document.ts'
import { REFERENCES, textOf } from './references.ts'

// Writes what is made of the interface and of the contracts: types of the Python client, pages of docs/.
const document = await contractDocument()
for (const reference of REFERENCES) {
  await writeFile(reference.file, await textOf(reference, document))
  process.stderr.write(`${reference.file}\n`)
}
process.stderr.write('Format the pages: npx oxfmt docs\n')
