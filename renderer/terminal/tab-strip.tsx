import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiDesktopIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-desktop-icon'
import { TerminalIcon } from '@patternfly/react-icons/dist/esm/icons/terminal-icon'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { TerminalTab } from '../../core/contract'
import { IdentityMark, Spinner, classes, identityHue, useSelectedInView } from '../ui'
import { closeTab, selectNeighbour, selectTab } from './store'
import styles from './tab-strip.module.css'

export const tabId = (id: string) => `terminal-tab-${id}`
export const panelId = (group: string) => `terminal-panel-${group}`

/** A tab for each shell, in its identity's colour, and pale with its classroom's name where that is not the open one. Arrow keys move, Delete closes. */
export function TabStrip({ classroom, tabs, active }: { classroom: string; tabs: TerminalTab[]; active: string | null }) {
  const list = useRef<HTMLDivElement>(null)

  useSelectedInView(list, active)
  useEffect(() => {
    // A tab that was moved to by arrow keys keeps them.
    if (active !== null && list.current?.contains(document.activeElement)) document.getElementById(tabId(active))?.focus()
  }, [active])

  const press = (event: KeyboardEvent) => {
    const step = ({ ArrowRight: 1, ArrowLeft: -1 } as const)[event.key as 'ArrowRight']
    if (step !== undefined) selectNeighbour(step)
    else if (event.key === 'Delete' && active !== null) void closeTab(active)
    else return
    event.preventDefault()
  }

  return (
    <div ref={list} role="tablist" aria-label="Terminals" className={styles.list} onKeyDown={press}>
      {tabs.map((tab) => (
        <Tab key={tab.id} tab={tab} active={tab.id === active} elsewhere={tab.classroom !== null && tab.classroom.id !== classroom ? tab.classroom.title : null} />
      ))}
    </div>
  )
}

/** `elsewhere` names the other classroom in which this tab's shell acts. */
function Tab({ tab, active, elsewhere }: { tab: TerminalTab; active: boolean; elsewhere: string | null }) {
  const { id, title, purpose, state, group } = tab
  const user = purpose.kind === 'shell' ? purpose.user : null
  const busy = state.kind === 'running' && state.busy
  return (
    <button
      type="button"
      role="tab"
      id={tabId(id)}
      aria-label={elsewhere === null ? title : `${title} in ${elsewhere}`}
      aria-selected={active}
      aria-controls={panelId(group)}
      aria-busy={busy || undefined}
      aria-keyshortcuts="Delete"
      title={hover(tab)}
      tabIndex={active ? 0 : -1}
      data-identity={user === null ? undefined : identityHue(user)}
      className={classes(styles.tab, state.kind === 'exited' && styles.exited, elsewhere !== null && styles.elsewhere)}
      onClick={() => selectTab(id)}
      onAuxClick={(event) => event.button === 1 && void closeTab(id)}
    >
      <TabMark tab={tab} filled={active && elsewhere === null} />
      <span className={styles.title}>{title}</span>
      {elsewhere !== null && <span className={styles.where}>{elsewhere}</span>}
      {busy && <Spinner />}
      {/* For the mouse; the keyboard has Delete. A button inside a tab would be no tab for a screen reader. */}
      <span
        aria-hidden="true"
        className={styles.close}
        title={`Close ${title}`}
        onClick={(event) => {
          event.stopPropagation()
          void closeTab(id)
        }}
      >
        <RhUiCloseIcon />
      </span>
    </button>
  )
}

function TabMark({ tab: { purpose }, filled }: { tab: TerminalTab; filled: boolean }) {
  if (purpose.kind === 'ssh') return <RhUiDesktopIcon />
  return purpose.user === null ? <TerminalIcon /> : <IdentityMark user={purpose.user} filled={filled} />
}

function hover({ title, state, cwd, classroom }: TerminalTab): string {
  const doing = state.kind === 'running' && state.command !== null ? `: ${state.command}` : ''
  const where = classroom === null ? null : `In ${classroom.title} (${classroom.apiUrl})`
  return [`${title}${doing}`, cwd, where].filter((line) => line !== null).join('\n')
}
