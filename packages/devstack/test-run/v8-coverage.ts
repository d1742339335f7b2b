import { readdir, readFile } from 'node:fs/promises'
import type { Profiler } from 'node:inspector'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
// @ts-expect-error: version 1 ships no types
import { mergeProcessCovs } from '@bcoe/v8-coverage'
import { convert } from 'ast-v8-to-istanbul'
import istanbul, { type CoverageMap } from 'istanbul-lib-coverage'
import { parseSync } from 'oxc-parser'

type ScriptCov = Profiler.ScriptCoverage
interface ProcessCov {
  result: ScriptCov[]
}

/** Adds up what several processes or threads ran. */
const addUp: (processes: readonly ProcessCov[]) => ProcessCov = mergeProcessCovs

/** How many dumps are merged at a time: one holds some hundred kilobytes for each process and thread. */
const BATCH = 32

/**
 * Reads what threads and processes wrote to a folder by NODE_V8_COVERAGE, for the sources that `includes` names.
 * Node runs those with their types blanked out, so positions are the source's own.
 */
export async function readV8Coverage(
  folder: string,
  root: string,
  includes: (file: string) => boolean,
): Promise<CoverageMap> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json'))
  const ours = pathToFileURL(`${root}/`).href
  const isSource = ({ url }: ScriptCov) => url.startsWith(ours) && includes(fileURLToPath(url))
  let merged: ProcessCov = { result: [] }
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = await Promise.all(
      files.slice(start, start + BATCH).map(async (file): Promise<ProcessCov> => {
        const { result }: ProcessCov = JSON.parse(await readFile(join(folder, file), 'utf8'))
        return { result: result.filter(isSource) }
      }),
    )
    merged = addUp([merged, ...batch])
  }
  const map = istanbul.createCoverageMap()
  for (const script of merged.result) map.merge(await toIstanbul(script))
  return map
}

async function toIstanbul(script: ScriptCov): Promise<CoverageMap> {
  const file = fileURLToPath(script.url)
  const code = stripTypeScriptTypes(await readFile(file, 'utf8'))
  const { program } = parseSync(file.replace(/\.ts$/, '.js'), code, { sourceType: 'module' })
  return istanbul.createCoverageMap(await convert({ code, ast: program, coverage: script }))
}
