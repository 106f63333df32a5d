import { join } from 'node:path'
import { BrowserWindow, nativeTheme, type Session, session } from 'electron'
import { APP_ORIGIN } from '../../core/contract/channels'
import type { Border } from '../border'
import type { Log } from '../log'
import { openLink } from './open-link'
import type { WindowPlace } from './place'

/** Reloading a page that dies at once would spin; three deaths in a minute is a page that cannot live. */
const DEATHS_ALLOWED = 3
const DEATHS_WITHIN_MS = 60_000

interface AppWindowOptions {
  border: Border
  log: Log
  place: WindowPlace
  preload: string
  icon: string
  /** Called when the page died too often to be reloaded again. */
  onHopeless: (incident: string) => void
}

export function createAppWindow({ border, log, place, preload, icon, onHopeless }: AppWindowOptions): BrowserWindow {
  lockDown(session.defaultSession)
  const window = new BrowserWindow({
    ...place.bounds,
    minWidth: 480,
    minHeight: 360,
    show: false,
    frame: process.platform === 'darwin',
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    // The stage's colour (renderer/theme/tokens.css): what shows until the page has painted.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1f1f1f' : '#ffffff',
    title: 'Lab Companion',
    icon,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Lessons are in English, but names and commands are not words: red waves under them would be noise.
      spellcheck: false,
    },
  })
  if (place.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())

  const { webContents } = window
  border.admit(webContents)
  webContents.setWindowOpenHandler(({ url }) => {
    openLink(url).catch(() => log.warn(`window: did not open ${url.slice(0, 200)}`))
    return { action: 'deny' }
  })
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (url === `${APP_ORIGIN}/`) return
    event.preventDefault()
    log.warn(`window: refused to go to ${url.slice(0, 200)}`)
  }
  webContents.on('will-navigate', (event, url) => stay(event, url))
  webContents.on('will-redirect', (event, url) => stay(event, url))
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  window.on('maximize', () => border.announce('app', 'maximized', { maximized: true }))
  window.on('unmaximize', () => border.announce('app', 'maximized', { maximized: false }))

  let deaths: number[] = []
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    const incident = log.incident(new Error(`the page's process is gone: ${reason}, ${exitCode}`), 'renderer')
    deaths = [...deaths.filter((time) => time > Date.now() - DEATHS_WITHIN_MS), Date.now()]
    if (deaths.length > DEATHS_ALLOWED) return onHopeless(incident)
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

/** The page needs no permission, no download and no device. */
function lockDown(ours: Session): void {
  ours.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  ours.setPermissionCheckHandler(() => false)
  ours.setDevicePermissionHandler(() => false)
  ours.on('will-download', (event) => event.preventDefault())
}

/** Where the built page, preload and practice program are, whichever way the program was packed. */
export function builtFile(...path: string[]): string {
  return join(__dirname, '..', ...path)
}
