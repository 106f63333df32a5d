// The prebuilt package that stands in for node-pty (package.json) declares its types under its own name.
/// <reference path="../../node_modules/node-pty/node-pty.d.ts" />
declare module 'node-pty' {
  export * from '@lydell/node-pty'
}

// Vite's `?raw`: the file's text, bundled.
declare module '*?raw' {
  const text: string
  export default text
}
