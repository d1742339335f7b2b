export { firstMark, inspectFile, type InspectOptions } from './inspect.ts'
export { firstRows, type ReadingSample } from './first-rows.ts'
