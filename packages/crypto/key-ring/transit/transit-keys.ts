import { hash } from 'node:crypto'
import { ConflictError, DecryptionError, ProcessingFinalError, ResourceError, ValidationError } from '@techdeck/core'
import { joinUnambiguously } from '../../aead.ts'
import { KEY_BYTES } from '../../data-key.ts'
import { changed } from '../held-keys.ts'
import type { KekKeeper, KekVersion, KeyIds, Wrapping } from '../keeper.ts'
import { TransitClient, type TransitAnswer } from './client.ts'
import type { TransitSettings } from './settings.ts'

/** Unwrapped keys that are remembered at most. */
const MOST_REMEMBERED = 1000

interface KeyInfo {
  latest: number
  /** Versions that can still decrypt, from new to old, with when they were made. */
  versions: { version: number; createdAt: Date | null }[]
}

/**
 * Key-encryption keys of the transit secrets engine of HashiCorp Vault or OpenBao. They never leave the service. The key
 * there has to be of type aes256-gcm96 and `derived`: the context by which each wrapping is derived is what binds it to
 * its data key and data set, so it unwraps as no other, also after the service re-wrapped it unseen by us.
 *
 * What was unwrapped is remembered for a while, so that work under way goes on through short outages.
 */
export class TransitKeys implements KekKeeper {
  readonly #client: TransitClient
  readonly #settings: TransitSettings
  readonly #remembered = new Map<string, { until: number; key: Uint8Array }>()
  #isChecked = false

  constructor(settings: TransitSettings) {
    this.#settings = settings
    this.#client = new TransitClient(settings)
  }

  owns(kekId: string): boolean {
    return this.#versionOf(kekId) !== null
  }

  async versions(): Promise<KekVersion[]> {
    const { latest, versions } = await this.#info()
    return versions.map(({ version, createdAt }) => ({
      id: this.#idOf(version),
      kept: 'transit',
      isCurrent: version === latest,
      createdAt,
    }))
  }

  async make(ids: KeyIds) {
    await this.#check()
    const { data } = await this.#ask('datakey/plaintext', { context: contextOf(ids), bits: KEY_BYTES * 8 })
    const key = keyIn(data)
    if (!key) throw strange('a data key')
    return { key, ...this.#wrappingIn(data) }
  }

  async wrap(ids: KeyIds, key: Uint8Array): Promise<Wrapping> {
    if (key.length !== KEY_BYTES) throw new ValidationError(`A data key has ${KEY_BYTES} bytes.`)
    await this.#check()
    const plaintext = Buffer.from(key).toString('base64')
    const { data } = await this.#ask('encrypt', { context: contextOf(ids), plaintext })
    return this.#wrappingIn(data)
  }

  async unwrap(ids: KeyIds, { kekId, wrapped }: Wrapping): Promise<Uint8Array> {
    const name = hash('sha256', Buffer.concat([joinUnambiguously(ids.dataKeyId, ids.datasetId, kekId), wrapped]))
    const now = performance.now()
    const known = this.#remembered.get(name)
    if (known && known.until > now) return Uint8Array.from(known.key)
    const ciphertext = this.#ciphertextOf(ids, { kekId, wrapped })
    const answer = await this.#ask('decrypt', { context: contextOf(ids), ciphertext })
    const key = answer.status === 200 ? keyIn(answer.data) : null
    if (!key) throw refused({ ...ids, kekId }, answer)
    this.#remember(name, key, now)
    return key
  }

  async rewrap(ids: KeyIds, wrapping: Wrapping): Promise<Wrapping> {
    await this.#check()
    const ciphertext = this.#ciphertextOf(ids, wrapping)
    const answer = await this.#ask('rewrap', { context: contextOf(ids), ciphertext })
    if (answer.status !== 200) throw refused({ ...ids, kekId: wrapping.kekId }, answer)
    return this.#wrappingIn(answer.data)
  }

  async rotate(): Promise<string> {
    await this.#check()
    await this.#done(await this.#ask('rotate', {}), 'rotate')
    return this.#idOf((await this.#info()).latest)
  }

  /** The service destroys versions from the oldest on, so all older ones go with it; they have to be unneeded, too. */
  async retire(kekId: string): Promise<void> {
    const version = this.#versionOf(kekId)!
    const { latest, versions } = await this.#info()
    if (version >= latest) throw new ConflictError('The current version cannot be retired: rotate first.')
    const older = versions.filter((each) => each.version < version).map((each) => this.#idOf(each.version))
    if (older.length > 0)
      throw new ConflictError('The service destroys its oldest versions first: retire those before this one.', {
        details: { reason: 'older_versions', older },
      })
    const least = version + 1
    const limits = { min_decryption_version: least, min_encryption_version: least }
    await this.#done(await this.#ask('config', limits), 'config')
    await this.#done(await this.#ask('trim', { min_available_version: least }), 'trim')
    this.#remembered.clear()
  }

  #ask(what: string, body: object): Promise<TransitAnswer> {
    const { key, mount } = this.#settings
    const path = OF_THE_KEY.has(what) ? `${mount}/keys/${key}/${what}` : `${mount}/${what}/${key}`
    return this.#client.ask('POST', path, body)
  }

  async #done({ status }: TransitAnswer, what: string): Promise<void> {
    if (status >= 300)
      throw new ProcessingFinalError(`The key management service refused to ${what}.`, { details: { status, what } })
  }

  /** @throws ResourceError when there is no such key, ValidationError when it cannot bind what it wraps */
  async #info(): Promise<KeyInfo> {
    const { key, mount } = this.#settings
    const { status, data } = await this.#client.ask('GET', `${mount}/keys/${key}`)
    if (status === 404)
      throw new ResourceError('The key management service has no such key.', {
        details: { reason: 'key_service_no_key', key, mount },
        userMessage: `The key management service has no key "${key}" at "${mount}". Make it, of type aes256-gcm96 and derived.`,
      })
    if (data['type'] !== 'aes256-gcm96' || data['derived'] !== true || data['exportable'] === true)
      throw new ValidationError(
        'The key of the key management service has to be of type aes256-gcm96, derived, and not exportable.',
        { details: [{ path: 'TECHDECK_KMS_KEY', problem: 'unfit' }] },
      )
    const least = Math.max(1, Number(data['min_decryption_version'] ?? 1))
    const versions = Object.entries(Object(data['keys']) as Record<string, unknown>)
      .map(([version, made]) => ({ version: Number(version), createdAt: dateOf(made) }))
      .filter(({ version }) => version >= least)
      .toSorted((a, b) => b.version - a.version)
    const [latest] = versions
    if (!latest || !Number.isInteger(latest.version)) throw strange('its versions')
    this.#isChecked = true
    return { latest: latest.version, versions }
  }

  /** Nothing is wrapped before it is known that the key binds what it wraps. */
  async #check(): Promise<void> {
    if (!this.#isChecked) await this.#info()
  }

  #idOf = (version: number): string => `${this.#settings.key}.v${version}`

  #versionOf(kekId: string): number | null {
    const at = kekId.lastIndexOf('.v')
    const version = at > 0 && kekId.slice(0, at) === this.#settings.key ? Number(kekId.slice(at + 2)) : Number.NaN
    return Number.isInteger(version) && version > 0 ? version : null
  }

  /** What the service gave, as text; its version has to be the one that the record names. */
  #ciphertextOf(ids: KeyIds, { kekId, wrapped }: Wrapping): string {
    const text = Buffer.from(wrapped).toString('latin1')
    const version = FORM.exec(text)?.[1]
    if (version === undefined || Number(version) !== this.#versionOf(kekId)) throw changed({ ...ids, kekId })
    return text
  }

  #wrappingIn(data: Record<string, unknown>): Wrapping {
    const text = data['ciphertext']
    const version = typeof text === 'string' ? FORM.exec(text)?.[1] : undefined
    if (version === undefined) throw strange('a cipher text')
    return { kekId: this.#idOf(Number(version)), wrapped: Buffer.from(String(text), 'latin1') }
  }

  #remember(name: string, key: Uint8Array, now: number): void {
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value!)
    this.#remembered.set(name, { until: now + this.#settings.rememberMs, key: Uint8Array.from(key) })
  }
}

const OF_THE_KEY = new Set(['rotate', 'config', 'trim'])
const FORM = /^vault:v(\d{1,9}):[A-Za-z0-9+/]+={0,2}$/

const contextOf = ({ dataKeyId, datasetId }: KeyIds): string =>
  joinUnambiguously('techdeck-transit-1', dataKeyId, datasetId).toString('base64')

function keyIn({ plaintext }: Record<string, unknown>): Uint8Array | null {
  const key = typeof plaintext === 'string' ? Buffer.from(plaintext, 'base64') : null
  return key?.length === KEY_BYTES ? key : null
}

/** Seconds since 1970, or an object that names a time: both are answered, by the kind of key. */
function dateOf(made: unknown): Date | null {
  const at = typeof made === 'number' ? made * 1000 : Date.parse(String(Object(made)['creation_time'] ?? ''))
  return Number.isFinite(at) ? new Date(at) : null
}

/** A refusal is the service's word that this is not what it wrapped, or that the version is gone. */
function refused(binding: KeyIds & { kekId: string }, { status, errors }: TransitAnswer): Error {
  const said = errors.join(' ')
  if (status === 404)
    return new ResourceError('The key management service has no such key.', {
      details: { reason: 'key_service_no_key' },
    })
  if (/too old|too new/.test(said))
    return new DecryptionError(`The key management service has version "${binding.kekId}" no more.`, {
      details: { reason: 'unknown_kek', ...binding },
    })
  return changed(binding)
}

const strange = (what: string) =>
  new ResourceError('The key management service answered something that is not of its protocol.', {
    details: { reason: 'key_service_strange', what },
  })
