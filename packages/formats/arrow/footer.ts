import type { Schema } from '@uwdata/flechette'
import { Builder } from '@uwdata/flechette/src/encode/builder.js'
import { writeFooter } from '@uwdata/flechette/src/encode/footer.js'

/** Where the message of a record batch stands in a file. */
export interface Block {
  offset: number
  metadataLength: number
  bodyLength: number
}

/** What ends an Arrow IPC file: its schema, and where each batch is. */
export function footerOf(schema: Schema, batches: readonly Block[]): Uint8Array {
  const written: Uint8Array[] = []
  const write = (bytes: Uint8Array) => void written.push(bytes.slice())
  const builder = new Builder({ write, pad: (count) => write(new Uint8Array(count)), finish: () => null })
  writeFooter(builder, schema, [], batches, null)
  return Buffer.concat(written)
}
