import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Check, Outcome } from './checks/check.ts'
import { licences } from './checks/licences.ts'
import { lockFile } from './checks/lock-file.ts'
import { patterns } from './checks/patterns.ts'
import { rules } from './checks/rules.ts'
import { secrets } from './checks/secrets.ts'
import { vulnerabilities } from './checks/vulnerabilities.ts'
import { billOfMaterials } from './sbom.ts'

// Looks at the repository and at what it stands on. Exit code 1 says that something was found; what cannot be done here
// says so and is no finding.

const { values } = parseArgs({ options: { sbom: { type: 'string' }, json: { type: 'boolean' } } })
const root = join(import.meta.dirname, '../..')
const CHECKS: readonly Check[] = [lockFile, licences, secrets, rules, patterns, vulnerabilities]
const MOST_SHOWN = 50

const say = (line: string) => process.stderr.write(`${line}\n`)
const results: ({ check: string } & Outcome)[] = []
for (const check of CHECKS) {
  const outcome = await check.run(root)
  results.push({ check: check.name, ...outcome })
  const { looked, findings, skipped } = outcome
  if (skipped !== undefined) say(`SKIPPED  ${check.name}: ${skipped}`)
  else say(`${findings.length === 0 ? 'ok      ' : 'FOUND   '} ${check.name}: ${looked}, ${findings.length} findings`)
  for (const { where, what } of findings.slice(0, MOST_SHOWN)) say(`  ${where}: ${what}`)
  if (findings.length > MOST_SHOWN) say(`  and ${findings.length - MOST_SHOWN} more`)
}
const { json, components } = await billOfMaterials(root)
if (values.sbom !== undefined) await writeFile(values.sbom, json)
say(`ok       bill of materials: ${components} components${values.sbom === undefined ? '' : ` in ${values.sbom}`}`)
const ok = results.every(({ findings }) => findings.length === 0)
process.stdout.write(values.json ? `${JSON.stringify({ ok, components, checks: results })}\n` : '')
if (!ok) process.exitCode = 1
