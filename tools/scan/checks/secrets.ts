import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import { textOf, trackedFiles } from '../sources.ts'
import type { Check, Finding } from './check.ts'

/** Files that look like secrets and are none, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'packages/store/store.services.test.ts': 'an address with a made-up password, which must not come out in errors',
}

const CONFIG = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] }

/** Keys, tokens and passwords in what git knows. What was found is never shown. */
export const secrets: Check = {
  name: 'secrets',
  async run(root) {
    const findings: Finding[] = []
    let looked = 0
    for (const path of await trackedFiles(root)) {
      const content = EXCEPTIONS[path] === undefined ? await textOf(root, path) : null
      if (content === null) continue
      looked++
      const source = { filePath: `/${path}`, content, ext: '', contentType: 'text' as const }
      const { messages } = await lintSource({ source, options: { config: CONFIG, maskSecrets: true } })
      for (const { loc, messageId } of messages)
        findings.push({ where: `${path}:${loc.start.line}`, what: `looks like a secret (${messageId})` })
    }
    return { looked: `${looked} files`, findings }
  },
}
