import { v7, validate, version } from 'uuid'

/** A new time-ordered id (UUIDv7). */
export const newId = (): string => v7()

export const isUuidV7 = (value: string): boolean => validate(value) && version(value) === 7
