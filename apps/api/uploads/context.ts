import { AsyncLocalStorage } from 'node:async_hooks'
import { ValidationError } from '@techdeck/core'
import type { Principal } from '../principal.ts'
import type { UploadWish } from './metadata.ts'

/** What the library does not hand on to where bytes are kept. */
export interface UploadRequest {
  who: Principal
  /** `Upload-Metadata` as it came, and what it says; on creation alone. */
  metadata?: string | undefined
  wish?: UploadWish
  kind?: 'whole' | 'partial'
  checksum?: Checksum | undefined
  /** The data set that the upload became. */
  became?: { datasetId: string; known: boolean }
  /** Why it failed: the library would turn it into text. */
  failure?: unknown
}

/** The request that is being answered. */
export const current = new AsyncLocalStorage<UploadRequest>()

export function currentRequest(): UploadRequest {
  const request = current.getStore()
  if (request) return request
  throw new TypeError('There is no request to an upload.')
}

export const CHECKSUM_ALGORITHMS = ['sha1', 'sha256'] as const

export interface Checksum {
  algorithm: (typeof CHECKSUM_ALGORITHMS)[number]
  /** Base64. */
  digest: string
}

/** Reads `Upload-Checksum`. @throws ValidationError when it is none, or of an algorithm that is not known */
export function readChecksum(header: string | undefined): Checksum | undefined {
  if (header === undefined) return undefined
  const [name, digest, ...rest] = header.split(' ')
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name)
  if (algorithm && digest && rest.length === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(digest)) return { algorithm, digest }
  const details = [{ path: 'upload-checksum', problem: 'not of a known form', allowed: CHECKSUM_ALGORITHMS }]
  throw new ValidationError('Upload-Checksum is an algorithm and a digest in Base64.', { details })
}
