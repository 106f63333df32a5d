import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiKeyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-key-icon'
import { RhUiTreeViewIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-tree-view-icon'
import { type KeyboardEvent, useId, useRef } from 'react'
import { kindNamed } from '../../core/cluster'
import { EmptyState, useSelectedInView } from '../ui'
import { KindIcon } from './kind-icon'
import { ObjectPage } from './object-page'
import styles from './stage-tabs.module.css'
import { bringToFront, closeTab, type StageTab, tabInFront, useCluster } from './store'

/** The open objects, one in front; with none open, what to do. */
export function StageTabs() {
  const tabs = useCluster((store) => store.tabs)
  const shown = useCluster(tabInFront)
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  useSelectedInView(list, shown?.id ?? null)

  const press = (event: KeyboardEvent, index: number): void => {
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = tabs[index]
    if (event.key === 'Delete' && tab) closeTab(tab.id)
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length]
    if (!next) return
    event.preventDefault()
    bringToFront(next.id)
    document.getElementById(`${base}-${next.id}`)?.focus()
  }

  return (
    <div className={styles.stage}>
      {tabs.length > 0 && (
        <div className={styles.strip}>
          <div ref={list} role="tablist" aria-label="Open objects" className={styles.list}>
            {tabs.map((tab, index) => (
              <ObjectTab key={tab.id} id={`${base}-${tab.id}`} panel={`${base}-panel`} tab={tab} inFront={tab === shown} onKeyDown={(event) => press(event, index)} />
            ))}
          </div>
        </div>
      )}
      {shown ? (
        <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${shown.id}`} className={styles.panel}>
          <ObjectPage key={shown.id} object={shown.object} />
        </div>
      ) : (
        <NothingOpen />
      )}
    </div>
  )
}

function NothingOpen() {
  const status = useCluster((store) => store.status)
  if (status === null) return null
  if (status.liveness.state !== 'off') {
    return (
      <EmptyState icon={<RhUiTreeViewIcon />} title="Pick something in the tree">
        Enter or a double click opens it here.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<RhUiKeyIcon />} title="Log in to see this cluster">
      {status.rememberedFrom === null ? 'One click in the title bar, and the terminal is logged in as well.' : 'Until then the tree shows what was last known.'}
    </EmptyState>
  )
}

interface ObjectTabProps {
  id: string
  panel: string
  tab: StageTab
  inFront: boolean
  onKeyDown: (event: KeyboardEvent) => void
}

function ObjectTab({ id, panel, tab, inFront, onKeyDown }: ObjectTabProps) {
  const { name, namespace, kind } = tab.object
  const icon = kindNamed(kind)?.icon
  return (
    <button
      type="button"
      role="tab"
      id={id}
      className={styles.tab}
      aria-selected={inFront}
      aria-controls={inFront ? panel : undefined}
      aria-keyshortcuts="Delete"
      tabIndex={inFront ? 0 : -1}
      title={namespace ? `${namespace} / ${name}` : name}
      onClick={() => bringToFront(tab.id)}
      onAuxClick={(event) => event.button === 1 && closeTab(tab.id)}
      onKeyDown={onKeyDown}
    >
      {icon && <KindIcon icon={icon} />}
      <span className={styles.label}>{name}</span>
      {/* For the mouse; a tab may hold no button, so the keyboard has Delete. */}
      <span
        aria-hidden
        className={styles.close}
        title={`Close ${name} (Delete)`}
        onClick={(event) => {
          event.stopPropagation()
          closeTab(tab.id)
        }}
      >
        <RhUiCloseIcon />
      </span>
    </button>
  )
}
