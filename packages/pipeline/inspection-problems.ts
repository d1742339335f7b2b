import type { DatasetFile, DatasetProblem } from '@techdeck/contracts'
import type { UnprocessableFileError } from '@techdeck/core'
import type { Inspection } from '@techdeck/formats'

/** Problems of an inspection that are told one by one; of the rest, how many there are of each kind. */
const TOLD = 200

interface Place {
  reason?: string
  line?: number
  byteOffset?: number
}

/** Gathers what is wrong with the files of a data set: few words, however many files there are. */
export class InspectionProblems {
  readonly #told: DatasetProblem[] = []
  readonly #further = new Map<string, DatasetProblem & { count: number }>()

  /** What inspection says of a file that can be read. */
  found({ ordinal: file }: DatasetFile, problems: Inspection['problems']): void {
    for (const problem of problems) this.#add({ ...problem, file })
  }

  /** What is wrong with a file as a whole, then where the first of its rows that cannot be read are. */
  refused({ ordinal: file }: DatasetFile, error: UnprocessableFileError): void {
    const { firstBadRows = [], ...whole } = (error.details ?? {}) as Place & { firstBadRows?: Place[] }
    const at = ({ line, byteOffset }: Place) => ({
      file,
      ...(line !== undefined && { line }),
      ...(byteOffset !== undefined && { byteOffset }),
    })
    this.#add({ code: whole.reason ?? error.code, message: error.userMessage, ...at(whole) })
    for (const row of firstBadRows)
      this.#add({
        code: row.reason ?? error.code,
        message: `This row cannot be read (${row.reason}).`,
        ...at(row),
      })
  }

  /** What an earlier inspection said of a file that was another one's number then. */
  again({ ordinal: file }: DatasetFile, problems: readonly DatasetProblem[]): void {
    for (const problem of problems) this.#add({ ...problem, file })
  }

  list(): DatasetProblem[] {
    return [...this.#told, ...this.#further.values()]
  }

  #add(problem: DatasetProblem): void {
    if (this.#told.length < TOLD) {
      this.#told.push(problem)
      return
    }
    const { code } = problem
    const known = this.#further.get(code)
    if (known) known.count++
    else this.#further.set(code, { code, message: `Further files have this problem (${code}).`, count: 1 })
  }
}
