/** Control characters as Office escapes them: `_x000D_`. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

/**
 * Gathers the text of a string item: of its runs, without the phonetic readings that stand beside it.
 */
export class RichText {
  text = ''
  #inText = false
  #phonetic = 0

  open(name: string): void {
    if (name === 'rPh') this.#phonetic++
    else if (name === 't') this.#inText = this.#phonetic === 0
  }

  add(text: string): void {
    if (this.#inText) this.text += text
  }

  close(name: string): void {
    if (name === 'rPh') this.#phonetic--
    else if (name === 't') this.#inText = false
  }

  take(): string {
    const text = unescaped(this.text)
    this.text = ''
    return text
  }
}
