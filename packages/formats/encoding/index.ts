export { detectEncoding, type DetectedEncoding } from './detect.ts'
export { decodeLoosely, textEncoding, type TextEncoding } from './text-encoding.ts'
