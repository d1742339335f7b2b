export { EACH, formatPath, isObject, objectsIn, parsePath, splitAtList, valueAt, valuesAt, type Path } from './path.ts'
export { asText, textOf } from './texts.ts'
export { fieldsOf, turnFields, turnsOfList, type TurnFields, type Turns } from './turns.ts'
export { listIn, type FoundList } from './lists.ts'
