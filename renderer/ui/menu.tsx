import { RhUiCheckIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-icon'
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { classes } from './classes'
import styles from './menu.module.css'

export type MenuEntry =
  | { kind: 'item'; id: string; label: string; detail?: string; icon?: ReactNode; checked?: boolean; why?: string | null; onSelect: () => void } // `why`: why it cannot be chosen now
  | { kind: 'switch'; id: string; label: string; checked: boolean; onSelect: () => void }
  | { kind: 'heading'; id: string; label: string }
  | { kind: 'line'; id: string }

export interface MenuProps {
  /** The menu's accessible name; the button is named by what it shows. */
  label: string
  button: ReactNode
  entries: MenuEntry[]
  buttonClass?: string
  align?: 'start' | 'end'
  /** Over everything else, where what it stands in would cut it off. */
  floats?: boolean
  onOpen?: () => void
}

export function Menu({ label, button, entries, buttonClass, align = 'start', floats = false, onOpen }: MenuProps) {
  const [open, setOpen] = useState(false)
  const [place, setPlace] = useState(() => placeBelow(null, align))
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()

  const toggle = () => {
    if (!open) {
      onOpen?.()
      setPlace(placeBelow(trigger.current, align))
    }
    setOpen(!open)
  }
  const close = (returnFocus: boolean) => {
    setOpen(false)
    if (returnFocus) trigger.current?.focus()
  }

  return (
    <div ref={root} className={styles.root}>
      <button
        ref={trigger}
        type="button"
        className={buttonClass}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          toggle()
        }}
      >
        {button}
      </button>
      {open && !floats && <MenuList id={id} label={label} entries={entries} className={styles[align] ?? ''} within={[root]} onClose={close} />}
      {open && floats && <FloatingList id={id} label={label} entries={entries} {...place} within={[root]} onClose={close} />}
    </div>
  )
}

/** Where a menu of this button begins; `end` lets it end with the button. */
function placeBelow(button: Element | null, align: 'start' | 'end'): { x: number; y: number; endsAtX: boolean } {
  const { left = 0, right = 0, bottom = 0 } = button?.getBoundingClientRect() ?? {}
  return { x: align === 'start' ? left : right, y: bottom + GAP_PX, endsAtX: align === 'end' }
}

// As menu.module.css has it for those that do not float.
const GAP_PX = 4

/** A menu at a place of the window, such as where the right button was pressed; the focus goes back to where it was. */
export function ContextMenu({ label, entries, x, y, onClose }: { label: string; entries: MenuEntry[]; x: number; y: number; onClose: () => void }) {
  const [before] = useState(() => document.activeElement)
  const id = useId()
  const close = (returnFocus: boolean) => {
    onClose()
    if (returnFocus && before instanceof HTMLElement) before.focus()
  }
  return <FloatingList id={id} label={label} entries={entries} x={x} y={y} endsAtX={false} within={[]} onClose={close} />
}

type FloatingListProps = Omit<MenuListProps, 'className'> & { x: number; y: number; endsAtX: boolean }

function FloatingList({ x, y, endsAtX, within, ...list }: FloatingListProps) {
  const root = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ left: x, top: y })
  useLayoutEffect(() => {
    const size = root.current?.firstElementChild?.getBoundingClientRect()
    if (!size) return
    const left = endsAtX ? x - size.width : x
    setPlace({ left: Math.max(0, Math.min(left, window.innerWidth - size.width - EDGE_PX)), top: Math.max(0, Math.min(y, window.innerHeight - size.height - EDGE_PX)) })
  }, [x, y, endsAtX])
  return createPortal(
    <div ref={root} className={styles.floating} style={place}>
      <MenuList {...list} className={styles.start ?? ''} within={[root, ...within]} />
    </div>,
    // Of a page of which one element fills the screen, nothing else is seen.
    document.fullscreenElement ?? document.body,
  )
}

// A menu at the window's edge keeps this distance from it.
const EDGE_PX = 8

interface MenuListProps {
  id: string
  label: string
  entries: MenuEntry[]
  className: string
  /** What belongs to the menu: a press anywhere else closes it. */
  within: readonly RefObject<HTMLElement | null>[]
  onClose: (returnFocus: boolean) => void
}

function MenuList({ id, label, entries, className, within, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  const items = () => Array.from(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])
  const closeIfOutside = useEffectEvent((target: Node) => {
    if (!within.some(({ current }) => current?.contains(target))) onClose(false)
  })

  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus()
    const closeOutside = ({ target }: Event) => {
      if (target instanceof Node) closeIfOutside(target)
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [])

  const press = (event: KeyboardEvent) => {
    const all = items()
    const at = all.findIndex((item) => item === document.activeElement)
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    // Whatever the menu stands in has keys of its own.
    event.stopPropagation()
    if (target !== undefined) {
      event.preventDefault()
      all.at(target === all.length ? 0 : target)?.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault()
      onClose(event.key === 'Escape')
    }
  }

  return (
    <div ref={list} id={id} role="menu" aria-label={label} className={classes(styles.menu, className)} onKeyDown={press}>
      {entries.map((entry) => {
        if (entry.kind === 'line') return <div key={entry.id} role="separator" className={styles.line} />
        if (entry.kind === 'heading')
          return (
            <div key={entry.id} role="presentation" className={styles.heading}>
              {entry.label}
            </div>
          )
        const why = entry.kind === 'item' ? (entry.why ?? null) : null
        return (
          <button
            key={entry.id}
            type="button"
            role={entry.kind === 'switch' ? 'menuitemcheckbox' : entry.checked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked={entry.checked}
            aria-disabled={why !== null || undefined}
            aria-description={why ?? undefined}
            title={why ?? undefined}
            tabIndex={-1}
            className={styles.item}
            onClick={() => {
              if (why !== null) return
              onClose(true)
              entry.onSelect()
            }}
          >
            <span className={styles.icon}>{entry.kind === 'item' ? entry.icon : entry.checked && <RhUiCheckIcon />}</span>
            <span className={styles.label}>{entry.label}</span>
            {entry.kind === 'item' && entry.detail !== undefined && <span className={styles.detail}>{entry.detail}</span>}
          </button>
        )
      })}
    </div>
  )
}
