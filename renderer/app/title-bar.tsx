import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiSearchIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-search-icon'
import type { ReactNode } from 'react'
import { main } from '../border'
import { ClassroomMenu, useOpenClassroom } from '../classroom'
import { changeLayout, useLayout } from '../layout'
import { LoginButtons } from '../session'
import { classes, IconButton } from '../ui'
import { Logo } from './logo'
import { PanelIcon } from './panel-icon'
import { show, useApp } from './store'
import styles from './title-bar.module.css'

const FOUND = 'commands, objects, steps, notes'

export function TitleBar() {
  const hasClassroom = useOpenClassroom() !== null
  const frameless = useApp(({ description }) => description?.desktop.frameless)
  return (
    <header className={classes(styles.bar, frameless === false && styles.besideDesktopButtons)} data-place="title">
      <div className={styles.start}>
        <Logo />
        <ClassroomMenu />
      </div>
      {hasClassroom && (
        <button type="button" className={styles.commands} aria-label={`Find anything: ${FOUND}`} title={`${FOUND} (Ctrl Shift P)`} aria-keyshortcuts="Control+Shift+P" onClick={() => show('palette')}>
          <RhUiSearchIcon />
          <span>Find anything</span>
          <kbd>Ctrl</kbd>
          <kbd>Shift</kbd>
          <kbd>P</kbd>
        </button>
      )}
      <div className={styles.end}>
        {hasClassroom && <LoginButtons />}
        {hasClassroom && <PanelToggles />}
        {frameless === true && <WindowButtons />}
      </div>
    </header>
  )
}

function PanelToggles() {
  const treeShown = useLayout((layout) => layout.treeShown)
  const terminalShown = useLayout((layout) => layout.terminalShown)
  const guideShown = useLayout((layout) => layout.guideShown)
  return (
    <div role="group" aria-label="Panels" className={styles.panels}>
      <IconButton label="Cluster panel" shortcut="Ctrl Shift E" aria-pressed={treeShown} onClick={() => changeLayout({ treeShown: !treeShown })}>
        <PanelIcon panel="left" />
      </IconButton>
      <IconButton label="Terminal panel" shortcut="Ctrl `" aria-pressed={terminalShown} onClick={() => changeLayout({ terminalShown: !terminalShown })}>
        <PanelIcon panel="bottom" />
      </IconButton>
      <IconButton label="Guide and notes panel" shortcut="Ctrl Shift G" aria-pressed={guideShown} onClick={() => changeLayout({ guideShown: !guideShown })}>
        <PanelIcon panel="right" />
      </IconButton>
    </div>
  )
}

function WindowButtons() {
  const maximized = useApp((store) => store.maximized)
  return (
    <div role="group" aria-label="Window" className={styles.window}>
      <WindowButton label="Minimize" action="minimize">
        <svg width="12" height="12" aria-hidden="true">
          <path d="M.5 6h11" stroke="currentColor" />
        </svg>
      </WindowButton>
      <WindowButton label={maximized ? 'Restore' : 'Maximize'} action="maximize">
        <svg width="12" height="12" fill="none" stroke="currentColor" aria-hidden="true">
          {maximized ? <path d="M.5 3.5h8v8h-8zM3.5 3.5v-3h8v8h-3" /> : <path d="M1.5 1.5h9v9h-9z" />}
        </svg>
      </WindowButton>
      <WindowButton label="Close window" action="close">
        <RhUiCloseIcon />
      </WindowButton>
    </div>
  )
}

function WindowButton({ label, action, children }: { label: string; action: 'minimize' | 'maximize' | 'close'; children: ReactNode }) {
  return (
    <button type="button" aria-label={label} title={label} data-action={action} onClick={() => void main.app.window({ action })}>
      {children}
    </button>
  )
}
