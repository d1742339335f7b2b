import { isKnownRole } from '../roles/index.ts'
import type { XmlHandler } from './parse.ts'

const PERSON =
  /^(?:person|participant|speaker|agent|actor|user|member|contact|interlocutor|character|cast_?item|role)$/i
const ID = /^(?:id|uid|[a-z]+_?id|code|key)$/i
const NAME =
  /^(?:role|function|(?:pers|display|full|first|fore|role|screen|user)?_?-?name|abbreviation|abbr|label|title)$/i
/** People that are kept. */
const MOST = 10_000

/** Who is meant by an id, where a document lists people with their names or roles and then refers to them. */
export class People implements XmlHandler {
  readonly #names = new Map<string, string>()
  #person: { ids: string[]; said: string[]; depth: number } | null = null
  #depth = 0
  #isName = false
  #text = ''

  open(name: string, attributes: { [name: string]: string }): void {
    this.#depth++
    const ids = Object.keys(attributes).filter((key) => ID.test(key))
    if (!this.#person && PERSON.test(name) && ids.length > 0)
      this.#person = { ids: ids.map((key) => attributes[key]), said: [], depth: this.#depth }
    if (!this.#person) return
    for (const key in attributes) if (NAME.test(key)) this.#person.said.push(attributes[key])
    this.#isName = NAME.test(name)
    this.#text = ''
  }

  text(text: string): void {
    if (this.#isName && this.#text.length < 200) this.#text += text
  }

  close(): void {
    const person = this.#person
    if (person && this.#isName && this.#text.trim() !== '') person.said.push(this.#text.trim())
    this.#isName = false
    if (person?.depth === this.#depth) {
      const said = person.said.map((each) => each.trim()).filter((each) => each !== '' && each.length <= 80)
      const name = said.find(isKnownRole) ?? said[0]
      if (name !== undefined && this.#names.size < MOST)
        for (const id of person.ids) if (!this.#names.has(id)) this.#names.set(id, name)
      this.#person = null
    }
    this.#depth--
  }

  /** The name of who is meant, `#T` or `spk1 spk2`; what is not known stays as it is. */
  named(reference: string): string {
    const ids = reference.trim().split(/\s+/)
    const names = ids.map((id) => this.#names.get(id.replace(/^#/, '')))
    if (names.every((name) => name !== undefined)) return names.join(' & ')
    return ids.every((id) => id.startsWith('#')) ? ids.map((id) => id.slice(1)).join(' & ') : reference
  }
}
