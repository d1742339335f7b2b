import { describe, expect, it } from '@jest/globals'
import { readMcpEnv, readStdioEnv } from './env.ts'

describe('the environment of MCP over HTTP', () => {
  it('needs the API alone', () => {
    expect(readMcpEnv({ TECHDECK_API_URL: 'http://127.0.0.1:5000/' })).toEqual({
      apiUrl: 'http://127.0.0.1:5000',
      host: '127.0.0.1',
      port: 5100,
      hosts: [],
      trustedProxies: undefined,
      logLevel: 'info',
    })
    expect(() => readMcpEnv({})).toThrow('TECHDECK_API_URL')
  })

  it('takes the names of the server', () => {
    const environment = { TECHDECK_API_URL: 'http://api:5000', MCP_HOSTS: 'mcp.example.org, mcp' }
    expect(readMcpEnv(environment).hosts).toEqual(['mcp.example.org', 'mcp'])
  })

  it('keeps the log short over stdio, where a client shows it', () => {
    expect(readStdioEnv({ PORT: 'x' })).toEqual({ logLevel: 'warn' })
    expect(() => readStdioEnv({ LOG_LEVEL: 'loud' })).toThrow('LOG_LEVEL')
  })
})
