import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

// A private output root keeps two builds on one machine apart.
const out = process.env['LC_OUT'] ?? 'out'

const outDir = resolve(import.meta.dirname, '..', out, 'practice')

/**
 * `bin/oc` and `bin/virtctl`, as they stand on a tab's PATH. They run on the Node that builds them: Electron's own binary can play Node, but a
 * release's must not. A release brings a Node of its own and writes these anew (scripts/package/practice.mjs).
 */
function launchers(): Plugin {
  return {
    name: 'launchers',
    writeBundle() {
      const bin = join(outDir, 'bin')
      mkdirSync(bin, { recursive: true })
      for (const tool of ['oc', 'virtctl']) {
        writeFileSync(join(bin, tool), `#!/bin/sh\nexec '${process.execPath.replaceAll("'", "'\\''")}' "\${0%/*}/../${tool}.cjs" "$@"\n`, { mode: 0o755 })
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [launchers()],
  publicDir: false,
  // They run without node_modules beside them.
  ssr: { noExternal: true },
  build: {
    ssr: true,
    // Electron 25 runs the classroom on Node 18.
    target: 'node18',
    outDir,
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: { main: join(import.meta.dirname, 'main.ts'), oc: join(import.meta.dirname, 'oc', 'main.ts'), virtctl: join(import.meta.dirname, 'virtctl', 'main.ts'), 'guest-worker': join(import.meta.dirname, 'guests', 'worker.ts'), 'kubectl-fetch': join(import.meta.dirname, 'oc', 'kubectl-fetch.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
    },
  },
})
