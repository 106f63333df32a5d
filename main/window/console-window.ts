import { BrowserWindow } from 'electron'
import type { MachineRef } from '../../core/contract'
import { APP_ORIGIN } from '../../core/contract/channels'
import type { Border } from '../border'
import type { Log } from '../log'
import { keepAtHome, lockedPreferences, stageColour } from './window'

/** A screen of 1024 x 768 at its own size, with the toolbar above it. */
const SIZE = { width: 1064, height: 884 }

/** A window that shows one console and nothing else: the same page under the same locks, told by its address what to show. */
export function createConsoleWindow({ border, log, preload, icon, machine }: { border: Border; log: Log; preload: string; icon: string; machine: MachineRef }): BrowserWindow {
  const window = new BrowserWindow({
    ...SIZE,
    minWidth: 480,
    minHeight: 320,
    show: false,
    backgroundColor: stageColour(),
    title: `${machine.name} — Lab Companion`,
    icon,
    webPreferences: lockedPreferences(preload),
  })
  window.once('ready-to-show', () => window.show())
  border.admit(window.webContents)
  const home = `${APP_ORIGIN}/?console=${encodeURIComponent(`${machine.namespace}/${machine.name}`)}`
  keepAtHome(window, home, log)
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log.warn(`the window of ${machine.name} ended: ${reason}`)
    window.close()
  })
  void window.loadURL(home)
  return window
}
