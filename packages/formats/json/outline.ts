import { isBlank } from '../rows/index.ts'
import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COLON, OPEN_LIST, OPEN_OBJECT, QUOTE } from './bytes.ts'

/** Longest name of a field that is told from others. */
const MAX_NAME = 200

interface Frame {
  list: boolean
  /** Field of an object whose value is being read. */
  name: string
}

/**
 * Follows JSON byte by byte and knows at each one by which fields it was reached. Names are those of the view, in which
 * whatever is no ASCII may be masked: good for telling them apart, not for showing.
 */
export class Outline {
  readonly #frames: Frame[]
  #string = ''
  #inString = false
  #escaped = false

  /** `within`: fields by which the place where it begins was reached, and whether that is in a list. */
  constructor(within: { path: readonly string[]; list: boolean } | null = null) {
    if (!within) this.#frames = []
    else {
      this.#frames = within.path.map((name) => ({ list: false, name }))
      this.#frames.push({ list: within.list, name: '' })
    }
  }

  push(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inString = false
      else if (this.#string.length < MAX_NAME) this.#string += String.fromCharCode(byte)
      return
    }
    if (isBlank(byte)) return
    if (byte === QUOTE) {
      this.#inString = true
      this.#string = ''
    } else if (byte === COLON) {
      const frame = this.#frames.at(-1)
      if (frame) frame.name = this.#string
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#frames.push({ list: byte === OPEN_LIST, name: '' })
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#frames.pop()
  }

  /** Fields by which a list whose elements come next was reached; `null` elsewhere, and in lists inside of lists. */
  get list(): string | null {
    return !this.#inString && this.#frames.at(-1)?.list ? this.#path() : null
  }

  /** The same for an object whose fields come next. */
  get object(): string | null {
    const last = this.#frames.at(-1)
    return !this.#inString && last && !last.list ? this.#path() : null
  }

  #path(): string | null {
    const above = this.#frames.slice(0, -1)
    return above.some(({ list }) => list) ? null : above.map(({ name }) => name).join('.')
  }
}
