import { systemClock, ValidationError, type Clock } from '@techdeck/core'
import { KEY_BYTES } from '../data-key.ts'
import { FileKeys } from './file-keys.ts'
import { isThere, readKeyRingFile } from './file.ts'
import { HeldKeys } from './held-keys.ts'
import type { KekKeeper } from './keeper.ts'
import { createKeyRing, type KeyRing, type KeyRingSecrets, type OtherSecrets } from './ring.ts'
import { decodeSecret, isKekId, MIN_SECRET_BYTES, repeated } from './secrets.ts'
import { readTransitSettings } from './transit/settings.ts'
import { TransitKeys } from './transit/transit-keys.ts'

export interface KeyRingSources {
  /** `TECHDECK_KEYS`, `TECHDECK_PSEUDONYM_KEY` and `JWT_SECRET_KEY` are looked at. */
  env?: Record<string, string | undefined>
  /** A file that `createKeyRingFile` made. */
  file?: string
  clock?: Clock
}

/**
 * Loads the key ring. Each secret comes from its variable where that is set and not empty, else from the file:
 * `TECHDECK_KEYS` (`kekId:base64[,kekId:base64…]`, 32 bytes each, the current one first) replaces all of the file's
 * key-encryption keys. The file is not read when the environment has everything.
 *
 * With `TECHDECK_KMS_URL` a service wraps; keys of the variable, else of the file if it is there, then only unwrap what
 * they wrapped before. The service is not asked before it is needed.
 *
 * @throws ValidationError that names the variable, or the file and field, and never quotes a value.
 * @throws ResourceError when the file cannot be read.
 */
export async function loadKeyRing({ env = {}, file, clock = systemClock }: KeyRingSources): Promise<KeyRing> {
  const given: Partial<KeyRingSecrets> = {
    ...(env.TECHDECK_KEYS && { keks: parseKeks(env.TECHDECK_KEYS) }),
    ...(env.TECHDECK_PSEUDONYM_KEY && { pseudonymKey: parsePseudonymKey(env.TECHDECK_PSEUDONYM_KEY) }),
    ...(env.JWT_SECRET_KEY && { tokenSecret: checkTokenSecret(env.JWT_SECRET_KEY) }),
  }
  const transit = await readTransitSettings(env)
  const missing = Object.entries(VARIABLES).flatMap(([name, variable]) =>
    name in given || (name === 'keks' && transit) ? [] : [variable],
  )
  if (missing.length > 0 && file === undefined)
    throw new ValidationError(`The key ring is incomplete: set ${missing.join(', ')}, or name a key ring file.`, {
      details: missing.map((path) => ({ path, problem: 'missing' })),
    })
  const isWanted = missing.length > 0 || (transit && !given.keks && file !== undefined && (await isThere(file)))
  const read = isWanted ? await readKeyRingFile(file!) : undefined
  const { pseudonymKey, tokenSecret } = { ...read, ...given } as OtherSecrets
  // The file's own, as long as the file's secret is the one that signs.
  const previousTokenSecret = given.tokenSecret === undefined ? read?.previousTokenSecret : undefined
  const inMemory = given.keks ? new HeldKeys('environment', given.keks) : read && new FileKeys(file!, read)
  const keepers: (KekKeeper | undefined)[] = [transit && new TransitKeys(transit), inMemory]
  return createKeyRing(
    keepers.flatMap((keeper) => keeper ?? []),
    { pseudonymKey, tokenSecret, previousTokenSecret },
    clock,
  )
}

const VARIABLES = {
  keks: 'TECHDECK_KEYS',
  pseudonymKey: 'TECHDECK_PSEUDONYM_KEY',
  tokenSecret: 'JWT_SECRET_KEY',
} satisfies Partial<Record<keyof KeyRingSecrets, string>>

function parseKeks(text: string): KeyRingSecrets['keks'] {
  const keks = text.split(',').map((entry, index) => {
    const [id = '', key = '', ...rest] = entry.trim().split(':')
    const decoded = decodeSecret(key, { exactly: KEY_BYTES })
    if (!isKekId(id) || !decoded || rest.length > 0) {
      throw invalid('keks', `entry ${index + 1} is not kekId:base64 with ${KEY_BYTES} bytes`)
    }
    return { id, key: decoded }
  })
  if (repeated(keks.map(({ id }) => id))) throw invalid('keks', 'an id stands there twice')
  return keks
}

function parsePseudonymKey(text: string): Uint8Array {
  const decoded = decodeSecret(text.trim(), { atLeast: MIN_SECRET_BYTES })
  if (!decoded) throw invalid('pseudonymKey', `it is not base64 of at least ${MIN_SECRET_BYTES} bytes`)
  return decoded
}

function checkTokenSecret(text: string): string {
  if (Buffer.byteLength(text) < MIN_SECRET_BYTES) throw invalid('tokenSecret', `it has under ${MIN_SECRET_BYTES} bytes`)
  return text
}

const invalid = (name: keyof typeof VARIABLES, problem: string) =>
  new ValidationError(`${VARIABLES[name]} is not usable: ${problem}.`, {
    details: [{ path: VARIABLES[name], problem: 'invalid' }],
  })
