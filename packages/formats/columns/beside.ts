import type { Mapping } from '../types.ts'
import { normalName } from './names.ts'
import type { Cells } from './profile.ts'

const COUNTER =
  /(?:^|_)(?:turn|line|utterance|instance|order|seq|sequence|idx|index|position|row|message|exchange)(?:_|$)/
const PEOPLE =
  /(?:^|_)(?:participant|patient|client|subject|record|person|pair|dyad|couple|family|case|user|proband|pid|group|site)(?:_|s?$)/
const VISITS =
  /(?:^|_)(?:event|visit|session|interview|encounter|wave|time_?point|occasion|meeting|week|sitzung|termin)(?:_|$)/

interface Run {
  first: Cells
  rows: Cells[]
}

/**
 * Columns that name a conversation together with the one that does: numbers of sessions begin again with each
 * participant, and the sessions of one participant have numbers of their own. A sample has to show both: that a count
 * of turns begins again, and that another column tells what that is.
 */
export function columnsBeside(names: readonly string[], rows: readonly Cells[], mapping: Mapping): string[] {
  const { conversation, speaker, text, time } = mapping
  const at = names.indexOf(conversation ?? '')
  if (at === -1 || rows.length < 3) return []
  const normal = names.map(normalName)
  const taken = new Set([conversation, speaker, text, time])
  const others = names.map((_, index) => index).filter((index) => !taken.has(names[index]))
  const counter = others.find(
    (index) => COUNTER.test(normal[index]) && rows.every((row) => /^\d{1,6}$/.test((row[index] ?? '').trim())),
  )
  const beginsAgain = (row: Cells): boolean =>
    counter !== undefined && Number(row[counter]) <= Number(rows[0]?.[counter] ?? 0)
  const runs = runsOf(rows, [at])
  const people = others.find(
    (index) =>
      index !== counter &&
      PEOPLE.test(normal[index]) &&
      isConstant(runs, index) &&
      comesBackElsewhere(runs, at, index) &&
      (runs.every(({ first }) => beginsAgain(first)) || (counter === undefined && areSmallNumbers(runs, at))),
  )
  if (people !== undefined) return [names[people]]
  const person = firstSessions(rows, others, at, normal, names.indexOf(speaker ?? ''), counter)
  if (person !== undefined) return [names[person]]
  const visit = others.find((index) => {
    if (index === counter || !VISITS.test(normal[index])) return false
    const finer = runsOf(rows, [at, index])
    return finer.length > runs.length && finer.every(({ first }) => beginsAgain(first))
  })
  return visit === undefined ? [] : [names[visit]]
}

/** The column of people who all have a session of the same number, the first one: each has some rows, and those of both sides. */
function firstSessions(
  rows: readonly Cells[],
  others: readonly number[],
  conversation: number,
  normal: readonly string[],
  speaker: number,
  counter: number | undefined,
): number | undefined {
  return others.find((index) => {
    if (index === counter || speaker === -1 || !PEOPLE.test(normal[index])) return false
    const runs = runsOf(rows, [conversation, index])
    return (
      comesBackElsewhere(runs, conversation, index) &&
      runs.every(
        ({ first, rows: own }) =>
          new Set(own.map((row) => row[speaker])).size > 1 &&
          (counter === undefined || Number(first[counter]) <= Number(rows[0]?.[counter] ?? 0)),
      )
    )
  })
}

/** Rows that follow each other and say the same in some columns. */
function runsOf(rows: readonly Cells[], columns: readonly number[]): Run[] {
  const runs: Run[] = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last && columns.every((column) => last.first[column] === row[column])) last.rows.push(row)
    else runs.push({ first: row, rows: [row] })
  }
  return runs
}

const isConstant = (runs: readonly Run[], column: number): boolean =>
  runs.every(({ first, rows }) => rows.every((row) => row[column] === first[column]))

/** Whether what names a conversation is there again, each time with another value beside it. */
function comesBackElsewhere(runs: readonly Run[], conversation: number, column: number): boolean {
  const pairs = new Set(runs.map(({ first }) => `${first[conversation]}\n${first[column]}`))
  const values = new Set(runs.map(({ first }) => first[conversation]))
  return values.size < runs.length && pairs.size === runs.length
}

const areSmallNumbers = (runs: readonly Run[], column: number): boolean =>
  runs.every(({ first }) => /^\D{0,10}\d{1,3}$/.test((first[column] ?? '').trim()))
