/** Section that says which rows became which conversation, where the rows of one lie apart. */
export const ROWS = 'rows'

export type RowsOf = {
  /** The conversation's id. */
  id: string
  file: number
  /** Byte offsets of its rows. */
  at: number[]
}
