import { dirname, basename } from 'node:path'
import { build } from 'vite'
import { root } from '../paths.mjs'

/**
 * Makes one CommonJS file of a TypeScript module and everything that it imports, for Node 18 and later.
 *
 * @param {string} entry from the root
 * @param {string} file
 */
export async function bundle(entry, file) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node18',
      outDir: dirname(file),
      emptyOutDir: false,
      rollupOptions: { input: entry, output: { format: 'cjs', entryFileNames: basename(file) } }
    }
  })
}
