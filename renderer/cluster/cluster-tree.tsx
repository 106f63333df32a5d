import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { RhUiFilterIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-filter-icon'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { DEFAULT_EXPANDED, layOutTree, type TreeRows } from '../../core/cluster'
import { classes, IconButton } from '../ui'
import styles from './cluster-tree.module.css'
import { dimmed, useIsOld } from './freshness'
import { LivenessNotice } from './liveness-notice'
import { openObject } from './stage'
import { setFilter, snapshot, useCluster } from './store'
import { actOfKey, findTyped } from './tree-keys'
import { domIdOf, ROW_PX, TreeRowView } from './tree-row'

// Letters that come slower than this begin a new word; the value of native list boxes.
const TYPING_PAUSE_MS = 700
// Rows beyond the edge that are kept ready, so that scrolling never shows a gap.
const OVERSCAN = 12

export interface ClusterTreeProps {
  /** Ids of open branches. An empty list is one that nobody has touched yet: the six sections are open. */
  expanded: readonly string[]
  onExpandedChange: (expanded: string[]) => void
}

// What is handed out when every branch is closed: an empty list would open the sections again.
const EVERYTHING_CLOSED = ['']

export function ClusterTree({ expanded, onExpandedChange }: ClusterTreeProps) {
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
      <h2 className={styles.title}>Cluster</h2>
      <div className={styles.search}>
        <RhUiFilterIcon />
        <input
          ref={search}
          type="search"
          aria-label="Filter cluster"
          placeholder="Filter cluster"
          value={filter}
          spellCheck={false}
          autoComplete="off"
          maxLength={200}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setFilter('')
            else if (event.key === 'ArrowDown' || event.key === 'Enter') tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
            else return
            event.preventDefault()
          }}
        />
        {filter === '' ? (
          <kbd aria-hidden>/</kbd>
        ) : (
          <IconButton
            label="Clear filter"
            shortcut="Escape"
            size="small"
            onClick={() => {
              setFilter('')
              search.current?.focus()
            }}
          >
            <RhUiCloseIcon />
          </IconButton>
        )}
      </div>
      <LivenessNotice />
      <Rows tree={tree} expanded={expanded} onExpandedChange={onExpandedChange} />
    </div>
  )
}

function Rows({ tree, expanded, onExpandedChange }: ClusterTreeProps & { tree: React.RefObject<HTMLDivElement | null> }) {
  const rows = useRows(expanded)
  const isOld = useIsOld()
  const [activeId, setActiveId] = useState<string | null>(null)
  const lastIndex = useRef(0)
  const typed = useRef({ text: '', at: 0 })
  const found = activeId === null ? -1 : rows.indexOf(activeId)
  // When the active row is gone, its place is taken by what now stands there.
  const active = found === -1 ? Math.min(lastIndex.current, Math.max(0, rows.length - 1)) : found
  const keepsFocus = useRef(false)

  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled by React's compiler
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => tree.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    // The active row stays in the page wherever one scrolls: it holds the focus.
    rangeExtractor: (range: Range) => withIndex(defaultRangeExtractor(range), active, rows.length),
    initialRect: { width: 264, height: 720 },
    // React 19 batches what the scrolling changes by itself, and refuses to be hurried while it renders.
    useFlushSync: false,
  })

  useLayoutEffect(() => {
    lastIndex.current = active
    if (!keepsFocus.current) return
    keepsFocus.current = false
    const row = rows.at(active)
    if (row) document.getElementById(domIdOf(row.id))?.focus({ preventScroll: true })
  })

  const goTo = (index: number): void => {
    const row = rows.at(index)
    if (!row) return
    keepsFocus.current = true
    setActiveId(row.id)
    virtualizer.scrollToIndex(index)
  }
  const setOpen = (change: (open: Set<string>) => void): void => {
    const open = new Set(openIn(expanded))
    change(open)
    onExpandedChange(open.size === 0 ? EVERYTHING_CLOSED : [...open])
  }
  const toggle = (index: number): void => {
    const row = rows.at(index)
    if (!row || row.open === null) return
    setOpen((open) => (row.open ? open.delete(row.id) : open.add(row.id)))
  }
  const open = (index: number): void => {
    const object = rows.at(index)?.object
    if (object) openObject(object)
  }
  const act = (index: number, what: 'select' | 'toggle' | 'open'): void => {
    goTo(index)
    if (what === 'toggle') toggle(index)
    if (what === 'open') open(index)
  }
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  const onAct = useCallback((index: number, what: 'select' | 'toggle' | 'open') => latest.current(index, what), [])

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const pageRows = Math.max(1, Math.floor((tree.current?.clientHeight ?? 0) / ROW_PX) - 1)
    const key = actOfKey(event.key, rows, active, pageRows)
    if (key === null) {
      if (event.key.length !== 1 || event.key === '/' || event.key === ' ') return
      const { text, at } = typed.current
      typed.current = { text: (event.timeStamp - at < TYPING_PAUSE_MS ? text : '') + event.key.toLowerCase(), at: event.timeStamp }
      const hit = findTyped(rows, active, typed.current.text)
      if (hit !== -1) goTo(hit)
    } else if (key.type === 'go') goTo(key.index)
    else if (key.type === 'toggle') toggle(key.index)
    else if (key.type === 'open') open(key.index)
    else setOpen((ids) => key.ids.forEach((id) => ids.add(id)))
    event.preventDefault()
  }

  return (
    <div ref={tree} role="tree" aria-label="Cluster" className={classes(styles.tree, isOld && dimmed)} onKeyDown={press}>
      <div role="presentation" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows.at(index)
          return row && <TreeRowView key={row.id} row={row} index={index} top={start} active={index === active} onAct={onAct} />
        })}
      </div>
    </div>
  )
}

function useRows(expanded: readonly string[]): TreeRows {
  const { filter, membership, version } = useCluster()
  const user = useCluster(({ status }) => status?.user ?? null)
  const filtering = filter.trim() !== ''
  // A status that turns changes what a filter finds, but not where rows stand.
  const layoutVersion = filtering ? version : membership
  return useMemo(() => layOut(layoutVersion, expanded, filter, user), [layoutVersion, expanded, filter, user])
}

/** `_version` says when the snapshot, which is changed in place, has to be laid out again. */
function layOut(_version: number, expanded: readonly string[], filter: string, user: string | null): TreeRows {
  return layOutTree(snapshot, { expanded: new Set(openIn(expanded)), filter, user })
}

function openIn(expanded: readonly string[]): readonly string[] {
  return expanded.length === 0 ? DEFAULT_EXPANDED : expanded.filter((id) => id !== '')
}

function withIndex(shown: number[], index: number, count: number): number[] {
  if (index >= count || shown.includes(index)) return shown
  return [...shown, index].sort((a, b) => a - b)
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
