export { MAX_DEPTH, isDeeper, rowOf, type Content } from './row.ts'
export { commonShape, describeShape, fromSettings, isObject, shapeOf, toSettings, type Shape } from './shape.ts'
