import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, type Session, session, type WebPreferences } from 'electron'
import { APP_ORIGIN } from '../../core/contract/channels'
import type { Log } from '../log'
import { offerRestart } from './offer-restart'
import { openLink } from './open-link'

/** Reloading a page that dies at once would spin; three deaths in a minute is a page that cannot live. */
const DEATHS_ALLOWED = 3
const DEATHS_WITHIN_MS = 60_000

/** The size of the design's pictures. */
const SIZE = { width: 1440, height: 900 }

/** The program's window, hidden until it is told its place (main/app/place), its page on the way. */
export function createAppWindow({ log, preload, icon }: { log: Log; preload: string; icon: string }): BrowserWindow {
  lockDown(session.defaultSession)
  const window = new BrowserWindow({
    ...SIZE,
    minWidth: 480,
    minHeight: 360,
    show: false,
    frame: process.platform === 'darwin',
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    backgroundColor: stageColour(),
    title: 'Lab Companion',
    icon,
    webPreferences: lockedPreferences(preload),
  })

  const { webContents } = window
  keepAtHome(window, `${APP_ORIGIN}/`, log)

  let deaths: number[] = []
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    const incident = log.incident(new Error(`the page's process is gone: ${reason}, ${exitCode}`), 'renderer')
    deaths = [...deaths.filter((time) => time > performance.now() - DEATHS_WITHIN_MS), performance.now()]
    if (deaths.length > DEATHS_ALLOWED) return void offerRestart(window, incident)
    // Inside this event the dead process is still being taken apart.
    setImmediate(() => {
      if (!window.isDestroyed()) webContents.reload()
    })
  })
  webContents.on('unresponsive', () => log.warn('window: the page does not answer'))
  webContents.on('preload-error', (_event, _path, error) => log.incident(error, 'preload'))
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** The stage's colour (renderer/theme/tokens.css): what shows until the page has painted. */
export function stageColour(): string {
  return nativeTheme.shouldUseDarkColors ? '#1f1f1f' : '#ffffff'
}

/** The locks of every window of ours. */
export function lockedPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Lessons are in English, but names and commands are not words: red waves under them would be noise.
    spellcheck: false,
  }
}

/** The page stays where it is and opens nothing; links go to the desktop's browser. */
export function keepAtHome({ webContents }: BrowserWindow, home: string, log: Log): void {
  webContents.setWindowOpenHandler(({ url }) => {
    openLink(url).catch(() => log.warn(`window: did not open ${url.slice(0, 200)}`))
    return { action: 'deny' }
  })
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (url === home) return
    event.preventDefault()
    log.warn(`window: refused to go to ${url.slice(0, 200)}`)
  }
  webContents.on('will-navigate', (event, url) => stay(event, url))
  webContents.on('will-redirect', (event, url) => stay(event, url))
  webContents.on('will-attach-webview', (event) => event.preventDefault())
}

/** A console fills the screen. Everything else the page does without: no permission, no download, no device. */
function lockDown(ours: Session): void {
  const isAllowed = (permission: string): boolean => permission === 'fullscreen'
  ours.setPermissionRequestHandler((_contents, permission, answer) => answer(isAllowed(permission)))
  ours.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  ours.setDevicePermissionHandler(() => false)
  ours.on('will-download', (event) => event.preventDefault())
}

/** Where the built page, preload and resources are, whichever way the program was packed. */
export function builtFile(...path: string[]): string {
  return join(__dirname, '..', ...path)
}

/** Where the practice program is. A release has it beside its archive: Node, which runs its tools, cannot read inside. */
export function practiceFolder(): string {
  return app.isPackaged ? join(process.resourcesPath, 'practice') : builtFile('practice')
}
