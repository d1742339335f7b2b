// The library exports these modules without their types, and no way to write a file batch by batch.
declare module '@uwdata/flechette/src/encode/builder.js' {
  export class Builder {
    readonly outputBytes: number
    constructor(sink: { write(bytes: Uint8Array): void; pad(count: number): void; finish(): null })
  }
}

declare module '@uwdata/flechette/src/encode/footer.js' {
  import type { Schema } from '@uwdata/flechette'
  import type { Builder } from '@uwdata/flechette/src/encode/builder.js'

  type Blocks = readonly { offset: number; metadataLength: number; bodyLength: number }[]
  export function writeFooter(
    builder: Builder,
    schema: Schema,
    dictionaries: Blocks,
    batches: Blocks,
    metadata: ReadonlyMap<string, string> | null,
  ): void
}
