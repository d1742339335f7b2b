import type { Json } from '@techdeck/contracts'
import type { RawTurn } from '../types.ts'
import { isObject } from './path.ts'

/** A time as written; what MongoDB exports as `{"$date": …}` is what stands there. */
export function momentOf(value: Json | undefined): string | number | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (!isObject(value)) return undefined
  return momentOf(value['$date'] ?? value['$numberLong'])
}

/** So slowly that nobody speaks: less than a character in a unit of time. */
const SLOWEST = 1

/** Makes seconds of milliseconds, where turns say when they begin and end, and nobody could speak so slowly. */
export function toSeconds(turns: RawTurn[], list: readonly Json[]): void {
  if (turns.length < list.length || !turns.every(({ time }) => Number.isInteger(time))) return
  let [spoken, taken] = [0, 0]
  for (const [at, { text, time }] of turns.entries()) {
    const element = list[at]
    const end = isObject(element) ? (element['end'] ?? element['end_time']) : undefined
    if (typeof end !== 'number' || end < Number(time)) return
    spoken += text.length
    taken += end - Number(time)
  }
  if (taken > spoken / SLOWEST) for (const turn of turns) turn.time = Number(turn.time) / 1000
}
