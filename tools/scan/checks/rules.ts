import { isSource, isTest, lineOf, textOf, trackedFiles } from '../sources.ts'
import type { Check, Finding } from './check.ts'

interface Rule {
  name: string
  /** Bounded, so that it is quick on any file. */
  pattern: RegExp
  why: string
  /** Where it does not hold, and why not. */
  except: readonly [path: RegExp, reason: string][]
  /** Tests too. */
  inTests?: true
}

/** What our own code must not do. A text that merely speaks of it is an exception like any other. */
export const RULES: readonly Rule[] = [
  {
    name: 'no code from text',
    pattern: /(?<![.\w])eval\(|\bnew Function\(/g,
    why: 'runs text as code',
    except: [],
    inTests: true,
  },
  {
    name: 'no shell',
    pattern: /\bshell: true\b|\bexecSync\(|from 'node:child_process'[^;\n]{0,20}\bexec\b[^F]/g,
    why: 'hands arguments to a shell, which reads them',
    except: [],
  },
  {
    name: 'certificates are verified',
    pattern: /\brejectUnauthorized: false\b|\bNODE_TLS_REJECT_UNAUTHORIZED\b/g,
    why: 'believes any certificate',
    except: [],
  },
  {
    name: 'whole tags',
    pattern: /\bcreateDecipheriv\('[^']{1,40}'(?:(?!authTagLength|\n\n)[\s\S]){0,200}\n/g,
    why: 'lets node take a tag of four bytes; pass authTagLength',
    except: [],
  },
  {
    name: 'no broken hashes',
    pattern: /\b(?:createHash|hash)\('(?:md5|sha1)'/g,
    why: 'uses a hash that is broken',
    except: [[/^apps\/api\/uploads\//, 'checksums of tus, which clients choose; nothing is kept safe by them']],
  },
  {
    name: 'no HTML from text',
    pattern: /\bdangerouslySetInnerHTML\b|\.innerHTML\s*=/g,
    why: 'puts text into the page as HTML',
    except: [],
  },
  {
    name: 'the environment is read in env.ts',
    pattern: /\bprocess\.env\b/g,
    why: 'reads the environment elsewhere than in env.ts or main.ts',
    except: [
      [/(^|\/)(env|main|stdio)\.ts$|^(bench|faults|examples|tools)\/|^packages\/devstack\/|\.config\.ts$/, 'entries'],
    ],
  },
  {
    name: 'filters are ours',
    pattern: /\.(?:find|findOne|updateOne|updateMany|deleteMany|deleteOne)\(\s{0,99}(?:\{\s{0,99}\.\.\.)?request\./g,
    why: 'hands what a request says to the database as a filter',
    except: [],
  },
]

/** Rules of our own, over the sources. */
export const rules: Check = {
  name: 'static rules',
  async run(root) {
    const paths = (await trackedFiles(root)).filter(isSource)
    const findings: Finding[] = []
    for (const path of paths) {
      const text = (await textOf(root, path)) ?? ''
      for (const { name, pattern, why, except, inTests } of RULES) {
        if ((!inTests && isTest(path)) || except.some(([where]) => where.test(path))) continue
        if (path.startsWith('tools/scan/')) continue
        for (const { index } of text.matchAll(pattern))
          findings.push({ where: `${path}:${lineOf(text, index)}`, what: `${name}: ${why}` })
      }
    }
    return { looked: `${paths.length} files, ${RULES.length} rules`, findings }
  },
}
