import { extname } from 'node:path'
import { protocol } from 'electron'
import { APP_ORIGIN } from '../../core/contract/channels'
import { HEADER_POLICY } from './content-security-policy'
import { fileFor } from './files'

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

/** Chromium's net::ERR_FILE_NOT_FOUND. */
const FILE_NOT_FOUND = -6

const UNIT_FILE = /^\/units\/([a-z0-9-]+)\/([A-Za-z0-9_./-]+)$/

type UnitFile = (unit: string, name: string) => Promise<string | null>

export interface ServedPage {
  /** Who finds the pictures of units. */
  findUnitFilesBy(find: UnitFile): void
}

/** Serves the built page from `root` and nothing outside it, and the pictures of units. */
export function serveApp(root: string): ServedPage {
  const { protocol: scheme, host } = new URL(APP_ORIGIN)
  let unitFile: UnitFile = async () => null

  // Deprecated, yet not protocol.handle: its Request and Response load a whole `fetch` into main, and bodies go through main in pieces, together
  // a fifth of the start. Here the browser reads the file by itself.
  protocol.registerFileProtocol(scheme.slice(0, -1), (request, answer) => {
    const { pathname } = new URL(request.url)
    const found = (file: string | null): void => {
      if (file === null) return answer({ error: FILE_NOT_FOUND })
      answer({ path: file, headers: headersOf(file) })
    }
    const [, unit, name] = UNIT_FILE.exec(pathname) ?? []
    const file = fileFor(request, host, root)
    if (file === null || unit === undefined || name === undefined) found(file)
    else void unitFile(unit, name).then(found)
  })
  return { findUnitFilesBy: (find) => void (unitFile = find) }
}

function headersOf(file: string): Record<string, string> {
  return {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': HEADER_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}
