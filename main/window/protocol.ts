import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { protocol } from 'electron'
import { APP_ORIGIN } from '../../core/contract/channels'
import { fileFor } from './files'

/**
 * No script but our own files, no connection to anywhere, no frame, no form target. Styles may be inline because xterm.js and React set them
 * so; images may be blobs because screenshots are.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

/** Must run before the app is ready: afterwards schemes are fixed. */
export function registerAppScheme(): void {
  const { protocol: scheme } = new URL(APP_ORIGIN)
  protocol.registerSchemesAsPrivileged([
    { scheme: scheme.slice(0, -1), privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

const UNIT_FILE = /^\/units\/([a-z0-9-]+)\/([A-Za-z0-9_./-]+)$/

/** Serves the built page from `root` and nothing outside it, and the pictures of units, whose files `unitFile` finds. */
export function serveApp(root: string, unitFile: (unit: string, name: string) => Promise<string | null>): void {
  const { protocol: scheme, host } = new URL(APP_ORIGIN)
  protocol.handle(scheme.slice(0, -1), async (request) => {
    const [, unit, name] = UNIT_FILE.exec(new URL(request.url).pathname) ?? []
    const built = fileFor(request, host, root)
    const file = built !== null && unit !== undefined && name !== undefined ? await unitFile(unit, name) : built
    if (file === null) return new Response('Not found', { status: 404 })
    try {
      const body = await readFile(file)
      return new Response(new Uint8Array(body), {
        headers: {
          'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Resource-Policy': 'same-origin',
        },
      })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
