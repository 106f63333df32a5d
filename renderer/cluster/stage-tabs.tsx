import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiKeyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-key-icon'
import { RhUiTreeViewIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-tree-view-icon'
import { type KeyboardEvent, Suspense, useId, useRef } from 'react'
import { kindNamed } from '../../core/cluster'
import { ErrorBoundary } from '../trouble'
import { EmptyState, useSelectedInView } from '../ui'
import { KindIcon } from './kind-icon'
import { ObjectPage } from './object/object-page'
import styles from './stage-tabs.module.css'
import { bringToFront, closeTab, type OpenPage, type StageTab, tabInFront, titleOf, useStage } from './stage'
import { useCluster } from './store'

/** What is open, one in front; with nothing open, what to do. */
export function StageTabs() {
  const tabs = useStage((stage) => stage.tabs)
  const shown = useStage(tabInFront)
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
              <StageTabButton key={tab.id} id={`${base}-${tab.id}`} panel={`${base}-panel`} tab={tab} inFront={tab === shown} onKeyDown={(event) => press(event, index)} />
            ))}
          </div>
        </div>
      )}
      {shown ? (
        <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${shown.id}`} className={styles.panel}>
          {shown.kind === 'object' ? <ObjectPage key={shown.id} open={shown} /> : <Page key={shown.id} page={shown} />}
        </div>
      ) : (
        <NothingOpen />
      )}
    </div>
  )
}

function Page({ page }: { page: OpenPage }) {
  return (
    <ErrorBoundary what={page.title}>
      <Suspense>
        <page.Content />
      </Suspense>
    </ErrorBoundary>
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

interface StageTabProps {
  id: string
  panel: string
  tab: StageTab
  inFront: boolean
  onKeyDown: (event: KeyboardEvent) => void
}

function StageTabButton({ id, panel, tab, inFront, onKeyDown }: StageTabProps) {
  const name = titleOf(tab)
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
      title={tab.kind === 'object' && tab.target.namespace !== '' ? `${tab.target.namespace} / ${name}` : name}
      onClick={() => bringToFront(tab.id)}
      onAuxClick={(event) => event.button === 1 && closeTab(tab.id)}
      onKeyDown={onKeyDown}
    >
      <TabIcon tab={tab} />
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

function TabIcon({ tab }: { tab: StageTab }) {
  if (tab.kind === 'page') return tab.Icon ? <tab.Icon /> : null
  const icon = kindNamed(tab.target.kind)?.icon
  return icon ? <KindIcon icon={icon} /> : null
}
