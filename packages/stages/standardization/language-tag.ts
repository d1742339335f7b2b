const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/
const UNKNOWN = new Set(['und', 'unk', 'mul', 'mis', 'zxx'])
let named: Map<string, string> | undefined

/**
 * What a source says of a language, as a BCP 47 tag in lower case: `en_US`, `eng`, `English`, `Deutsch` and `中文` are
 * understood. `undefined` when it says none.
 */
export function languageTag(language: string | undefined): string | undefined {
  if (language === undefined) return undefined
  const written = language.trim().toLowerCase().replaceAll('_', '-')
  if (TAG.test(written)) return UNKNOWN.has(written) ? undefined : canonical(written)
  return (named ??= namesOfLanguages()).get(written)
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0].toLowerCase()
  } catch {
    return undefined
  }
}

/** The languages with a code of two letters, by their names in English and in themselves. */
function namesOfLanguages(): Map<string, string> {
  const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
  const names = new Map<string, string>()
  const english = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = english.of(code)
    // Old codes of a language have the same name as its new one.
    if (name === undefined || canonical(code) !== code) continue
    const own = new Intl.DisplayNames(code, { type: 'language', fallback: 'none' }).of(code)
    for (const each of [name, own]) if (each !== undefined) names.set(each.toLowerCase(), code)
  }
  return names
}
