export * from './types.ts'
export { detect, type Candidate } from './detect.ts'
export { formatNamed, formats, readFile } from './registry.ts'
export { inBatches } from './rows/index.ts'
export { firstMark, firstRows, inspectFile, type InspectOptions, type ReadingSample } from './inspect/index.ts'
export { encodeMarks, MARK_BYTES, markCount, readMark } from './marks.ts'
export { fileSource, memorySource } from './sources.ts'
export { mainPath, type TreeNode } from './trees/index.ts'
export { isKnownRole, isUsualName, roleOf } from './names.ts'
export { decompress, detectCompression, type Compression, type DecompressOptions } from './compression/index.ts'
export {
  Keeper,
  unpack,
  UNPACK_LIMITS,
  type Kept,
  type Leaf,
  type Refusal,
  type Storage,
  type Unpacked,
} from './unpack/index.ts'
export { detectEncoding, textEncoding, type DetectedEncoding } from './encoding/index.ts'
