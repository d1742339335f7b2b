import type { Document } from './document.ts'

/** What `make` finds in a document; of the document that is read, it is kept for all who ask. */
export function perDocument<T>(make: (document: Document) => T): (document: Document) => T {
  let known: { document: Document; made: T } | undefined
  return (document) => (known?.document === document ? known : (known = { document, made: make(document) })).made
}
