import type { ByteSource, Member, UnpackLimits } from '../types.ts'

/** What an archive has at one place: a file, or one that is left out, with the reason. */
export type ArchiveEntry =
  | Member
  | { path: string; refused: MemberReason }
  /** Nothing that anybody misses: a folder, what an operating system leaves behind. */
  | { junk: true }

/** Why a member is left out though the archive is sound. */
export type MemberReason = 'unsafe_path' | 'not_a_file' | 'encrypted' | 'unknown_packing'

/** A file that holds others as they are. */
export interface Archive {
  readonly name: 'zip' | 'tar'
  /** By the first 512 bytes. */
  detect(head: Uint8Array): boolean
  /**
   * Its entries in their order, in constant memory.
   *
   * @throws UnprocessableFileError when it is damaged, cut, or has too many entries; from a member's content when that
   * one is damaged or expands too far
   */
  entries(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncIterable<ArchiveEntry>
}
