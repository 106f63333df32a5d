import { RhUiEllipsisHorizontalIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-ellipsis-horizontal-icon'
import { RhUiFilterIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-filter-icon'
import { useEffect, useRef } from 'react'
import { Menu, SearchField } from '../ui'
import styles from './cluster-tree.module.css'
import { LivenessNotice } from './liveness-notice'
import { setFilter, useCluster } from './store'
import { type ClusterTreeProps, TreeRowsView } from './tree-rows'

const FILTER_HELP = 'Words stand in names, projects and states. kind:pod, label:app=web, status:running and project:lab look at one thing only.'

export function ClusterTree({ arrangement, onArrange }: ClusterTreeProps) {
  const filter = useCluster((store) => store.filter)
  const search = useRef<HTMLInputElement>(null)
  const tree = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const focusSearch = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
      event.preventDefault()
      search.current?.focus()
      search.current?.select()
    }
    window.addEventListener('keydown', focusSearch)
    return () => window.removeEventListener('keydown', focusSearch)
  }, [])

  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>Cluster</h2>
        <ViewMenu arrangement={arrangement} onArrange={onArrange} />
      </header>
      <SearchField
        ref={search}
        className={styles.search}
        label="Filter cluster"
        icon={<RhUiFilterIcon />}
        aria-description={FILTER_HELP}
        title={FILTER_HELP}
        value={filter}
        onSearch={setFilter}
        clearLabel="Clear filter"
        whenEmpty={<kbd aria-hidden>/</kbd>}
        maxLength={200}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
          event.preventDefault()
          tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
        }}
      />
      <LivenessNotice />
      <TreeRowsView tree={tree} arrangement={arrangement} onArrange={onArrange} />
    </div>
  )
}

function ViewMenu({ arrangement: { hideEmpty, hideSystem }, onArrange }: ClusterTreeProps) {
  return (
    <Menu
      label="What the tree shows"
      align="end"
      buttonClass={styles.more ?? ''}
      button={
        <span className={styles.moreIcon} title="What the tree shows">
          <RhUiEllipsisHorizontalIcon />
          <span className="visually-hidden">What the tree shows</span>
        </span>
      }
      entries={[
        { kind: 'switch', id: 'empty', label: 'Hide what is empty', checked: hideEmpty, onSelect: () => onArrange({ hideEmpty: !hideEmpty }) },
        { kind: 'switch', id: 'system', label: 'Hide the platform’s own', checked: hideSystem, onSelect: () => onArrange({ hideSystem: !hideSystem }) },
        { kind: 'line', id: 'line' },
        { kind: 'item', id: 'reset', label: 'Open and close as at first', onSelect: () => onArrange({ flipped: [] }) },
      ]}
    />
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
