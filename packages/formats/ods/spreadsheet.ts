import { arranged, CarriedCells, GridWriter } from '../grid/index.ts'
import { openDocumentContent, readXml } from '../office/index.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'
import { type Cell, type SheetEvent, SheetEvents } from './events.ts'

/** The sheets of a spreadsheet as grids, in their order. */
export async function* convertSpreadsheet(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  const content = await openDocumentContent(source, limits, signal)
  const several = (await countSheets(content())) !== 1
  const events = eventsOf(content(), limits, signal)
  try {
    let number = 0
    for (;;) {
      const { done, value } = await events.next()
      if (done) return
      if (!('sheet' in value)) continue
      number++
      // A slash in a name would look like a folder.
      const name = value.sheet.replaceAll('/', '∕') || `sheet ${number}`
      yield { path: several ? name : '', content: arranged(contentOf(events), limits) }
    }
  } finally {
    await events.return(undefined)
  }
}

async function* eventsOf(
  content: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<SheetEvent, undefined> {
  const handler = new SheetEvents(limits)
  for await (const _ of readXml(content, limits, handler)) {
    signal.throwIfAborted()
    yield* handler.take()
  }
}

/** The rows up to the end of the sheet; whoever stops before leaves the rest to be passed over. */
async function* contentOf(events: AsyncIterator<SheetEvent>): AsyncGenerator<Uint8Array> {
  const grid = new GridWriter()
  const carried = new CarriedCells()
  for (;;) {
    const { done, value } = await events.next()
    if (done || 'end' in value) break
    if ('sheet' in value) continue
    for (let number = value.row; number < value.row + value.repeated; number++) {
      writeRow(grid, carried, number, value.cells)
      const ready = grid.take()
      if (ready) yield ready
    }
  }
  const rest = grid.take(true)
  if (rest) yield rest
}

function writeRow(grid: GridWriter, carried: CarriedCells, row: number, cells: readonly Cell[]): void {
  grid.row(row)
  let next = 0
  for (const { column, repeated, value, rows } of cells) {
    for (const one of carried.between(row, next, column)) grid.cell(one.column, one.value)
    for (next = column; next < column + repeated; next++) grid.cell(next, value)
    if (rows > 1) carried.add(column, value, row + rows - 1)
  }
  for (const one of carried.between(row, next, Infinity)) grid.cell(one.column, one.value)
  grid.endRow()
}

/** How many sheets there are, by their beginnings; `<` cannot stand in a text. */
async function countSheets(part: AsyncIterable<Uint8Array>): Promise<number> {
  const beginning = Buffer.from('<table:table ')
  let before = Buffer.alloc(0)
  let count = 0
  for await (const chunk of part) {
    const seen = Buffer.concat([before, chunk])
    let at = seen.indexOf(beginning)
    for (; at !== -1; at = seen.indexOf(beginning, at + 1)) count++
    before = seen.subarray(Math.max(0, seen.length - beginning.length + 1))
  }
  return count
}
