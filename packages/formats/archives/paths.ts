import { isUtf8 } from 'node:buffer'

/**
 * Whether a path stays inside of its archive. Nothing is ever written under such a name; but who made an archive with
 * one meant harm, or made it wrongly.
 */
export const isUnsafe = (path: string): boolean =>
  path === '' ||
  path.length > 1024 ||
  path.includes('\0') ||
  /^([A-Za-z]:|[/\\])/.test(path) ||
  /(^|[/\\])\.\.([/\\]|$)/.test(path)

/** What operating systems and tools leave in archives. */
export const isJunk = (path: string): boolean =>
  /(^|\/)(__MACOSX\/|\.git\/|\.svn\/)/.test(path) ||
  /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.gitignore|\.localized)$/i.test(path)

export const isFolder = (path: string): boolean => path.endsWith('/')

/** A name as UTF-8 where it is that, whatever its archive says. */
export const utf8Name = (raw: Buffer): string | undefined => (isUtf8(raw) ? raw.toString() : undefined)
