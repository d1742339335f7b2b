import type { CliContext } from '../command.ts'

/** What commands with commands of their own take for all of them. */
export interface CommonOptions {
  home?: string
  json?: boolean
}

/** A client as the options say; what that needs is loaded now alone, so that help is there at once. */
export async function connectAs({ home }: CommonOptions, context: CliContext) {
  const { connect } = await import('./connect.ts')
  return connect(context, home === undefined ? {} : { home })
}
