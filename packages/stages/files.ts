import type { Source } from '@techdeck/contracts'
import type { Loss, StageContext } from './definition.ts'

type Files = StageContext['dataset']['files']

/** What conversations call the files of a data set: their names, with the ordinal where two have the same. */
export class SourceFiles {
  readonly #names = new Map<number, string>()
  readonly #ordinals = new Map<string, number>()

  constructor(files: Files) {
    for (const { name, ordinal } of files) {
      const unique = this.#ordinals.has(name) ? `${name}#${ordinal}` : name
      this.#names.set(ordinal, unique)
      this.#ordinals.set(unique, ordinal)
    }
  }

  nameOf(ordinal: number): string {
    return this.#names.get(ordinal) ?? alias(ordinal)
  }

  ordinalOf(file: string): number {
    return this.#ordinals.get(file) ?? Number(ALIAS.exec(file)?.[1] ?? 0)
  }

  /** A source without the file's name: names of files name people (`interview_barbara.txt`). */
  anonymous(source: Source): Source {
    return { ...source, file: alias(this.ordinalOf(source.file)) }
  }

  /** Where a conversation began, for the account of losses. */
  position({ file, line, row, byte_offset }: Source): Loss['position'] {
    return {
      file: this.ordinalOf(file),
      ...(line !== undefined && { line }),
      ...(row !== undefined && { row }),
      ...(byte_offset !== undefined && { byteOffset: byte_offset }),
    }
  }
}

const ALIAS = /^file-(\d{1,9})$/
const alias = (ordinal: number): string => `file-${ordinal}`
