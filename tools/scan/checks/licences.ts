import { installedPackages } from '../packages.ts'
import type { Check } from './check.ts'

/** What may be passed on with a program under Apache-2.0. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
  'WTFPL',
])

/** Packages whose licence is none of these, and why they may stay. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  '@img/sharp-libvips-linux-x64':
    'LGPL-3.0: a library of its own that Astro loads while the page is built; not shipped',
  'axe-core': 'MPL-2.0: looks at pages in tests; not shipped',
  lightningcss: 'MPL-2.0: writes styles while the page is built; not shipped, not changed',
  'lightningcss-linux-x64-gnu': 'the same',
  'combine-errors': 'its readme says MIT; tests alone have it, below tus-js-client',
}

/**
 * Whether an SPDX expression leaves a choice that is allowed: all of what `AND` joins, one of what `OR` does. Brackets
 * bind most, then `AND`.
 */
export function isAllowed(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const choice = (): boolean => {
    let allowed = all()
    while (tokens[at] === 'OR' && ++at) allowed = all() || allowed
    return allowed
  }
  const all = (): boolean => {
    let allowed = one()
    while (tokens[at] === 'AND' && ++at) allowed = one() && allowed
    return allowed
  }
  const one = (): boolean => {
    const token = tokens[at++]
    if (token !== '(') return ALLOWED.has(token)
    const allowed = choice()
    return tokens[at++] === ')' && allowed
  }
  // What is left over, such as an exception, is nothing that is known here.
  return choice() && at === tokens.length
}

export const licences: Check = {
  name: 'licences',
  async run(root) {
    const packages = await installedPackages(root)
    const findings = packages
      .filter(({ name, licence }) => !isAllowed(licence) && EXCEPTIONS[name] === undefined)
      .map(({ name, version, licence }) => ({
        where: `${name}@${version}`,
        what: licence === '' ? 'names no licence' : `is under ${licence}, which is not on the list`,
      }))
    return { looked: `${packages.length} packages`, findings }
  },
}
