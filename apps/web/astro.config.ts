import { defineConfig } from 'astro/config'
import { compress } from './compress.ts'
import { writeHeaders } from './headers.ts'
import { stageOptions } from './stage-options.ts'
import { withoutSchemas } from './without-schemas.ts'

const API_URL = process.env['TECHDECK_API_URL'] ?? 'http://127.0.0.1:5000'

// One static page that asks the API for everything; `packages/devstack` and the image build it.
export default defineConfig({
  srcDir: '.',
  outDir: process.env['TECHDECK_WEB_OUT'] ?? './dist',
  output: 'static',
  integrations: [writeHeaders(), compress()],
  devToolbar: { enabled: false },
  // The policy of `headers.ts` allows neither scripts nor styles inside of a page.
  build: { inlineStylesheets: 'never' },
  vite: {
    build: {
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      rollupOptions: {
        // What marks code for servers that render React says nothing here.
        onLog: (level, log, warn) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(level, log),
      },
    },
    // While developing, the API of a local stack: `./techdeck up`, then `pnpm --filter @techdeck/web dev`.
    server: { proxy: { '/api': { target: API_URL, ws: true }, '/admin': API_URL } },
    plugins: [
      withoutSchemas(),
      await stageOptions(),
      {
        name: 'techdeck-one-page',
        // As the API does: an address without a dot is the page itself.
        configureServer({ middlewares }) {
          middlewares.use((request, _response, next) => {
            const { url = '', headers } = request
            const isPage = headers.accept?.includes('text/html') && !/^\/(api|admin)\b|\./.test(url)
            if (isPage) request.url = '/'
            next()
          })
        },
      },
    ],
  },
})
