import type { BadRowReason } from '../types.ts'

/** Conversations as lists of what was said; the client speaks first, then both in turns. */
export type Turns = readonly (readonly string[])[]

export const ENCODINGS = ['utf-8', 'bom', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type TriedEncoding = (typeof ENCODINGS)[number]

/** What a file in `fixtures/` holds that another program wrote. */
export interface FileFacts {
  conversations: number
  turns: number
  badRows?: number
  roles?: { [role: string]: number }
  /** The first thing said in it. */
  first?: { speaker?: string; text?: string; time?: string | number }
}

/**
 * What the conformance suite has to know of a format. `<format>/example.ts` exports one as `example`; the suite finds it
 * there, and fails for a format that has none.
 */
export interface Example {
  /**
   * Writes conversations, each text on a line of its own where the format has lines, which end with `end`: text for a
   * reader of text, bytes for a format with a conversion. `null` where no test can write it: then its files have to do.
   */
  write: ((conversations: Turns, end: string) => string | Promise<Uint8Array>) | null
  /** A file is one conversation, so that only the first one is written. */
  single?: boolean
  /** What cannot be read when it stands behind the first of the conversations, and why. */
  broken?: { piece: string; reason: BadRowReason }
  /** How many turns the test of memory writes; 24,000 when not said. */
  many?: number
  /** Encodings in which such files are found; all when not said. */
  encodings?: readonly TriedEncoding[]
  /** Files of `fixtures/` by other programs. The README there says by which. */
  files: { readonly [name: string]: FileFacts }
}
