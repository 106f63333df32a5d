import { create } from 'zustand'
import type { AppDescription } from '../../core/contract'
import { main } from '../border'
import { runCommand } from '../commands'
import { restoreLayout, saveLayoutNow } from '../layout'
import { setThemePreference } from '../theme'
import { takePolicy } from '../policy'
import { reportTrouble } from '../trouble'

/** What stands over the workspace. One at a time, as each is modal. */
export type Overlay = 'palette' | 'keys' | 'settings' | 'settings.classroom' | 'settings.passwords' | 'instructor' | 'recap' | 'import' | 'quickNote' | 'help' | 'diagnostics'

export interface Trouble {
  incident: string | null
  what: string
}

interface AppStore {
  /** Null until main has told. */
  description: AppDescription | null
  maximized: boolean
  overlay: Overlay | null
  /** What main says of its own files; null while it can write them, and where it was put away. */
  notKept: AppDescription['notKept']
  /** The latest error that no view could show in its own place. */
  trouble: Trouble | null
}

export const useApp = create<AppStore>(() => ({ description: null, maximized: false, overlay: null, notKept: null, trouble: null }))

export function show(overlay: Overlay | null): void {
  useApp.setState({ overlay })
}

export function dismissNotKept(): void {
  useApp.setState({ notKept: null })
}

export function dismissTrouble(): void {
  useApp.setState({ trouble: null })
}

async function catchTrouble(error: unknown, where: string): Promise<void> {
  const incident = await reportTrouble(error, where)
  useApp.setState({ trouble: { incident, what: error instanceof Error ? error.message : String(error) } })
}

/** Follows main and catches what no boundary does. Called once, before the first paint. */
export function startApp(): void {
  window.addEventListener('error', (event) => {
    // Chromium's notice that a layout took two rounds; nothing is wrong.
    if (event.message.startsWith('ResizeObserver loop')) return
    void catchTrouble(event.error ?? event.message, 'window')
  })
  window.addEventListener('unhandledrejection', ({ reason }) => void catchTrouble(reason, 'promise'))
  window.addEventListener('pagehide', saveLayoutNow)

  main.app.on.trouble((trouble) => useApp.setState({ trouble }))
  main.app.on.notKept((notKept) => useApp.setState({ notKept }))
  main.app.on.maximized(({ maximized }) => useApp.setState({ maximized }))
  main.app.on.command(({ id }) => void runCommand(id))
  void main.app.describe().then((answer) => {
    if (!answer.ok) return
    const { layout, desktop, notKept, policy } = answer.value
    takePolicy(policy)
    useApp.setState({ description: answer.value, maximized: desktop.maximized, notKept })
    if (layout === null) return
    restoreLayout(layout)
    setThemePreference(layout.theme)
  })
}
