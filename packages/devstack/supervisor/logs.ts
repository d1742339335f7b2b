import { open, readdir, rename, stat } from 'node:fs/promises'
import { delay } from '@techdeck/core'
import { homePaths } from './home.ts'

const LARGEST_BYTES = 10 * 1024 * 1024
const FOLLOW_MS = 200

/** Puts a log of more than 10 MiB aside as `<name>.log.1`, in place of an older one. */
export async function rotateLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LARGEST_BYTES) await rename(file, `${file}.1`)
}

/** The services of which a home has logs, in alphabetical order. */
export async function loggedServices(home: string): Promise<string[]> {
  const files = await readdir(homePaths(home).logs).catch(() => [])
  return files
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length))
    .toSorted()
}

/** The last lines of a service's log, at most `count`, of the last 256 KiB; and where the file ended. */
export async function lastLines(
  home: string,
  service: string,
  count: number,
): Promise<{ lines: string[]; end: number }> {
  await using file = await open(homePaths(home).logOf(service))
  const { size } = await file.stat()
  const start = Math.max(0, size - 256 * 1024)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start })
  const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
  if (start > 0) lines.shift()
  return { lines: lines.filter(Boolean).slice(-count), end: start + bytesRead }
}

/** Lines that are written to a service's log from byte `from` on, until the signal aborts; begins anew after a rotation. */
export async function* followLog(
  home: string,
  service: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const path = homePaths(home).logOf(service)
  let position = from
  let rest = ''
  while (!signal.aborted) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    if (size < position) position = 0
    if (size > position) {
      await using file = await open(path)
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - position), position })
      position += bytesRead
      const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    await delay(FOLLOW_MS, signal).catch(() => {})
  }
}
