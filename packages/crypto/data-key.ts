/** A data set's key in the clear. It lives in memory only; at rest it is a `WrappedDataKey`. */
export interface DataKey {
  readonly id: string
  readonly datasetId: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

export const KEY_BYTES = 32
