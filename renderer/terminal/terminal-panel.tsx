import { RhUiAddIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-add-icon'
import { RhUiCaretDownIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-down-icon'
import { RhUiCaretUpIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-up-icon'
import { RhUiColumnsIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-columns-icon'
import { RhUiSearchIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-search-icon'
import { TerminalIcon } from '@patternfly/react-icons/dist/esm/icons/terminal-icon'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { ClassroomMachine, TerminalTab } from '../../core/contract'
import { changeLayout, useLayout } from '../layout'
import { TroubleAlert } from '../trouble'
import { Button, EmptyState, IconButton } from '../ui'
import { keepScreen, perform, screenInFront } from './actions'
import { panelKey, type PanelKey } from './keys'
import { Pane } from './pane'
import { activeTab, dismissRefusal, openTab, search, selectTab, startTerminals, useTerminals } from './store'
import { panelId, TabStrip, tabId } from './tab-strip'
import styles from './terminal-panel.module.css'

export interface TerminalPanelProps {
  /** Id of the open classroom. */
  classroom: string
  machines: ClassroomMachine[]
  /** The identity that a new terminal belongs to. */
  activeUser: string | null
}

/** The student's shells: a strip of tabs, and the panes of the tab in front. */
export function TerminalPanel({ classroom, machines, activeUser }: TerminalPanelProps) {
  const { tabs, active: chosen, refused } = useTerminals()
  const active = activeTab({ tabs, active: chosen })
  const visited = useVisited(tabs, active?.group ?? null)

  const firstUser = useRef(activeUser)
  useEffect(() => startTerminals(firstUser.current), [])

  const openShell = () => void openTab({ kind: 'shell', user: activeUser })

  const act = (key: PanelKey) => (key === 'new' ? openShell() : perform(key))

  const press = (event: KeyboardEvent) => {
    const key = panelKey(event)
    if (key === null) return
    const jumps = key === 'commandBefore' || key === 'commandAfter'
    if (jumps && screenInFront()?.isFullScreen()) return
    event.preventDefault()
    act(key)
  }

  return (
    <section aria-label="Terminal" className={styles.panel} onKeyDown={press}>
      <div className={styles.strip}>
        <TabStrip classroom={classroom} tabs={tabs ?? []} active={active?.id ?? null} />
        <IconButton size="small" label="New terminal" shortcut="Ctrl Shift T" onClick={openShell}>
          <RhUiAddIcon />
        </IconButton>
        <div className={styles.space} />
        <div className={styles.machines}>
          {machines.map((machine) => (
            <SshButton key={machine.name} machine={machine} />
          ))}
        </div>
        {active !== null && (
          <>
            <IconButton size="small" label="Split terminal" onClick={() => perform('split')}>
              <RhUiColumnsIcon />
            </IconButton>
            <IconButton size="small" label="Search terminal" shortcut="Ctrl Shift F" onClick={() => perform('search')}>
              <RhUiSearchIcon />
            </IconButton>
          </>
        )}
        <FoldButton />
      </div>
      {refused !== null && (
        <div className={styles.refused}>
          <TroubleAlert error={refused.error} onRetry={refused.again} onDismiss={dismissRefusal} />
        </div>
      )}
      <div className={styles.body}>
        {tabs?.length === 0 && (
          <EmptyState icon={<TerminalIcon />} title="No terminal is open" action={<Button onClick={openShell}>Open one</Button>}>
            Commands are typed here, and a login shows here what it does.
          </EmptyState>
        )}
        {visited.map((group) => (
          <div
            key={group}
            role="tabpanel"
            id={panelId(group)}
            aria-labelledby={active?.group === group ? tabId(active.id) : undefined}
            className={styles.group}
            hidden={active?.group !== group}
          >
            <Panes tabs={tabs?.filter((tab) => tab.group === group) ?? []} active={active?.id ?? null} />
          </div>
        ))}
      </div>
    </section>
  )
}

/** The terminals of one group, side by side. */
function Panes({ tabs, active }: { tabs: TerminalTab[]; active: string | null }) {
  const { focusWanted, searching } = useTerminals()
  const fontSize = useLayout((layout) => layout.terminalFontSize)
  return tabs.map((tab) => (
    <Pane
      key={tab.id}
      tab={tab}
      active={tab.id === active}
      split={tabs.length > 1}
      focusWanted={focusWanted}
      fontSize={fontSize}
      searching={searching === tab.id}
      onSearchEnd={() => search(null)}
      onFocus={() => tab.id !== active && selectTab(tab.id)}
      onScreen={keepScreen}
    />
  ))
}

function SshButton({ machine }: { machine: ClassroomMachine }) {
  const user = machine.users[0]?.name
  if (user === undefined) return null
  return (
    <Button
      size="small"
      variant="plain"
      icon={<TerminalIcon />}
      title={`${user}@${machine.host}`}
      onClick={() => void openTab({ kind: 'ssh', machine: machine.name, user })}
    >
      SSH to {machine.name}
    </Button>
  )
}

function FoldButton() {
  const shown = useLayout((layout) => layout.terminalShown)
  return (
    <IconButton size="small" label={shown ? 'Fold terminal' : 'Unfold terminal'} shortcut="Ctrl `" onClick={() => changeLayout({ terminalShown: !shown })}>
      {shown ? <RhUiCaretDownIcon /> : <RhUiCaretUpIcon />}
    </IconButton>
  )
}

/** Groups that were in front once: a terminal is built when it is first looked at, and kept from then on. */
function useVisited(tabs: TerminalTab[] | null, group: string | null): string[] {
  const [visited, setVisited] = useState<string[]>([])
  if (group !== null && !visited.includes(group)) setVisited([...visited, group])
  return visited.filter((each) => tabs?.some((tab) => tab.group === each))
}
