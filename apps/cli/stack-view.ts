import type { ServiceState, StackState } from '@techdeck/devstack'
import type { Output } from './output.ts'

/** What `up` and `status` say with `--json`; see docs/wire. */
export interface StackView {
  api_url: string | null
  web_url: string | null
  /** Where agents reach MCP over HTTP. */
  mcp_url: string | null
  services: { name: string; state: string; url?: string; pid?: number; note?: string }[]
}

export const stackView = (state: Pick<StackState, 'apiUrl' | 'webUrl' | 'services'> | null): StackView => ({
  api_url: state?.apiUrl ?? null,
  web_url: state?.webUrl ?? null,
  mcp_url: mcpUrl(state?.services),
  services: (state?.services ?? []).map(serviceView),
})

const mcpUrl = (services: readonly ServiceState[] = []): string | null => {
  const url = services.find(({ name }) => name === 'mcp')?.url
  return url === undefined ? null : `${url}/mcp`
}

const serviceView = ({ name, state, url, pid, note }: ServiceState): StackView['services'][number] => ({
  name,
  state,
  ...(url !== undefined && { url }),
  ...(pid !== undefined && { pid }),
  ...(note !== undefined && { note }),
})

/** Prints a stack as lines: the address first, then each service. */
export function printStack(out: Output, { api_url, web_url, mcp_url, services }: StackView): void {
  out.line(`API      ${api_url ?? 'not there yet'}`)
  if (web_url !== null) out.line(`Page     ${web_url}`)
  if (mcp_url !== null) out.line(`MCP      ${mcp_url}`)
  const width = Math.max(0, ...services.map(({ name }) => name.length))
  for (const { name, state, url = '', pid = '', note } of services) {
    out.line(`  ${name.padEnd(width)}  ${state.padEnd(10)}  ${String(pid).padEnd(8)}  ${url}`)
    if (note !== undefined) out.line(`  ${' '.repeat(width)}  ${note}`)
  }
}
