import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startApi, type TestApi } from '../testing/start-api.ts'

const POLICY = "default-src 'none'; script-src 'self'"
let folder: string
let api: TestApi
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-page-'))
  await mkdir(join(folder, '_astro'))
  await writeFile(join(folder, 'index.html'), '<title>the page</title>')
  await writeFile(join(folder, 'favicon.svg'), '<svg/>')
  await writeFile(join(folder, '_astro', 'index.abc.js'), 'run()')
  await writeFile(join(folder, '_astro', 'index.abc.js.br'), brotliCompressSync('run()'))
  await writeFile(join(folder, '.sources'), 'a hash')
  await writeFile(join(folder, 'headers.json'), JSON.stringify({ 'content-security-policy': POLICY }))
  api = await startApi(({ settings }) => ({ settings: { ...settings, webDir: folder } }))
}, 60_000)
afterAll(async () => {
  await api?.close()
  await rm(folder, { recursive: true })
})

describe('the page, served by the API', () => {
  it.each(['/', '/runs', '/runs/0197/report', '/invite'])('is what %s answers to anybody', async (url) => {
    const { status, headers, text } = await api.inject({ url })
    expect([status, text]).toEqual([200, '<title>the page</title>'])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
    })
  })

  it('lets files with a hash in their name be kept, and asks for the others again', async () => {
    const hashed = await api.inject({ url: '/_astro/index.abc.js' })
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await api.inject({ url: '/favicon.svg' })).headers['cache-control']).toBe('no-cache')
  })

  it('is sent compressed to whoever takes that, as what it is', async () => {
    const url = '/_astro/index.abc.js'
    const { headers } = await api.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(headers['vary']).toMatch(/accept-encoding/i)
    expect((await api.inject({ url })).headers['content-encoding']).toBeUndefined()
  })

  it.each(['/_astro/old.js', '/.sources', '/..%2f..%2fetc%2fpasswd', '/api/v1/nothing', '/api', '/admin/nothing'])(
    'is not there for %s, which answers as the API does',
    async (url) => {
      const { status, body, headers } = await api.inject({ url })
      expect([status < 500 && status >= 400, body.success]).toEqual([true, false])
      expect(headers).toMatchObject({ 'cache-control': 'no-store' })
      expect(headers['content-security-policy']).toContain("default-src 'none';frame-ancestors")
    },
  )

  it('says what to do where there is none', async () => {
    const elsewhere = startApi(({ settings }) => ({ settings: { ...settings, webDir: join(folder, '_astro') } }))
    await expect(elsewhere).rejects.toThrow('pnpm --filter @techdeck/web build')
  })

  it('leaves the API as it is', async () => {
    const { status, headers } = await api.inject({ url: '/api/v1/health' })
    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
    expect((await api.inject({ url: '/api/v1/auth/me' })).status).toBe(401)
    const { paths } = (await api.inject({ url: '/api/v1/openapi.json' })).body
    expect(Object.keys(paths)).not.toContain('/*')
  })
})
