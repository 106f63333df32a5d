import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { type KeyboardEvent, lazy, type RefObject, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { interestOf, layOutTree, type TreeRow, type TreeRows, type TreeView } from '../../core/cluster'
import type { TreeArrangement } from '../../core/contract'
import { classes, ContextMenu } from '../ui'
import styles from './cluster-tree.module.css'
import { dimmed, useIsOld } from './freshness'
import { showInTree } from './interest'
import { layoutPace, snapshot, useCluster, useLayoutVersion, useVersions } from './store'
import { actOfKey, findTyped, type TreeAct } from './tree-keys'
import { copyNames, keepingEntries, openRows, rowsEntries } from './tree-menu'
import { domIdOf, ROW_PX, type RowAct, TreeRowView } from './tree-row'
import { NOTHING_SELECTED, rowsMeant, selectObjects, selectOnly, selectRange, toggleSelected, type TreeSelection } from './tree-selection'

// Letters that come slower than this begin a new word; the value of native list boxes.
const TYPING_PAUSE_MS = 700
// Rows beyond the edge that are kept ready, so that scrolling never shows a gap.
const OVERSCAN = 12

export interface ClusterTreeProps {
  arrangement: TreeArrangement
  onArrange: (change: Partial<TreeArrangement>) => void
}

/** The rows themselves: drawn as far as they are seen, walked and selected as the ARIA tree pattern says. */
export function TreeRowsView({ tree, arrangement, onArrange }: ClusterTreeProps & { tree: RefObject<HTMLDivElement | null> }) {
  const view = useView(arrangement)
  const rows = useRows(view)
  const isOld = useIsOld()
  const [activeId, setActiveId] = useState(arrangement.selected)
  const [selection, setSelection] = useState<TreeSelection>(() => (arrangement.selected === null ? NOTHING_SELECTED : { ids: new Set([arrangement.selected]), anchor: arrangement.selected }))
  const [menu, setMenu] = useState<{ x: number; y: number; index: number } | null>(null)
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

  const focusRow = (index: number): void => {
    const row = rows.at(index)
    if (!row) return
    keepsFocus.current = true
    setActiveId(row.id)
    virtualizer.scrollToIndex(index)
    if (row.id !== arrangement.selected) onArrange({ selected: row.id })
  }
  const goTo = (index: number, how: 'only' | 'range' | 'add' | 'focus' = 'only'): void => {
    focusRow(index)
    if (how === 'only') setSelection(selectOnly(rows.at(index)))
    else if (how === 'range') setSelection(selectRange(rows, selection, active, index))
    else if (how === 'add') setSelection(toggleSelected(selection, rows.at(index)))
  }
  const flip = (ids: readonly string[]): void => {
    const next = new Set(arrangement.flipped)
    for (const id of ids) if (!next.delete(id)) next.add(id)
    onArrange({ flipped: [...next] })
  }
  const toggle = (index: number): void => {
    const row = rows.at(index)
    // While one filters, every branch with a hit is open: closing it would change what is seen afterwards.
    if (row && row.open !== null && !view.filter.trim()) flip([row.id])
  }
  const openMenu = (index: number, x: number, y: number): void => {
    const row = rows.at(index)
    if (!row || row.type === 'note') return
    if (!selection.ids.has(row.id)) goTo(index)
    setMenu({ x, y, index })
  }
  const act = (index: number, what: RowAct, at?: { x: number; y: number }): void => {
    if (what === 'menu') return openMenu(index, at?.x ?? 0, at?.y ?? 0)
    goTo(index, what === 'add' ? 'add' : what === 'range' ? 'range' : 'only')
    if (what === 'toggle') toggle(index)
    if (what === 'open') openRows(rowsMeant(rows, selection, index))
  }
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  const onAct = useCallback((index: number, what: RowAct, at?: { x: number; y: number }) => latest.current(index, what, at), [])

  const type = (event: KeyboardEvent): void => {
    const { text, at } = typed.current
    typed.current = { text: (event.timeStamp - at < TYPING_PAUSE_MS ? text : '') + event.key.toLowerCase(), at: event.timeStamp }
    const hit = findTyped(rows, active, typed.current.text)
    if (hit !== -1) goTo(hit)
  }
  const doKey = (key: TreeAct, target: HTMLElement): void => {
    switch (key.type) {
      case 'go':
        return goTo(key.index, key.how)
      case 'toggle':
        return toggle(key.index)
      case 'flip':
        return flip(key.ids)
      case 'select':
        return goTo(active, 'add')
      case 'selectAll':
        return setSelection(selectObjects(rows, rows.at(active)?.id ?? null))
      case 'copy':
        return copyNames(rowsMeant(rows, selection, active))
      case 'open':
        return openRows(rowsMeant(rows, selection, active))
      case 'menu': {
        const box = target.getBoundingClientRect()
        return openMenu(active, box.left + box.width / 2, box.bottom)
      }
    }
  }
  const press = (event: KeyboardEvent): void => {
    const pageRows = Math.max(1, Math.floor((tree.current?.clientHeight ?? 0) / ROW_PX) - 1)
    const key = actOfKey(event, rows, active, pageRows)
    if (key === null) {
      if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey || event.key === '/' || event.key === ' ') return
      type(event)
    } else doKey(key, event.target as HTMLElement)
    event.preventDefault()
  }

  return (
    <>
      <div ref={tree} role="tree" aria-label="Cluster" aria-multiselectable className={classes(styles.tree, isOld && dimmed)} onKeyDown={press}>
        <div role="presentation" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows.at(index)
            return row && <TreeRowView key={row.id} row={row} index={index} top={start} active={index === active} selected={selection.ids.has(row.id)} onAct={onAct} />
          })}
        </div>
      </div>
      {menu && <RowMenu rows={rowsMeant(rows, selection, menu.index)} arrangement={arrangement} onArrange={onArrange} x={menu.x} y={menu.y} onClose={() => setMenu(null)} />}
    </>
  )
}

// With all that can be done to an object, it is not needed before somebody asks.
const ObjectContextMenu = lazy(() => import('./object/object-menu').then((module) => ({ default: module.ObjectContextMenu })))

function RowMenu({ rows, arrangement, onArrange, x, y, onClose }: ClusterTreeProps & { rows: readonly TreeRow[]; x: number; y: number; onClose: () => void }) {
  const keeping = keepingEntries(rows, arrangement, onArrange)
  const [first] = rows
  if (first?.object && rows.length === 1) {
    return (
      <Suspense>
        <ObjectContextMenu object={first.object} x={x} y={y} extra={keeping} onClose={onClose} />
      </Suspense>
    )
  }
  return <ContextMenu label={`Actions for ${rows.length > 1 ? `${rows.length} rows` : (first?.name ?? 'this')}`} entries={[...rowsEntries(rows), ...keeping]} x={x} y={y} onClose={onClose} />
}

function useView({ flipped, favourites, hideEmpty, hideSystem }: ClusterTreeProps['arrangement']): TreeView {
  const { filter, others } = useCluster()
  const user = useCluster(({ status }) => status?.user ?? null)
  return useMemo(() => ({ flipped: new Set(flipped), favourites, hideEmpty, hideSystem, filter, others, user }), [flipped, favourites, hideEmpty, hideSystem, filter, others, user])
}

function useRows(view: TreeView): TreeRows {
  // Each change may have turned a word on a row; where the rows stand is another matter.
  const { membership } = useVersions()
  const { version: layoutVersion } = useLayoutVersion()
  useEffect(() => showInTree(interestOf(snapshot, view)), [view, membership])
  useEffect(() => () => showInTree([]), [])
  return useMemo(() => layOut(layoutVersion, view), [layoutVersion, view])
}

/** `_version` says when the snapshot, which is changed in place, has to be laid out again. */
function layOut(_version: number, view: TreeView): TreeRows {
  const started = performance.now()
  const rows = layOutTree(snapshot, view)
  layoutPace.took(performance.now() - started)
  return rows
}

function withIndex(shown: number[], index: number, count: number): number[] {
  if (index >= count || shown.includes(index)) return shown
  return [...shown, index].sort((a, b) => a - b)
}
