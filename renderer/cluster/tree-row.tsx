import { RhUiCaretRightIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-right-icon'
import { memo } from 'react'
import { kindNamed, type TreeRow } from '../../core/cluster'
import { classes, StatusIcon } from '../ui'
import { KindIcon } from './kind-icon'
import styles from './tree-row.module.css'

export const ROW_PX = 24
// An object's icon stands under its section's name; each level below that goes in by this.
const INDENT_PX = 14
const EDGE_PX = 8

interface TreeRowViewProps {
  row: TreeRow
  index: number
  top: number
  active: boolean
  /** `open` asks for the object's page, `toggle` for the branch. */
  onAct: (index: number, act: 'select' | 'toggle' | 'open') => void
}

/** One line of the tree. What can be done with keys is the tree's own business. */
export const TreeRowView = memo(function TreeRowView({ row, index, top, active, onAct }: TreeRowViewProps) {
  const { object, open } = row
  const kind = object ? kindNamed(object.kind) : undefined
  const [shared, middle, end] = partsOf(row)
  return (
    <div
      role="treeitem"
      id={domIdOf(row.id)}
      className={classes(styles.row, styles[row.type], active && row.type !== 'note' && styles.active)}
      style={{ transform: `translateY(${top}px)`, paddingLeft: EDGE_PX + Math.max(0, row.level - (row.type === 'heading' ? 1 : 2)) * INDENT_PX }}
      tabIndex={active ? 0 : -1}
      aria-label={row.name}
      aria-description={describe(row)}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-expanded={open ?? undefined}
      aria-selected={active && row.type !== 'note'}
      data-kind={kind?.kind ?? (row.type === 'note' ? 'Note' : 'Section')}
      data-name={row.name}
      data-namespace={object?.namespace ?? ''}
      data-status={object?.status ?? ''}
      title={titleOf(row)}
      onClick={() => onAct(index, row.type === 'heading' ? 'toggle' : 'select')}
      onDoubleClick={() => object && onAct(index, 'open')}
    >
      <span
        className={classes(styles.chevron, open === true && styles.open)}
        onClick={(event) => {
          if (open === null || row.type === 'heading') return
          event.stopPropagation()
          onAct(index, 'toggle')
        }}
      >
        {open !== null && <RhUiCaretRightIcon />}
      </span>
      {kind && (
        <span className={styles.icon}>
          <KindIcon icon={kind.icon} />
        </span>
      )}
      <span className={styles.line}>
        <span className={styles.name}>
          {shared !== '' && <span className={styles.shared}>{shared}</span>}
          {middle !== '' && <span className={styles.middle}>{middle}</span>}
          <span className={styles.end}>{end}</span>
        </span>
        {row.project !== '' && <span className={styles.project}>{row.project}</span>}
        {row.word !== '' && isSpare(row) && <span className={styles.word}>{row.word}</span>}
      </span>
      {row.word !== '' && !isSpare(row) && <span className={styles.word}>{row.word}</span>}
      {(row.tone !== 'none' || object) && (
        <span className={styles.status}>
          <StatusIcon tone={row.tone} />
        </span>
      )}
    </div>
  )
}, showTheSame)

/** Rows are made anew for each look at the tree; most of them say what they said before. */
function showTheSame(a: TreeRowViewProps, b: TreeRowViewProps): boolean {
  const keys = ['id', 'name', 'shared', 'project', 'open', 'word', 'tone', 'object', 'position', 'setSize'] as const
  return a.top === b.top && a.index === b.index && a.active === b.active && a.onAct === b.onAct && keys.every((key) => a.row[key] === b.row[key])
}

/** What siblings share, what comes between, and the last word: a name that is too long loses them in this order. */
function partsOf({ object, name, shared }: TreeRow): [string, string, string] {
  const end = object === null ? 0 : Math.max(shared, name.lastIndexOf('-') + 1)
  return [name.slice(0, shared), name.slice(shared, end), name.slice(end)]
}

/** On a healthy row the icon says enough: its word may be left out. */
function isSpare({ object }: TreeRow): boolean {
  return object?.tone === 'ok' || object?.tone === 'none'
}

/** Ids of rows hold characters that selectors would have to escape, and none may be empty. */
export function domIdOf(id: string): string {
  return `cluster-row-${id}`
}

function describe({ object, word }: TreeRow): string | undefined {
  if (!object) return word || undefined
  const parts = [object.status, word === object.status ? '' : word, object.namespace && `project ${object.namespace}`]
  return parts.filter(Boolean).join(', ') || undefined
}

function titleOf({ object, name }: TreeRow): string {
  if (!object) return name
  const problem = object.facts['problem']
  const place = object.namespace ? `${object.namespace} / ${name}` : name
  return [place, object.status, typeof problem === 'string' ? problem : ''].filter(Boolean).join('\n')
}
