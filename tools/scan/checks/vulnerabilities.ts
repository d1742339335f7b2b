import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Check } from './check.ts'

interface Advisory {
  severity?: string
  module_name?: string
  title?: string
  url?: string
}

const GRAVE = new Set(['high', 'critical'])

/** Known vulnerabilities of what is installed, by the registry's own service, where it has one. */
export const vulnerabilities: Check = {
  name: 'known vulnerabilities',
  async run(root) {
    const { stdout, failed } = await audit(root)
    const report = parsed(stdout)
    if (!report?.advisories) return { looked: 'nothing', findings: [], skipped: reasonOf(report, failed) }
    const advisories = Object.values(report.advisories)
    const grave = advisories.filter(({ severity = '' }) => GRAVE.has(severity))
    return {
      looked: `${advisories.length} advisories`,
      findings: grave.map(({ module_name: name = '', severity, title, url }) => ({
        where: name,
        what: `${severity}: ${title} ${url}`,
      })),
    }
  },
}

/** It exits with 1 where it finds something, and prints the same. */
async function audit(root: string): Promise<{ stdout: string; failed: string }> {
  try {
    const { stdout } = await promisify(execFile)('pnpm', ['audit', '--json'], {
      cwd: root,
      timeout: 120_000,
      maxBuffer: 64 * 1024 ** 2,
    })
    return { stdout, failed: '' }
  } catch (error) {
    const { stdout = '', stderr = '', message = '' } = error as { stdout?: string; stderr?: string; message?: string }
    return { stdout, failed: stderr || message }
  }
}

interface Report {
  advisories?: Record<string, Advisory>
  error?: { message?: string }
}

function parsed(text: string): Report | null {
  try {
    return JSON.parse(text) as Report
  } catch {
    return null
  }
}

/** Without the address that was asked. */
const reasonOf = (report: Report | null, failed: string): string =>
  (report?.error?.message ?? (failed || 'no answer'))
    .replace(/https?:\/\/\S+/g, 'the registry')
    .split('\n')[0]
    .slice(0, 200)
