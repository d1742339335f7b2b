import react from '@astrojs/react'
import { defineConfig } from 'astro/config'
import { writeHeaders } from './headers.ts'

// One static page that asks the API for everything; `packages/devstack` and the image build it.
export default defineConfig({
  srcDir: '.',
  outDir: process.env['TECHDECK_WEB_OUT'] ?? './dist',
  output: 'static',
  integrations: [react(), writeHeaders()],
  devToolbar: { enabled: false },
  // The policy of `headers.ts` allows neither scripts nor styles inside of a page.
  build: { inlineStylesheets: 'never' },
  vite: {
    build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
    // While developing, the API of a local stack: `./techdeck up`, then `pnpm --filter @techdeck/web dev`.
    server: { proxy: { '/api': { target: process.env['TECHDECK_API_URL'] ?? 'http://127.0.0.1:5000', ws: true } } },
  },
})
