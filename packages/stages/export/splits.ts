import { hash } from 'node:crypto'

/** Puts a conversation into one of the splits by its id alone; `undefined` where there are none. */
export function splitOf(id: string, splits: { readonly [name: string]: number } | undefined): string | undefined {
  if (!splits) return undefined
  const names = Object.keys(splits).toSorted()
  const total = names.reduce((sum, name) => sum + splits[name], 0)
  let place = (Number.parseInt(hash('sha256', `split:${id}`).slice(0, 12), 16) / 2 ** 48) * total
  for (const name of names) {
    place -= splits[name]
    if (place < 0) return name
  }
  return names.at(-1)
}
