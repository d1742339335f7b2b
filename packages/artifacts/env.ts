import process from 'node:process'

/** What may say where an S3 is, as the AWS command line reads it. */
export const artifactEnvironment = (): Record<string, string | undefined> => process.env
