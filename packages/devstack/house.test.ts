import { globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const ROOT = resolve(import.meta.dirname, '../..')

/** What each package may import of the others. Apps join them; no package and no app imports an app. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  core: ['contracts'],
  formats: ['contracts', 'core'],
  analysis: ['contracts', 'core'],
  stages: ['contracts', 'core', 'formats', 'analysis'],
  pipeline: ['contracts', 'core', 'formats', 'analysis', 'stages'],
  crypto: ['contracts', 'core'],
  artifacts: ['contracts', 'core', 'crypto'],
  audit: ['contracts', 'core'],
  backup: ['contracts', 'core', 'crypto'],
  store: ['contracts', 'core'],
  redis: ['contracts', 'core', 'stages/contracts'],
  client: ['contracts'],
  'queue-board': ['contracts', 'core'],
  devstack: ['contracts', 'core', 'crypto'],
}
const PACKAGES = Object.keys(ALLOWED)
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g

interface Import {
  file: string
  /** `packages/core`, `apps/api`, `bench` … */
  home: string
  specifier: string
}

function homeOf(path: string): string {
  const [first = '', second = ''] = path.split(sep)
  return first === 'apps' || first === 'packages' || first === 'tools' ? `${first}/${second}` : first
}

function findImports(): Import[] {
  const skipped = ['node_modules', 'fixtures']
  const files = globSync('{packages,apps,bench,faults,examples,tools}/**/*.{ts,tsx,js,mjs}', {
    cwd: ROOT,
    exclude: (name) => skipped.includes(basename(name)),
  })
  return files.flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8')
    return [...source.matchAll(IMPORT)].map(([, specifier = '']) => ({ file, home: homeOf(file), specifier }))
  })
}

const manifestOf = (home: string): string => readFileSync(join(ROOT, home, 'package.json'), 'utf8')
const isTest = (file: string): boolean =>
  file.endsWith('.test.ts') || /[\\/](testing|conformance|jest)([\\/]|\.ts$)/.test(file)
const show = ({ file, specifier }: Import): string => `${file} imports ${specifier}`

const imports = findImports()
const ours = imports.filter(({ specifier }) => specifier.startsWith('@techdeck/'))
const nameOf = ({ specifier }: Import): string => specifier.slice('@techdeck/'.length)

describe('the house', () => {
  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(200)
    expect(ours.length).toBeGreaterThan(50)
  })

  it('names every package that there is', () => {
    expect(readdirSync(join(ROOT, 'packages')).toSorted()).toEqual(PACKAGES.toSorted())
  })

  it('lets imports go one way', () => {
    const wrong = ours.filter((each) => {
      const allowed = ALLOWED[each.home.slice('packages/'.length)]
      if (!each.home.startsWith('packages/') || isTest(each.file)) return false
      const name = nameOf(each)
      return !allowed?.some((part) => (part.includes('/') ? name === part : name.split('/')[0] === part))
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('lets no app and no package import an app', () => {
    const apps = readdirSync(join(ROOT, 'apps'))
    // What drives a whole system from outside, such as faults, may start an app in its own process.
    const inside = ours.filter(({ home }) => home.includes('/'))
    const wrong = inside.filter((each) => apps.includes(nameOf(each).split('/')[0] ?? ''))
    expect(wrong.map(show)).toEqual([])
  })

  it('lets what is swept know nothing of routes', () => {
    const sweeping = /^apps\/api\/(sweeper\.ts|retention\/|emergencies\/)/
    const wrong = imports.filter(({ file, specifier }) => sweeping.test(file) && specifier.includes('/routes/'))
    expect(wrong.map(show)).toEqual([])
  })

  it('lets MCP reach everything through the API alone', () => {
    const reached = ours.filter(({ file, home }) => home === 'apps/mcp' && !isTest(file)).map((each) => nameOf(each))
    expect([...new Set(reached)].toSorted()).toEqual(['client', 'client/node', 'contracts', 'core'])
  })

  it('keeps relative imports inside of their own package or app', () => {
    const wrong = imports.filter(({ file, home, specifier }) => {
      if (!specifier.startsWith('.')) return false
      return homeOf(relative(ROOT, resolve(ROOT, file, '..', specifier))) !== home
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('declares what it imports', () => {
    const wrong = ours.filter((each) => !manifestOf(each.home).includes(`"@techdeck/${nameOf(each).split('/')[0]}"`))
    expect(wrong.map(show)).toEqual([])
  })

  it('numbers each decision once', () => {
    const numbers = readdirSync(join(ROOT, 'docs/decisions')).map((name) => name.slice(0, 4))
    expect(numbers.length).toBeGreaterThan(5)
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([])
  })
})
