import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Every file that git knows, or would: paths from the root, with `/`. */
export async function trackedFiles(root: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    maxBuffer: 64 * 1024 ** 2,
  })
  return stdout.split('\0').filter((path) => path !== '')
}

const MOST_BYTES = 1024 ** 2

/** A file's text; null for what is large, gone or has bytes that text has not. */
export async function textOf(root: string, path: string): Promise<string | null> {
  const info = await stat(join(root, path)).catch(() => null)
  if (!info?.isFile() || info.size > MOST_BYTES) return null
  const text = await readFile(join(root, path), 'utf8')
  return text.includes('\0') ? null : text
}

export const isSource = (path: string): boolean => /\.tsx?$/.test(path)
export const isTest = (path: string): boolean => /\.test\.tsx?$|\/(testing|fixtures|conformance)(\/|\.ts$)/.test(path)

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
