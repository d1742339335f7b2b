import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

/** Where data lie that are read while it runs: models, word lists, presets. They stay where the sources have them. */
const WITH_DATA = ['packages/analysis', 'packages/stages']
const DATA = /\.(?:bin|wasm|tsv|ya?ml)$|[\\/]models[\\/].*\.json$/
/** Only tests of the tree start these. */
const LEFT_OUT = ['testcontainers', 'playwright-core']

// Every file of the package begins with this: some dependencies ask for `require`, and assets lie below the package.
const BANNER = [
  "import { createRequire as techdeckRequire } from 'node:module';",
  'const require = techdeckRequire(import.meta.url);',
  "const techdeckRoot = import.meta.dirname.replace(/[\\\\/](?:chunks|apps[\\\\/](?:cli|mcp)(?:[\\\\/]commands)?)$/, '');",
].join('')

/**
 * Writes the command line as a package that needs nothing but Node: all verbs and the MCP server in one folder, with
 * their dependencies, models and licences. Verbs that work on the tree are there and say that they need it.
 */
export async function buildPackage(root: string, out: string): Promise<void> {
  await rm(out, { recursive: true, force: true })
  const commands = (await readdir(join(root, 'apps/cli/commands'))).filter((file) => /^[a-z-]+\.ts$/.test(file))
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['apps/cli/main.ts', 'apps/mcp/stdio.ts', ...commands.map((file) => `apps/cli/commands/${file}`)],
    outbase: root,
    outdir: out,
    chunkNames: 'chunks/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    external: LEFT_OUT,
    banner: { js: BANNER },
    plugins: [asInstalled(root)],
    metafile: true,
    logLevel: 'error',
  })
  for (const folder of WITH_DATA)
    for (const file of await readdir(join(root, folder), { recursive: true }))
      if (DATA.test(file) && !file.includes('node_modules')) await cp(join(root, folder, file), join(out, folder, file))
  const { version, license } = JSON.parse(await readFile(join(root, 'apps/cli/package.json'), 'utf8')) as Manifest
  const manifest = {
    name: '@techdeck/cli',
    version,
    license,
    description: 'The command line of TechDeck, which turns therapy conversations into de-identified training data.',
    type: 'module',
    bin: { techdeck: 'techdeck.js' },
    engines: { node: '>=24' },
  }
  await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  // The version that it says.
  await writeFile(join(out, 'apps/cli/package.json'), `${JSON.stringify({ version, type: 'module' })}\n`)
  await writeFile(join(out, 'techdeck.js'), "#!/usr/bin/env node\nimport './apps/cli/main.js'\n", { mode: 0o755 })
  await writeFile(join(out, 'THIRD-PARTY-LICENSES.txt'), await licencesOf(root, metafile))
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'))
  await cp(join(import.meta.dirname, 'README.md'), join(out, 'README.md'))
}

interface Manifest {
  name: string
  version: string
  license: string
}

/** Sources as they are once installed: assets lie below the package, and the command has no `./` before it. */
const asInstalled = (root: string): Plugin => ({
  name: 'as-installed',
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const folder = relative(root, dirname(path)).replaceAll('\\', '/')
      const source = await readFile(path, 'utf8')
      const contents = source
        .replaceAll('import.meta.dirname', `(techdeckRoot + '/${folder}')`)
        .replaceAll('./techdeck', 'techdeck')
      return { contents, loader: 'ts' }
    })
  },
})

/** The licences of all that is in it, each package once. */
async function licencesOf(root: string, { inputs }: Metafile): Promise<string> {
  const folders = new Set(
    Object.keys(inputs).flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  )
  const parts = await Promise.all(
    [...folders].toSorted().map(async (folder) => {
      const at = resolve(root, folder)
      const { name, version, license } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8')) as Manifest
      const file = (await readdir(at)).find((each) => /^(?:licen[cs]e|copying|notice)/i.test(each))
      const text = file === undefined ? '' : await readFile(join(at, file), 'utf8')
      return `${name} ${version} (${license})\n\n${text.trim()}\n`
    }),
  )
  return parts.join(`\n${'-'.repeat(78)}\n\n`)
}

if (import.meta.main) {
  const out = resolve(process.argv[2] ?? 'techdeck-cli')
  await mkdir(dirname(out), { recursive: true })
  await buildPackage(resolve(import.meta.dirname, '../../..'), out)
  process.stderr.write(`Packed in ${out}. Next: npm pack ./${basename(out)}\n`)
}
