import { ValidationError } from '@techdeck/core'

/** Where artifacts are kept in an S3. */
export interface S3Place {
  bucket: string
  /** What all keys begin with: nothing, or a path with a slash at its end. */
  prefix: string
  /** Of an S3 that is not Amazon's. */
  endpoint?: string
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const PREFIX = /^(?:[A-Za-z0-9._-]+\/)*$/

export const isS3 = (location: string): boolean => location.startsWith('s3://')

/**
 * Reads `s3://bucket/path`, and the endpoint from `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
 *
 * @throws {@link ValidationError} that says what is not as it has to be
 */
export function readS3Place(location: string, environment: Record<string, string | undefined>): S3Place {
  const [bucket = '', ...path] = location.slice('s3://'.length).split('/')
  const prefix = path
    .filter(Boolean)
    .map((segment) => `${segment}/`)
    .join('')
  if (!BUCKET.test(bucket)) throw invalid('say s3://BUCKET or s3://BUCKET/PATH, with a bucket as S3 names them')
  if (!PREFIX.test(prefix))
    throw invalid('a path in a bucket has letters, digits, ".", "_" and "-" between its slashes')
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL']
  if (endpoint?.startsWith('http:') && environment['TLS_REQUIRED'] === 'on')
    throw invalid('TLS_REQUIRED is on, and AWS_ENDPOINT_URL is without TLS')
  return { bucket, prefix, ...(endpoint && { endpoint }) }
}

const invalid = (problem: string) =>
  new ValidationError(`TECHDECK_ARTIFACTS is not usable: ${problem}.`, {
    details: [{ path: 'TECHDECK_ARTIFACTS', problem: 'invalid' }],
  })
