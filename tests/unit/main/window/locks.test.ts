import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..', '..')

/** Our own sources of the program, by path. */
const sources = new Map<string, string>(
  ['main', 'preload', 'renderer', 'core'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|html)$/.test(name))
      .map((name) => [`${room}/${name}`, readFileSync(join(root, room, name), 'utf8')] as const),
  ),
)

function filesWith(pattern: RegExp): string[] {
  return [...sources].filter(([, text]) => pattern.test(text)).map(([path]) => path).sort()
}

describe('locks that are a matter of what is not written', () => {
  it('no window weakens what Electron locks by itself', () => {
    expect(sources.size).toBeGreaterThan(300)
    expect(filesWith(/allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|webSecurity|nodeIntegrationIn(Worker|SubFrames)/)).toEqual([])
    expect(filesWith(/nodeIntegration: true|contextIsolation: false|sandbox: false|javascript: true/)).toEqual([])
    expect(filesWith(/appendSwitch|certificate-error|setCertificateVerifyProc|rejectUnauthorized: false\b.*electron|no-sandbox/)).toEqual([])
  })

  it('every window of ours is made with the same locks', () => {
    expect(filesWith(/new BrowserWindow\(/)).toEqual(['main/notes/export/print.ts', 'main/window/console-window.ts', 'main/window/window.ts'])
    for (const file of ['main/window/console-window.ts', 'main/window/window.ts']) expect(sources.get(file)).toContain('webPreferences: lockedPreferences(preload)')
    expect(filesWith(/new (BrowserView|WebContentsView)\(/)).toEqual([])
  })

  it('there is no webview, and none can be attached', () => {
    expect(filesWith(/<webview|allowpopups|createElement\('webview'\)/)).toEqual([])
    expect(sources.get('main/window/window.ts')).toContain("webviewTag: false")
    expect(sources.get('main/window/window.ts')).toContain("webContents.on('will-attach-webview', (event) => event.preventDefault())")
  })

  it('only the printer loads a file, and it runs no script', () => {
    expect(filesWith(/file:\/\/|pathToFileURL|loadFile\(/).filter((path) => path.startsWith('main/') || path.startsWith('preload/'))).toEqual(['main/notes/export/print.ts'])
    expect(sources.get('main/notes/export/print.ts')).toContain('javascript: false')
  })

  it('one function hands addresses to the desktop', () => {
    expect(filesWith(/shell\.openExternal/)).toEqual(['main/window/open-link.ts'])
  })

  it('the page sets no HTML and evaluates nothing', () => {
    expect(filesWith(/dangerouslySetInnerHTML|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(/)).toEqual([])
  })

  it('the program asks nobody to run it as Node', () => {
    expect(filesWith(/ELECTRON_RUN_AS_NODE['"]?\]?\s*[:=]|execPath: process\.execPath|\bfork\(process|spawn\(process\.execPath/).filter((path) => !path.startsWith('main/course/authoring/'))).toEqual([])
  })
})
