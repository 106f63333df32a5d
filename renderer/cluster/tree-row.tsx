import { RhUiCaretRightIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-caret-right-icon'
import { memo } from 'react'
import { kindNamed, type TreeRow } from '../../core/cluster'
import { classes, StatusIcon } from '../ui'
import { KindIcon } from './kind-icon'
import { useShownStatus } from './object/transitions'
import styles from './tree-row.module.css'

export const ROW_PX = 24
// The second level's icons stand under their section's name; each level below that goes in by this.
const INDENT_PX = 14
const EDGE_PX = 8
// A longer word, such as WaitingForVolumeBinding, may be cut; Unschedulable stands there as a whole, or its icon alone.
const LONG_WORD = 14

// Of a longer name of something that is not well, such as a pod's, less is shown, so that its word has room; a shorter one matters more than its word.
const LONG_NAME = 20

// Of a beginning no longer than this, such as `vms-`, an ellipsis leaves next to nothing: it goes as a whole.
const SHORT_FAMILY = 8

interface TreeRowViewProps {
  row: TreeRow
  index: number
  top: number
  /** Holds the focus when the tree has it. */
  active: boolean
  selected: boolean
  onAct: (index: number, act: RowAct, at?: { x: number; y: number }) => void
}

/** `open` asks for what the row stands for, `toggle` for the branch, `add` and `range` to select it as well. */
export type RowAct = 'select' | 'toggle' | 'open' | 'add' | 'range' | 'menu'

/** One line of the tree. What can be done with keys is the tree's own business. */
export const TreeRowView = memo(function TreeRowView({ row, index, top, active, selected, onAct }: TreeRowViewProps) {
  const { object, open } = row
  const shown = useShownStatus(object)
  const isAsked = object !== null && shown.status !== object.status
  const word = shortWord(isAsked ? shown.status : row.word)
  const tone = isAsked ? shown.tone : row.tone
  const kind = object ? kindNamed(object.kind) : undefined
  const [shared, middle, end] = partsOf(row)
  return (
    <div
      role="treeitem"
      id={domIdOf(row.id)}
      className={classes(styles.row, styles[row.type], selected && styles.selected, active && row.type !== 'note' && styles.active)}
      style={{ top, paddingLeft: EDGE_PX + Math.max(0, row.level - 2) * INDENT_PX }}
      tabIndex={active ? 0 : -1}
      aria-label={row.name}
      aria-description={describe(row)}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-expanded={open ?? undefined}
      aria-selected={row.type !== 'note' && selected}
      data-kind={kind?.kind ?? KIND_OF_TYPE[row.type]}
      data-name={row.name}
      data-namespace={object?.namespace ?? ''}
      data-status={object?.status ?? ''}
      title={titleOf(row)}
      onClick={(event) => onAct(index, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'add' : row.type === 'heading' ? 'toggle' : 'select')}
      onDoubleClick={() => (object || row.other) && onAct(index, 'open')}
      onContextMenu={(event) => {
        event.preventDefault()
        onAct(index, 'menu', { x: event.clientX, y: event.clientY })
      }}
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
      {row.icon && (
        <span className={styles.icon}>
          <KindIcon icon={row.icon} />
        </span>
      )}
      {/* What stands beside the name is in the description. As text it would have to be in the name as well (WCAG 2.5.3): the style draws it. */}
      <span className={styles.line}>
        <span className={styles.who}>
          <span className={classes(styles.name, row.name.length > LONG_NAME && !isSpare(row) && styles.yielding)}>
            {shared !== '' && <span className={styles.shared}>{shared}</span>}
            {middle !== '' && <span className={styles.middle}>{middle}</span>}
            <span className={styles.end}>{end}</span>
          </span>
          {row.project !== '' && <Project name={row.project} yields={!isSpare(row)} />}
        </span>
        {word !== '' && object !== null && <span className={classes(styles.word, word.length > LONG_WORD && styles.long)} data-beside={word} />}
      </span>
      {word !== '' && object === null && <span className={classes(styles.word, styles.ofMany)} data-beside={word} />}
      {(tone !== 'none' || object) && (
        <span className={styles.status}>
          <StatusIcon tone={tone} />
        </span>
      )}
    </div>
  )
}, showTheSame)

/** Whose it is: cut at its start, since projects of one kind, such as `vms-dev` and `vms-prod`, differ at their end. `yields`: a word that says that something is not well comes before its beginning. */
function Project({ name, yields }: { name: string; yields: boolean }) {
  const end = name.lastIndexOf('-') + 1
  return (
    <span className={classes(styles.project, end <= SHORT_FAMILY && styles.whole, yields && styles.modest)}>
      {end > 0 && <span className={styles.family} data-beside={name.slice(0, end)} />}
      <span data-beside={name.slice(end)} />
    </span>
  )
}

const KIND_OF_TYPE = { heading: 'Section', object: '', kind: 'Kind', note: 'Note' } as const

/** Rows are made anew for each look at the tree; most of them say what they said before. */
function showTheSame(a: TreeRowViewProps, b: TreeRowViewProps): boolean {
  const keys = ['id', 'name', 'shared', 'project', 'open', 'word', 'tone', 'object', 'position', 'setSize'] as const
  return a.top === b.top && a.index === b.index && a.active === b.active && a.selected === b.selected && a.onAct === b.onAct && keys.every((key) => a.row[key] === b.row[key])
}

/** What siblings share, what comes between, and the last word: a name that is too long loses them in this order. */
function partsOf({ object, name, shared }: TreeRow): [string, string, string] {
  const end = object === null ? 0 : Math.max(shared, name.lastIndexOf('-') + 1)
  return [name.slice(0, shared), name.slice(shared, end), name.slice(end)]
}

/** `ErrorUnschedulable`: that it is an error the icon says already, and the description has the server's own word. */
function shortWord(word: string): string {
  return word.replace(/^Error(?=[A-Z])/, '')
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
