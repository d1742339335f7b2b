import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import istanbul, { type CoverageMap } from 'istanbul-lib-coverage'
import { readV8Coverage } from './v8-coverage.ts'

/** Share of the lines of a package that its tests must run. */
export const LEAST_LINES = 0.8

export interface PackageCoverage {
  /** Such as `packages/core`. */
  name: string
  lines: number
  covered: number
}

/**
 * Lines that ran, by package: in jest's own processes, and in the threads and processes that tests started.
 * A line that ran in either counts; types, comments and blank lines do not count at all.
 */
export async function measureCoverage(folder: string, root: string): Promise<PackageCoverage[]> {
  const inJest = istanbul.createCoverageMap(
    JSON.parse(await readFile(join(folder, 'jest', 'coverage-final.json'), 'utf8')),
  )
  const known = new Set(inJest.files())
  const elsewhere = await readV8Coverage(join(folder, 'v8'), root, (file) => known.has(file))
  const packages = new Map<string, PackageCoverage>()
  for (const file of known) {
    const name = relative(root, file).split(sep).slice(0, 2).join('/')
    const sum = packages.get(name) ?? { name, lines: 0, covered: 0 }
    const hits = Object.values(lineHits(file, inJest, elsewhere))
    packages.set(name, {
      name,
      lines: sum.lines + hits.length,
      covered: sum.covered + hits.filter((count) => count > 0).length,
    })
  }
  return [...packages.values()].toSorted((a, b) => a.name.localeCompare(b.name))
}

function lineHits(file: string, inJest: CoverageMap, elsewhere: CoverageMap): Record<string, number> {
  const hits = inJest.fileCoverageFor(file).getLineCoverage()
  if (!elsewhere.files().includes(file)) return hits
  // Only lines that jest's instrumenter calls executable count, so that a package has the same lines in every run.
  const other = elsewhere.fileCoverageFor(file).getLineCoverage()
  return Object.fromEntries(Object.entries(hits).map(([line, count]) => [line, count + (other[Number(line)] ?? 0)]))
}

/** One line a package, with what is too low marked. */
export function coverageLines(packages: readonly PackageCoverage[]): string[] {
  const width = Math.max(0, ...packages.map(({ name }) => name.length))
  return packages.map((each) => {
    const share = `${(shareOf(each) * 100).toFixed(1)} %`.padStart(8)
    const verdict = isEnough(each) ? '' : `  FAIL: under ${LEAST_LINES * 100} %`
    return `${each.name.padEnd(width)} ${share} of ${each.lines} lines${verdict}`
  })
}

export const isEnough = (each: PackageCoverage): boolean => shareOf(each) >= LEAST_LINES

/** A package without executable lines, such as one of types alone, is covered. */
const shareOf = ({ lines, covered }: PackageCoverage): number => (lines === 0 ? 1 : covered / lines)
