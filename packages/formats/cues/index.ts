export { surveyCues } from './detect.ts'
export { isTiming } from './parse.ts'
export { readCues } from './read.ts'
