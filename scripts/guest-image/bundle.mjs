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
  // Vite leaves its own mode in the environment, and the tests that set-up starts next would get React without its test helpers.
  const { NODE_ENV } = process.env
  try {
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
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
}
