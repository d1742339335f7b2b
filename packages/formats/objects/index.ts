export { isDeeper, nestingOf, rowReader, type ToRow } from './row.ts'
export { commonShape, describeShape, fromSettings, shapeOf, toSettings, type Shape } from './shape.ts'
export { waysIn } from './ways.ts'
