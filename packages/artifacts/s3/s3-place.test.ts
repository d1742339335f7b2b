import { describe, expect, it } from '@jest/globals'
import { isS3, readS3Place } from './s3-place.ts'

describe('the place of artifacts in an S3', () => {
  it('is a bucket, with or without a path', () => {
    expect(readS3Place('s3://artifacts', {})).toEqual({ bucket: 'artifacts', prefix: '' })
    expect(readS3Place('s3://our.artifacts/techdeck//one/', {})).toEqual({
      bucket: 'our.artifacts',
      prefix: 'techdeck/one/',
    })
    expect(readS3Place('s3://artifacts', { AWS_ENDPOINT_URL_S3: 'https://s3.example.org' })).toMatchObject({
      endpoint: 'https://s3.example.org',
    })
    expect([isS3('s3://artifacts'), isS3('/data/artifacts'), isS3('s3')]).toEqual([true, false, false])
  })

  it.each([
    ['no bucket', 's3://', 's3://BUCKET'],
    ['a bucket that cannot be', 's3://Our_Artifacts', 's3://BUCKET'],
    ['a path that cannot be a key', 's3://artifacts/a b', 'letters, digits'],
  ])('is refused with %s', (_, location, message) => {
    expect(() => readS3Place(location, {})).toThrow(message)
  })

  it('is refused without TLS where TLS is required', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://s3.example.org', TLS_REQUIRED: 'on' }
    expect(() => readS3Place('s3://artifacts', environment)).toThrow('without TLS')
  })
})
