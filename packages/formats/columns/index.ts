export {
  byConvention,
  CONVENTIONS,
  isLabelName,
  isUsualName,
  normalName,
  pairNamed,
  PAIRS,
  TURN_LISTS,
} from './names.ts'
export { type Cells } from './profile.ts'
export { readTable, sideAskedIn, type TableKind, type TableReading } from './table.ts'
export { headColumns, isHeadRow, type HeadColumns } from './heads.ts'
export { areAnswersFirst, isOwnName, numberedTurn } from './own-names.ts'
