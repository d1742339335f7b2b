import { UnprocessableFileError } from '@techdeck/core'

/** An archive, or the file at hand in it, that is not whole. Names nothing that it holds. */
export const damaged = (archive: string, reason: string, cause?: unknown): UnprocessableFileError =>
  reason.startsWith('truncated')
    ? new UnprocessableFileError(`The ${archive} archive ends early.`, {
        details: { reason },
        userMessage: `The ${archive} archive ends early: its upload or its copy was cut. Make it again and upload it once more.`,
        cause,
      })
    : new UnprocessableFileError(`The ${archive} archive is damaged.`, {
        details: { reason },
        userMessage: `The ${archive} archive is damaged. Make it again and upload it once more.`,
        cause,
      })
