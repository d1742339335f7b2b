import { readFile } from 'node:fs/promises'
import type { SiteList } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { parseSiteList } from '@techdeck/stages/site-lists'
import { codeOf } from './error-code.ts'

/** A list of words from a file. @throws {@link ValidationError} that says where it is wrong, without its words */
export async function readSiteList(file: string): Promise<SiteList> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const code = codeOf(error)
    throw new ValidationError(code === 'ENOENT' ? `There is no file ${file}.` : `${file} is not readable (${code}).`, {
      details: [{ path: file, problem: code }],
    })
  })
  return parseSiteList(text, file)
}
