export { detectEncoding, type DetectedEncoding } from './detect.ts'
export { textEncoding, type TextEncoding } from './text-encoding.ts'
