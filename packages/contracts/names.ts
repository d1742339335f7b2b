// What contracts name without schemas. The command line explains itself by these alone, and so does all that runs in a
// worker: schemas of every route take some 13 MiB of each thread that builds them.
export * from './cursor.ts'
export * from './entities.ts'
export * from './error-codes.ts'
export * from './event-names.ts'
export * from './permissions.ts'
export * from './record-counts.ts'
export * from './review.ts'
export * from './stages.ts'
export * from './statuses.ts'
