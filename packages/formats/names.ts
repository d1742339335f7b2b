// What is known of names without any reader: stages and threads that read no files load this alone.

export { isUsualName } from './columns/names.ts'
export { isKnownRole, roleOf } from './roles/names.ts'
export { mainPath } from './trees/index.ts'
