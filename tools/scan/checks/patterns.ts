import { parse } from '@swc/core'
import { checkSync } from 'recheck'
import { isSource, isTest, textOf, trackedFiles } from '../sources.ts'
import type { Check, Finding } from './check.ts'
import known from './known-patterns.json' with { type: 'json' }

/**
 * Patterns that grow with a power of a text's length and were there before anybody looked; still to be bounded. A new
 * one is a finding, and so is one that grows exponentially.
 */
const KNOWN: ReadonlySet<string> = new Set(known)

const TIMEOUT_MS = 3000
const EXPONENTIAL = 'exponential'
const UNDECIDED = 'not decided in time'

/** Regular expressions of the sources whose time grows faster than their text (ReDoS). */
export const patterns: Check = {
  name: 'slow patterns',
  async run(root) {
    const findings: Finding[] = []
    const judged = new Map<string, string | null>()
    const [old, unsure] = [new Set<string>(), new Set<string>()]
    for (const path of (await trackedFiles(root)).filter((name) => isSource(name) && !isTest(name))) {
      const literals = await literalsOf((await textOf(root, path)) ?? '', path).catch(() => null)
      if (!literals) findings.push({ where: path, what: 'cannot be parsed, so its patterns were not looked at' })
      for (const { pattern, flags } of literals ?? []) {
        const literal = `/${pattern}/${flags}`
        if (!judged.has(literal)) judged.set(literal, slownessOf(pattern, flags))
        const slowness = judged.get(literal)
        if (!slowness) continue
        if (slowness === UNDECIDED) unsure.add(literal)
        else if (slowness !== EXPONENTIAL && KNOWN.has(literal)) old.add(literal)
        else findings.push({ where: path, what: `${literal} is ${slowness}` })
      }
    }
    const looked = [`${judged.size} patterns`, `${old.size} known to be slow`, `${unsure.size} ${UNDECIDED}`]
    return { looked: looked.join(', '), findings }
  },
}

/** How its time grows, where that is faster than its text; null where it is not. */
export function slownessOf(pattern: string, flags: string): string | null {
  const result = checkSync(pattern, flags, { timeout: TIMEOUT_MS })
  if (result.status === 'safe') return null
  return result.status === 'vulnerable' ? result.complexity.summary : UNDECIDED
}

interface Literal {
  pattern: string
  flags: string
}

/** The regular expressions that stand in a source as such. */
export async function literalsOf(text: string, path: string): Promise<Literal[]> {
  const tree = await parse(text, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2024' })
  const found: Literal[] = []
  const look = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(look)
    if (typeof node !== 'object' || node === null) return
    const { type, pattern, flags } = node as { type?: unknown; pattern?: unknown; flags?: unknown }
    if (type === 'RegExpLiteral' && typeof pattern === 'string' && typeof flags === 'string')
      found.push({ pattern, flags })
    Object.values(node).forEach(look)
  }
  look(tree)
  return found
}
