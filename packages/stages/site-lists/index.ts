import { SiteList, siteListText, type Problem, type SiteListRef } from '@techdeck/contracts'
import { ValidationError, sha256 } from '@techdeck/core'
import { LineCounter, parseDocument } from 'yaml'

export { trySiteList } from './try-site-list.ts'

/**
 * Reads a list of a site's own words: YAML or JSON with `hide`, `keep` and `canaries`, or plain text with a name to hide
 * in each line (`#` begins a comment).
 *
 * @param name what errors call it
 * @throws {@link ValidationError} that says where, and never quotes a word
 */
export function parseSiteList(text: string, name: string): SiteList {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [broken] = document.errors
  const value: unknown = broken ? null : document.toJS({ maxAliasCount: 10 })
  if (typeof value === 'string' || value === null || broken) {
    if (/^\s*(?:hide|keep|canaries|\{)/m.test(text) && broken) {
      const { line, col } = lines.linePos(broken.pos[0])
      throw refused(name, [{ path: `line ${line}, column ${col}`, problem: `no YAML (${broken.code})` }])
    }
    return checkSiteList({ hide: linesOf(text) }, name)
  }
  return checkSiteList(value, name)
}

/** Checks a list that came as an object; a word to hide may be a text alone. @throws {@link ValidationError} */
export function checkSiteList(value: unknown, name: string): SiteList {
  const given = value as { hide?: unknown }
  const hide = Array.isArray(given?.hide)
    ? given.hide.map((word: unknown) => (typeof word === 'string' ? { text: word } : word))
    : given?.hide
  const parsed = SiteList.safeParse(hide === undefined ? value : { ...given, hide })
  if (parsed.success) return parsed.data
  throw refused(
    name,
    parsed.error.issues.map(({ path, code, message }) => ({
      path: path.join('.') || 'list',
      problem: code === 'unrecognized_keys' ? 'unknown key; known are hide, keep, canaries' : message,
    })),
  )
}

/** By what a run names a list that it is given, and not the API. */
export const siteListRefOf = (list: SiteList, name: string, version = 1): SiteListRef => ({
  name,
  version,
  sha256: sha256(siteListText(list)),
})

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/\s*#.*$/, '').trim())
    .filter((line) => line !== '')
}

function refused(name: string, problems: Problem[]): ValidationError {
  const message = `The list ${name} cannot be used. ${problems.map(({ path, problem }) => `${path}: ${problem}`).join('; ')}.`
  return new ValidationError(message, { details: problems, userMessage: message })
}
