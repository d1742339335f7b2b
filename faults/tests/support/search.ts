import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MARK, NUMBERS } from './canaries.ts'

const CHUNK = 4 * 1024 ** 2
const OVERLAP = 256

/** Each canary in the ways in which bytes could hold it; letters in lower case. */
const NEEDLES: readonly { canary: string; needle: string }[] = [MARK, ...NUMBERS].flatMap((canary) =>
  [...formsOf(canary)].map((needle) => ({ canary, needle })),
)

/** As it is, with the digits of a number alone, in UTF-16, in hexadecimal, and in base64 wherever it begins. */
function formsOf(canary: string): Set<string> {
  const plain = new Set([canary])
  const digits = canary.replace(/\D/g, '')
  if (digits.length >= 9) plain.add(digits)
  const forms = new Set(plain)
  for (const text of [...plain, ...(canary === MARK ? [`Q${MARK.slice(1)}`] : [])]) {
    forms.add(Buffer.from(text, 'utf16le').toString('latin1'))
    forms.add(Buffer.from(text).toString('hex'))
    for (const lead of ['', 'x', 'xx']) {
      // The first and the last characters of base64 depend on what is around.
      const coded = Buffer.from(lead + text)
        .toString('base64')
        .replace(/(?<!=)=+$/, '')
      forms.add(coded.slice(lead === '' ? 0 : 4, Math.floor(((lead.length + text.length) * 8) / 6)).toLowerCase())
    }
  }
  return forms
}

/** The canaries that some bytes or a text hold. */
export function canariesIn(content: string | Uint8Array): string[] {
  const text = (typeof content === 'string' ? content : Buffer.from(content).toString('latin1')).toLowerCase()
  return [...new Set(NEEDLES.filter(({ needle }) => text.includes(needle)).map(({ canary }) => canary))]
}

/** Every file below a folder that holds a canary: `path: canaries`, paths from the folder on. */
export async function canariesBelow(folder: string): Promise<{ files: number; bytes: number; found: string[] }> {
  const result = { files: 0, bytes: 0, found: [] as string[] }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const canaries = new Set<string>(canariesIn(entry.name))
    const file = await open(path, 'r')
    try {
      let carried = Buffer.alloc(0)
      for (;;) {
        const { bytesRead, buffer: chunk } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK)
        if (bytesRead === 0) break
        const seen = Buffer.concat([carried, chunk.subarray(0, bytesRead)])
        for (const canary of canariesIn(seen)) canaries.add(canary)
        carried = seen.subarray(Math.max(0, seen.length - OVERLAP))
        result.bytes += bytesRead
      }
    } finally {
      await file.close()
    }
    result.files++
    if (canaries.size > 0) result.found.push(`${path.slice(folder.length + 1)}: ${[...canaries].join(', ')}`)
  }
  return result
}
