import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { join } from 'node:path'
import { contract } from './core/contract'
import { namesOf } from './core/contract/names'
import { PAGE_POLICY } from './main/window/content-security-policy'

// A private output root keeps two builds on one machine apart.
const out = process.env['LC_OUT'] ?? 'out'

// Node 18 and Chrome 114 are what the oldest runtime in use offers (docs/ARCHITECTURE.md, "Two runtimes").
const node = 'node18'
const chrome = 'chrome114'

// Native add-ons stay outside the bundle; everything else goes in, so that a release needs no node_modules but these.
const native = ['electron', 'node-pty', 'keytar']

const firstPage = /node_modules[\\/](react|react-dom|scheduler|zustand)[\\/]|renderer[\\/](first-call|border|capture|classroom|commands|layout|policy|session|theme|trouble|ui)[\\/.]/

export default defineConfig({
  main: {
    build: {
      outDir: join(out, 'main'),
      target: node,
      minify: true,
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'main/index.ts', 'keychain-process': 'main/session/keychain-process.ts', 'notes-index': 'main/notes/indexing/worker.ts', 'yaml-thread': 'main/cluster/yaml-thread.ts' },
        external: native,
        output: {
          format: 'cjs',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // The window waits until the program is read, and half of it takes a third less. An incident in the log still names its functions.
          minify: { compress: true, mangle: { keepNames: true }, codegen: true },
          codeSplitting: { groups: [{ name: 'yaml', test: /node_modules[\\/]yaml[\\/]/ }] },
        },
      },
    },
  },
  preload: {
    define: { CONTRACT_NAMES: JSON.stringify(namesOf(contract)) },
    build: {
      outDir: join(out, 'preload'),
      target: node,
      minify: true,
      externalizeDeps: false,
      rollupOptions: { input: 'preload/index.ts', external: ['electron'], output: { format: 'cjs', entryFileNames: '[name].js' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), { name: 'content-security-policy', transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY }, injectTo: 'head-prepend' }] }],
    build: {
      outDir: join(out, 'renderer'),
      target: chrome,
      // Parsing is a good part of the time to the first page.
      minify: true,
      // Inlined data: fonts and images would need a wider Content-Security-Policy.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: 'renderer/index.html',
        // What the first page needs comes in one file: shared by lazy slices, it would be cut into twenty, and each is a request to main.
        output: { codeSplitting: { groups: [{ name: 'first', test: firstPage }] } },
      },
    },
  },
})
