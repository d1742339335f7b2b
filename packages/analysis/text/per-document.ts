import type { Document } from './document.ts'

/** What `make` finds in a document by means of `by`; of the document that is read, it is kept for all who ask. */
export function perDocument<T, By = void>(
  make: (document: Document, by: By) => T,
): (document: Document, ...by: By extends void ? [] : [by: By]) => T {
  let known: { document: Document; by: By; made: T } | undefined
  return (document, ...[by]) => {
    if (known?.document !== document || known.by !== by)
      known = { document, by: by as By, made: make(document, by as By) }
    return known.made
  }
}
