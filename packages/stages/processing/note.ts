import type { Finding } from '@techdeck/contracts'
import type { Note } from '../definition.ts'
import type { Groups } from './groups.ts'
import type { Therapy } from './therapy.ts'

/** What processing says of one conversation. Offsets refer to the de-identified text; nothing in it is text. */
export interface ProcessingNote extends Note {
  /** Replaced identifiers, at what stands in their place, and validation's other findings, moved to the new text. */
  findings: Finding[]
  /** Replaced spans by category. */
  replaced: { [category: string]: number }
  therapy: Therapy
  /** For what it would have been withheld, had nobody released it by name. */
  released?: string
  /** Of what kinds something is told that fits few people: `age`, `job` … */
  told?: string[]
  /** Planted strings that it held and that are gone; only where the run was given some. */
  canaries?: number
  /** What the conversation shares with others, for splits; absent where the source says nothing of it. */
  groups?: Groups
}
