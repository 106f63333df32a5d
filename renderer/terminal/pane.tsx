import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { useEffect, useRef, useState } from 'react'
import type { AppError, TerminalTab } from '../../core/contract'
import { main, openLink } from '../border'
import { useLayout } from '../layout'
import { useTheme } from '../theme'
import { TroubleAlert } from '../trouble'
import { Bar, Button, classes, IconButton } from '../ui'
import type { CommandInView } from './command-marks'
import { connect, type Connection } from './connection'
import { Gutter } from './gutter'
import { panelKey } from './keys'
import styles from './pane.module.css'
import { asOneLine, cleanPaste, needsWarning } from './paste'
import { PasteBar } from './paste-bar'
import type { Screen } from './screen'
import { SearchBar } from './search-bar'
import { closeTab, restartTab } from './store'
import { sayEnd } from './words'

export interface PaneProps {
  tab: TerminalTab
  /** True while this pane has the keyboard's attention among those shown. */
  active: boolean
  /** True while others stand beside it. */
  split: boolean
  /** Another number asks an active pane to take the focus. */
  focusWanted: number
  fontSize: number
  searching: boolean
  onSearchEnd: () => void
  onFocus: () => void
  /** The screen that keys of the panel act on. */
  onScreen: (id: string, screen: Screen | null) => void
}

const nothingFound = { index: -1, count: 0 }

/** One shell: its screen, its commands' outcomes, and what has to be asked or told about it. */
export function Pane({ tab, active, split, focusWanted, fontSize, searching, onSearchEnd, onFocus, onScreen }: PaneProps) {
  const element = useRef<HTMLDivElement>(null)
  const [screen, setScreen] = useState<Screen | null>(null)
  const [commands, setCommands] = useState<{ list: CommandInView[]; cellHeight: number }>({ list: [], cellHeight: 0 })
  const [results, setResults] = useState(nothingFound)
  const [paste, setPaste] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<AppError | null>(null)
  const [attempt, setAttempt] = useState(0)
  const theme = useTheme((state) => state.theme)
  const unfolded = useLayout((layout) => layout.terminalShown)
  const first = useRef({ fontSize, onScreen })

  useEffect(() => {
    const host = element.current
    if (host === null) return
    let gone = false
    let opened: Screen | null = null
    let connection: Connection | null = null
    const fit = () => {
      const size = opened?.fit() ?? null
      if (size === null || opened === null) return
      // Only a terminal that is laid out knows its size, and the shell should begin with the right one.
      if (connection === null) connection = connect(tab.id, size, opened, setTrouble)
      else connection.resize(size)
    }
    const observer = new ResizeObserver(fit)
    const begin = async () => {
      const [{ createScreen }, program] = await Promise.all([import('./screen'), main.app.describe()])
      if (gone) return
      const created = await createScreen(host, {
        fontSize: first.current.fontSize,
        hasGpu: program.ok && program.value.hasGpu,
        onInput: (data) => connection?.input(data),
        onCommands: (list, cellHeight) => setCommands({ list, cellHeight }),
        onSearchResults: setResults,
        isOwnKey: (event) => {
          const key = panelKey(event)
          // Editors and pagers have uses of their own for these two.
          return key !== null && !((key === 'commandBefore' || key === 'commandAfter') && created.isFullScreen())
        },
        openLink,
      })
      if (gone) return created.dispose()
      opened = created
      setScreen(created)
      first.current.onScreen(tab.id, created)
      observer.observe(host)
      fit()
    }
    void begin()
    const { onScreen: tell } = first.current
    return () => {
      gone = true
      observer.disconnect()
      connection?.close()
      opened?.dispose()
      tell(tab.id, null)
      setScreen(null)
    }
  }, [tab.id, attempt])

  useEffect(() => screen?.repaint(), [screen, theme])
  useEffect(() => screen?.setFontSize(fontSize), [screen, fontSize])
  useEffect(() => {
    if (active && focusWanted > 0) screen?.focus()
  }, [screen, active, focusWanted])

  const put = (text: string) => {
    setPaste(null)
    screen?.paste(text)
    screen?.focus()
  }

  return (
    <div className={styles.pane} onFocus={onFocus} data-terminal={tab.id}>
      {split && <PaneHead tab={tab} active={active} onSelect={onFocus} />}
      {trouble !== null && (
        <div className={styles.bar}>
          <TroubleAlert
            error={trouble}
            onRetry={() => {
              setTrouble(null)
              setAttempt(attempt + 1)
            }}
          />
        </div>
      )}
      <div
        className={styles.screen}
        onPasteCapture={(event) => {
          if (screen === null || !(event.target instanceof Element) || !element.current?.contains(event.target)) return
          event.preventDefault()
          event.stopPropagation()
          const text = cleanPaste(event.clipboardData.getData('text/plain'))
          if (needsWarning(text, screen.pastesInBrackets)) setPaste(text)
          else screen.paste(text)
        }}
      >
        <div ref={element} className={styles.terminal} data-panel-entry={(active && unfolded) || undefined} />
        <div className={styles.marks}>
          <Gutter commands={commands.list} cellHeight={commands.cellHeight} />
        </div>
        {searching && screen !== null && (
          <SearchBar
            results={results}
            onFind={(text, direction, options) => screen.find(text, direction, options)}
            onClose={() => {
              screen.endSearch()
              setResults(nothingFound)
              onSearchEnd()
              screen.focus()
            }}
          />
        )}
      </div>
      {paste !== null && (
        <PasteBar
          text={paste}
          onPaste={() => put(paste)}
          onPasteAsOneLine={() => put(asOneLine(paste))}
          onCancel={() => {
            setPaste(null)
            screen?.focus()
          }}
        />
      )}
      {tab.state.kind === 'exited' && (
        <div className={styles.bar}>
          <Bar
            tone="info"
            role="status"
            title={sayEnd(tab.state, tab.purpose.kind === 'ssh' ? 'Connection' : 'Shell')}
            actions={
              <Button
                onClick={() => {
                  void restartTab(tab.id)
                  screen?.focus()
                }}
              >
                Start again
              </Button>
            }
          />
        </div>
      )}
    </div>
  )
}

/** Which of the panes side by side this is, and the way to close it alone. */
function PaneHead({ tab: { id, title }, active, onSelect }: { tab: TerminalTab; active: boolean; onSelect: () => void }) {
  return (
    <div className={classes(styles.head, active && styles.inFront)} data-active={active || undefined} onClick={onSelect}>
      <span className={styles.name}>{title}</span>
      <IconButton
        size="small"
        label={`Close ${title}`}
        onClick={(event) => {
          event.stopPropagation()
          void closeTab(id)
        }}
      >
        <RhUiCloseIcon />
      </IconButton>
    </div>
  )
}
