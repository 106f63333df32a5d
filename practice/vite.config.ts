import { join, resolve } from 'node:path'
import { defineConfig } from 'vite'

// A private output root keeps two builds on one machine apart.
const out = process.env['LC_OUT'] ?? 'out'

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  // They run without node_modules beside them.
  ssr: { noExternal: true },
  build: {
    ssr: true,
    // Electron 25 runs the classroom on Node 18.
    target: 'node18',
    outDir: resolve(import.meta.dirname, '..', out, 'practice'),
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: { main: join(import.meta.dirname, 'main.ts'), oc: join(import.meta.dirname, 'oc', 'main.ts'), virtctl: join(import.meta.dirname, 'virtctl', 'main.ts'), 'guest-worker': join(import.meta.dirname, 'guests', 'worker.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
    },
  },
})
