export { firstMark, inspectFile, type InspectOptions } from './inspect.ts'
