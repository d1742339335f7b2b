import type { Document } from './document.ts'
import type { FormTable } from './forms.ts'

/**
 * What `make` says of a token by its word alone, whatever turn it is in and however it is written: of the words of late
 * it is remembered.
 */
export function perForm<T>(
  make: (document: Document, turn: number, at: number) => T,
): (document: Document, turn: number, at: number) => T {
  let table: FormTable | undefined
  let known: T[] = []
  return (document, turn, at) => {
    const form = document.forms[at]
    // Words that are too long are all form 0.
    if (form === 0) return make(document, turn, at)
    if (table !== document.formTable) {
      table = document.formTable
      known = []
    }
    return (known[form] ??= make(document, turn, at))
  }
}
