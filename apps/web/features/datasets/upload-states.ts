import type { UploadMemory } from '@techdeck/client'
import { sha256Of } from '../../hex.ts'

const PLACE = 'techdeck.uploads'
/** The server has forgotten what is older. */
const KEEP_MS = 7 * 24 * 3_600_000

type States = { [key: string]: { url: string; at: number } }

/** Where uploads of this browser lie that broke off: addresses under hashes, nothing of what the files are called. */
export const uploadStates: UploadMemory = {
  get: async (key) => read()[key]?.url,
  put: async (key, url) => write({ ...read(), [key]: { url, at: Date.now() } }),
  async remove(key) {
    const { [key]: _ended, ...others } = read()
    write(others)
  },
}

/** Names what is said of a file, and says nothing of it; `null` where the browser hashes nothing, as over plain HTTP. */
export async function nameless(text: string): Promise<string | null> {
  const { subtle } = crypto as { subtle?: SubtleCrypto }
  return subtle ? sha256Of(new TextEncoder().encode(text)) : null
}

function read(): States {
  try {
    const states = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as States
    return Object.fromEntries(Object.entries(states).filter(([, { at }]) => at > Date.now() - KEEP_MS))
  } catch {
    return {}
  }
}

const write = (states: States): void => localStorage.setItem(PLACE, JSON.stringify(states))
