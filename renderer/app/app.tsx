import { lazy, Suspense, useEffect } from 'react'
import { ClassroomNotice, FirstRun, useClassroom, useOpenClassroom } from '../classroom'
import { provideCommands } from '../commands'
import { SessionNotices, TrustDialog } from '../session'
import { PolicyNotice } from '../policy'
import { ErrorBoundary } from '../trouble'
import styles from './app.module.css'
import { coreCommands } from './commands'
import { KeyboardHelp, listKeys } from './keyboard-help'
import { listenToKeys } from './keys'
import { Palette } from './palette'
import { Settings } from './settings'
import { fetchSlices, QuickNote } from './slices'
import { StatusBar } from './status-bar'
import { show, useApp } from './store'
import { TitleBar } from './title-bar'
import { Troubles } from './troubles'
import { WorkspaceShape } from './workspace-shape'

const loadWorkspace = () => import('./workspace')
// Called up by few, and only in the practice classroom.
const Instructor = lazy(async () => ({ default: (await import('../practice')).Instructor }))
// Once a day, and with a library of its own.
const RecapDialog = lazy(async () => ({ default: (await import('../recap')).RecapDialog }))
const ImportDialog = lazy(async () => ({ default: (await import('../imports')).ImportDialog }))
// With a reader of Markdown.
const HelpDialog = lazy(async () => ({ default: (await import('../help')).HelpDialog }))
const DiagnosticsDialog = lazy(async () => ({ default: (await import('../help')).DiagnosticsDialog }))
const Workspace = lazy(async () => ({ default: (await loadWorkspace()).Workspace }))

/** Fetches the workspace while the student still reads the first page. */
function fetchWorkspaceEarly(): void {
  requestIdleCallback(() => {
    void loadWorkspace()
    fetchSlices()
  })
}

export function App() {
  const title = useOpenClassroom()?.title
  useEffect(() => {
    document.title = title === undefined ? 'Lab Companion' : `Lab Companion — ${title}`
  }, [title])
  useEffect(listenToKeys, [])
  useEffect(() => provideCommands(coreCommands), [])

  return (
    <ErrorBoundary what="The window">
      <div className={styles.window}>
        <TitleBar />
        <div>
          <Troubles />
          <PolicyNotice />
          <ClassroomNotice />
          <SessionNotices />
        </div>
        <div className={styles.middle}>
          <ErrorBoundary what="The classroom’s view">
            <Middle />
          </ErrorBoundary>
        </div>
        <StatusBar />
        <TrustDialog />
        <Overlays />
      </div>
    </ErrorBoundary>
  )
}

function Middle() {
  const known = useClassroom(({ state }) => state !== null)
  const classroom = useOpenClassroom()
  useEffect(() => {
    if (known && classroom === null) fetchWorkspaceEarly()
  }, [known, classroom])
  if (!known) return null
  if (classroom === null) return <FirstRun />
  return (
    <Suspense fallback={<WorkspaceShape />}>
      <Workspace key={classroom.id} classroom={classroom} />
    </Suspense>
  )
}

function Overlays() {
  const overlay = useApp((store) => store.overlay)
  if (overlay === null) return null
  if (overlay === 'palette') return <Palette />
  if (overlay === 'keys') return <KeyboardHelp />
  if (overlay === 'instructor') {
    return (
      <Suspense fallback={null}>
        <Instructor onClose={() => show(null)} />
      </Suspense>
    )
  }
  if (overlay === 'recap') {
    return (
      <Suspense fallback={null}>
        <RecapDialog unit={null} onClose={() => show(null)} />
      </Suspense>
    )
  }
  if (overlay === 'help') {
    return (
      <Suspense fallback={null}>
        <HelpDialog keys={listKeys()} onDiagnose={() => show('diagnostics')} onClose={() => show(null)} />
      </Suspense>
    )
  }
  if (overlay === 'diagnostics') {
    return (
      <Suspense fallback={null}>
        <DiagnosticsDialog onClose={() => show(null)} />
      </Suspense>
    )
  }
  if (overlay === 'quickNote') {
    return (
      <Suspense fallback={null}>
        <QuickNote onClose={() => show(null)} />
      </Suspense>
    )
  }
  if (overlay === 'import') {
    return (
      <Suspense fallback={null}>
        <ImportDialog onClose={() => show(null)} />
      </Suspense>
    )
  }
  return <Settings overlay={overlay} />
}
