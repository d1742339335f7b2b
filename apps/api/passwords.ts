import { hash, verify } from '@node-rs/argon2'
import { ResourceError } from '@techdeck/core'

/** Argon2id (the library's default), 19 MiB, two passes, one lane (OWASP's minimum): 11 ms a password. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Hashing runs on libuv's few threads, which files and encryption need too. */
const AT_ONCE = 2
/** More than so many that wait are turned away: three quarters of a second of work for each process. */
const MOST_WAITING = 128

/** Hashes and checks passwords, at most two at a time. Equal text is equal however a keyboard composed its letters. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** `false` also for no hash at all, after as much work as for a real one, so time does not tell which accounts exist. */
  matches(hash: string | null, password: string): Promise<boolean>
}

export function createPasswords(): Passwords {
  const bounded = semaphore(AT_ONCE)
  const decoy = bounded(() => hash('nobody has this password', OPTIONS))
  // Whoever waits for it sees the failure; nobody may be waiting.
  decoy.catch(() => {})
  return {
    hash: (password) => bounded(() => hash(composed(password), OPTIONS)),
    async matches(known, password) {
      const reference = known?.startsWith('$argon2') ? known : await decoy
      const fits = await bounded(() => verify(reference, composed(password)).catch(() => false))
      return fits && reference === known
    },
  }
}

const composed = (password: string): string => password.normalize('NFKC')

/** Runs at most `slots` tasks at a time, first come, first served. */
function semaphore(slots: number) {
  let free = slots
  const waiting: (() => void)[] = []
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else if (waiting.length >= MOST_WAITING)
      throw new ResourceError('Too many passwords are being checked right now.', { retryAfter: 2 })
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
