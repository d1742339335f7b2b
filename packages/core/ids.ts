import { v7, validate, version } from 'uuid'

/** A new time-ordered id (UUIDv7). */
export const newId = (): string => v7()

export const isUuidV7 = (value: string): boolean => validate(value) && version(value) === 7

/** When a UUIDv7 was made, in ms since 1970: what its first 48 bits say. */
export const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
