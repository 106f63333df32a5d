import { join } from 'node:path'
import { app, type BrowserWindow, clipboard, shell } from 'electron'
import { type Announce, type AppDescription, AppFailure, type FeatureHandlers, type Layout, layoutSchema, type PolicyState } from '../../core/contract'
import type { Log } from '../log'
import { createJsonFile, onUnkept, unkeptReason } from '../storage'
import { openLink } from '../window'

/** The runtime that releases are built with (package.json); an older one serves development and tests only. */
const RELEASE_ELECTRON_MAJOR = 45

export function isOldRuntime(): boolean {
  return Number.parseInt(process.versions.electron, 10) < RELEASE_ELECTRON_MAJOR
}

export interface AppFeature {
  handlers: FeatureHandlers<'app'>
  dispose(): Promise<void>
}

/** What the window asks of the program itself: its layout, the clipboard, links, its own frame. */
export function createAppFeature({ dataDir, logFolder, log, announce, policy, diagnose, window }: {
  dataDir: string
  logFolder: string
  log: Log
  announce: Announce
  policy: () => Promise<PolicyState>
  diagnose: () => Promise<string>
  window: () => BrowserWindow | null
}): AppFeature {
  const layout = createJsonFile<Layout | null>({ path: join(dataDir, 'layout.json'), schema: layoutSchema.nullable(), fallback: null, log })

  const act: Record<'minimize' | 'maximize' | 'close' | 'reload', (target: BrowserWindow) => void> = {
    minimize: (target) => target.minimize(),
    maximize: (target) => (target.isMaximized() ? target.unmaximize() : target.maximize()),
    close: (target) => target.close(),
    reload: (target) => target.webContents.reload(),
  }

  const notKept = (): AppDescription['notKept'] => {
    const reason = unkeptReason()
    return reason && { kind: 'local.notKept', folder: dataDir, reason }
  }
  onUnkept(() => announce('app', 'notKept', notKept()))

  const applyScale = ({ scale }: Layout): void => window()?.webContents.setZoomFactor(scale)

  return {
    handlers: {
      calls: {
        async describe() {
          const remembered = await layout.read()
          if (remembered) applyScale(remembered)
          return {
            version: app.getVersion(),
            electron: process.versions.electron,
            runtimeIsOld: isOldRuntime(),
            layout: remembered,
            hasGpu: app.getGPUFeatureStatus().webgl === 'enabled',
            logFolder,
            notKept: notKept(),
            desktop: { frameless: process.platform !== 'darwin', maximized: window()?.isMaximized() ?? false },
            policy: await policy(),
          }
        },
        saveLayout(value) {
          applyScale(value)
          return layout.write(value)
        },
        diagnose: async () => ({ text: await diagnose() }),
        openExternal: ({ url }) => openLink(url),
        copyText: ({ text }) => clipboard.writeText(text),
        paste: () => window()?.webContents.paste(),
        reportTrouble: ({ message, stack }) => ({ incident: log.incident(new Error(`${message}\n${stack}`), 'renderer') }),
        async openLog() {
          const problem = await shell.openPath(logFolder)
          if (problem !== '') throw new AppFailure({ kind: 'local.file', path: logFolder, reason: problem })
        },
        window({ action }) {
          const target = window()
          if (target) act[action](target)
        },
      },
      streams: {},
    },
    dispose: () => layout.flush(),
  }
}
