import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { errorField } from './error-fields.ts'

const run = promisify(execFile)

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorField(error, 'code') === 'EPERM'
  }
}

/**
 * When a process started, in the system's own form: with the id it names one process for ever, since ids are used
 * again. `null` when there is no such process.
 */
export async function startMark(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
    // The command's name stands in brackets and may hold anything; the 20th field after it is the start time.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields === undefined || fields[0] === 'Z' ? null : (fields[19] ?? null)
  }
  const answer = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null)
  return answer?.stdout.trim() || null
}
