// What contracts name without schemas, for who must be there at once: the command line explains itself by these alone.
export * from './cursor.ts'
export * from './entities.ts'
export * from './permissions.ts'
export * from './review.ts'
export * from './stages.ts'
export * from './statuses.ts'
