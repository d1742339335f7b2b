import { FAMILY, GIVEN } from './names.ts'
import { NICKNAMES } from './nicknames.ts'

/** Where a name stands: a class of names that are alike in gender and origin, and its place there. */
export interface Known {
  label: string
  place: number
  /** It is the n-th short form of that name. */
  short?: number
}

/** All names that are known, each in one class. */
export interface NameBook {
  find(name: string): Known | undefined
  class(label: string): readonly string[]
  /** The n-th short form of a name, or one that there is; the name itself where it has none. */
  shortOf(name: string, nth: number): string
}

/** Names without case and accents: what makes two writings one name. */
export const nameKey = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase()

/** Family names of women, where languages tell them apart. */
const OF_WOMEN = /(?:ov|ev|sk|ck)[aá]$/u

let book: NameBook | undefined
/** Read when a first surrogate is asked for. */
export const nameBook = (): NameBook => (book ??= readBook())

function readBook(): NameBook {
  const classes = new Map<string, string[]>()
  const known = new Map<string, Known>()
  const shorts = new Map<string, string[]>()
  const add = (label: string, name: string): void => {
    const key = nameKey(name)
    if (known.has(key)) return
    const list = classes.get(label) ?? []
    classes.set(label, list)
    known.set(key, { label, place: list.length })
    list.push(name)
  }
  // Names with short forms change places among themselves, so that Bob is to Robert what Dan is to Daniel.
  for (const [gender, list] of Object.entries(NICKNAMES))
    for (const [name, ...short] of list.split(' ').map((entry) => entry.split(/[:,]/))) {
      add(`short.${gender}`, name)
      shorts.set(name, short)
    }
  for (const names of shorts.values()) for (const name of names) known.delete(nameKey(name))
  for (const [name, list] of shorts)
    for (const [short, nick] of list.entries()) {
      const full = known.get(nameKey(name))
      if (full && !known.has(nameKey(nick))) known.set(nameKey(nick), { ...full, short })
    }
  for (const [label, names] of Object.entries(GIVEN)) for (const name of names.split(' ')) add(`given.${label}`, name)
  for (const [label, names] of Object.entries(FAMILY))
    for (const name of names.split(' ')) add(`family.${label}${OF_WOMEN.test(name) ? '.female' : ''}`, name)
  return {
    find: (name) => known.get(nameKey(name)),
    class: (label) => classes.get(label) ?? [],
    shortOf(name, nth) {
      const list = shorts.get(name)
      return list ? (list[nth % list.length] ?? name) : name
    },
  }
}
