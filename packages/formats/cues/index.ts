export { surveyCues } from './detect.ts'
export { isTiming } from './parse.ts'
export { readCues } from './read.ts'
export { WrittenCues, type WrittenCue } from './written-cues.ts'
