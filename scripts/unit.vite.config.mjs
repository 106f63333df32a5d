import { join } from 'node:path'
import { defineConfig } from 'vite'
import { outDir, root } from './paths.mjs'

/** The trainer's tool for units: main's own code, without a window. */
export default defineConfig({
  root,
  publicDir: false,
  logLevel: 'warn',
  // It runs without node_modules beside it.
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node18',
    outDir: join(outDir, 'unit'),
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: { main: join(root, 'main', 'course', 'authoring', 'main.ts') },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' }
    }
  }
})
