export { byConvention, CONVENTIONS, isLabelName, normalName, PAIRS, TURN_LISTS } from './names.ts'
export { readTable, type Cells, type TableKind, type TableReading } from './table.ts'
