import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Scenarios that a server cannot pass which is no server made for the suite, by what they ask for. */
const OF_A_SERVER_MADE_FOR_IT = [
  // Tools, prompts and resources of certain names, such as `test_simple_text`; the suite calls nothing else.
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-error',
  'tools-call-with-progress',
  'json-schema-2020-12',
  'resources-read-text',
  'resources-read-binary',
  'resources-templates-read',
  'prompts-get-simple',
  'prompts-get-with-args',
  'prompts-get-embedded-resource',
  'prompts-get-with-image',
  // Completion, which is not declared: there is nothing to complete but ids.
  'completion-complete',
]

/** What fails by revision, and no more; all other scenarios have to pass. */
export const EXPECTED_FAILURES: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    ...OF_A_SERVER_MADE_FOR_IT,
    'tools-call-with-logging',
    'tools-call-sampling',
    'tools-call-elicitation',
    'elicitation-sep1034-defaults',
    'elicitation-sep1330-enums',
    // Logging and subscriptions, which are not declared: each request stands alone, and logs are the operator's.
    'logging-set-level',
    'resources-subscribe',
    'resources-unsubscribe',
  ],
  '2026-07-28': [
    ...OF_A_SERVER_MADE_FOR_IT,
    // Four of its 28 checks need tools of certain names.
    'server-stateless',
    // No tool takes arguments from headers.
    'http-custom-header-server-validation',
    'input-required-result-basic-elicitation',
    'input-required-result-basic-sampling',
    'input-required-result-basic-list-roots',
    'input-required-result-request-state',
    'input-required-result-multiple-input-requests',
    'input-required-result-multi-round',
    'input-required-result-non-tool-request',
    'input-required-result-result-type',
    'input-required-result-tampered-state',
    'input-required-result-capability-check',
  ],
}
/** What checks say that fail for want of such a thing. */
const WANTING =
  /\btest_|json_schema_2020_12_tool|test:\/\/|Method not found|Not testable|Prerequisite failed|requestState/

export interface Conformance {
  passed: number
  /** Scenarios of which a check failed. */
  failed: string[]
  /** What failed for another reason than that the server was not made for the suite. */
  faults: string[]
}

interface Check {
  id: string
  status: string
  errorMessage?: string
}

/** Runs all scenarios of the protocol's own suite for a revision against a server that wants a token. */
export async function conformanceOf(mcpUrl: string, token: string, revision: string): Promise<Conformance> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-conformance-'))
  const door = await openDoor(new URL(mcpUrl), token)
  try {
    const cli = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js')
    const args = [cli, 'server', '--url', door.url, '--suite', 'all', '--spec-version', revision, '-o', folder]
    const suite = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] })
    await once(suite, 'exit')
    const result: Conformance = { passed: 0, failed: [], faults: [] }
    for (const name of await readdir(folder)) {
      const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[]
      const failures = checks.filter(({ status }) => status === 'FAILURE')
      result.passed += checks.filter(({ status }) => status === 'SUCCESS').length
      if (failures.length > 0) result.failed.push(name.replace(/^server-(.*)-20\d\d-.*$/, '$1'))
      result.faults.push(
        ...failures
          .filter(({ errorMessage = '' }) => !WANTING.test(errorMessage))
          .map(({ id, errorMessage }) => `${id}: ${errorMessage}`),
      )
    }
    return result
  } finally {
    await door.close()
    await rm(folder, { recursive: true })
  }
}

/** The suite cannot sign in, so each of its requests passes through here, as it is but for the token. */
async function openDoor({ hostname, port, pathname }: URL, token: string) {
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/' } = incoming
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` }
    const onward = request({ hostname, port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
