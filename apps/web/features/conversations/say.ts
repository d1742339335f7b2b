import { title, words } from '../../format.ts'
import { figureOf, sayFigure } from './figures-of.ts'
import { nameOfLabel, type Facet, type Range } from './slice.ts'

/** A value as people read it. */
export function sayValue(facet: Facet, value: string): string {
  if (facet === 'finding') {
    const [kind = '', category = ''] = value.split('.', 2)
    return `${title(category)} (${words(kind)})`
  }
  if (facet === 'label') {
    const name = nameOfLabel(value)
    return `${title(name.replace(/^labels\./, ''))}: ${words(value.slice(name.length + 1))}`
  }
  return facet === 'outcome' ? title(value) : value
}

/** Bounds of a figure as people read them. */
export function sayRange(name: string, [least, most]: Range): string {
  const { name: called } = figureOf(name)
  if (least === null) return `${called} up to ${sayFigure(name, most)}`
  if (most === null) return `${called} from ${sayFigure(name, least)}`
  return `${called} ${sayFigure(name, least)} to ${sayFigure(name, most)}`
}
