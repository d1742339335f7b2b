import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TakingView } from '@techdeck/contracts'
import { z } from 'zod'

/** Beside what was downloaded: under which marks, for what and until when. The files themselves are as the manifest signs them. */
export const RECEIPT = '.techdeck/receipt.json'

const Copy = TakingView.extend({ execution_id: z.string(), name: z.string(), sha256: z.string() })
export type Copy = z.infer<typeof Copy>

const Receipt = z.object({ schema: z.literal('techdeck-receipt/1'), copies: z.array(Copy) })

/** Notes copies beside those that the folder has; one of the same name takes the place of the one before. */
export async function addToReceipt(folder: string, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return
  const names = new Set(copies.map(({ name }) => name))
  const kept = (await readReceipt(folder)).filter(({ name }) => !names.has(name))
  const path = join(folder, RECEIPT)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const receipt = { schema: 'techdeck-receipt/1', copies: [...kept, ...copies] }
  await writeFile(path, `${JSON.stringify(receipt, null, 2)}\n`, { mode: 0o600 })
}

/** The copies that a folder has; none where it has no receipt that can be read. */
export async function readReceipt(folder: string): Promise<Copy[]> {
  try {
    return Receipt.parse(JSON.parse(await readFile(join(folder, RECEIPT), 'utf8'))).copies
  } catch {
    return []
  }
}

/** Under which terms files were taken, each terms once: `For “…”, until 2026-03-01T10:00:00.000Z`. */
export function termsOf(copies: readonly Pick<Copy, 'purpose' | 'expires_at'>[], now = new Date()): string[] {
  const untils = new Map<string, string>()
  for (const { purpose, expires_at: until } of copies) {
    const known = untils.get(purpose)
    if (known === undefined || until < known) untils.set(purpose, until)
  }
  return [...untils].map(
    ([purpose, until]) =>
      `For “${purpose}”, until ${until}${new Date(until) < now ? ': that is over, so delete this copy' : ''}.`,
  )
}
