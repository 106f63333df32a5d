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
  onOpen?: () => void
}

export function Menu({ label, button, entries, buttonClass, align = 'start', onOpen }: MenuProps) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()

  const toggle = () => {
    if (!open) onOpen?.()
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
      {open && <MenuList id={id} label={label} entries={entries} className={styles[align] ?? ''} within={root} onClose={close} />}
    </div>
  )
}

/** A menu at a place of the window, such as where the right button was pressed; the focus goes back to where it was. */
export function ContextMenu({ label, entries, x, y, onClose }: { label: string; entries: MenuEntry[]; x: number; y: number; onClose: () => void }) {
  const root = useRef<HTMLDivElement>(null)
  const [before] = useState(() => document.activeElement)
  const id = useId()
  const [place, setPlace] = useState({ left: x, top: y })
  useLayoutEffect(() => {
    const size = root.current?.firstElementChild?.getBoundingClientRect()
    if (size) setPlace({ left: Math.max(0, Math.min(x, window.innerWidth - size.width - EDGE_PX)), top: Math.max(0, Math.min(y, window.innerHeight - size.height - EDGE_PX)) })
  }, [x, y])
  const close = (returnFocus: boolean) => {
    onClose()
    if (returnFocus && before instanceof HTMLElement) before.focus()
  }
  return createPortal(
    <div ref={root} className={styles.floating} style={place}>
      <MenuList id={id} label={label} entries={entries} className={styles.start ?? ''} within={root} onClose={close} />
    </div>,
    document.body,
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
  within: RefObject<HTMLElement | null>
  onClose: (returnFocus: boolean) => void
}

function MenuList({ id, label, entries, className, within, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  const items = () => Array.from(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])
  const closeNow = useEffectEvent((returnFocus: boolean) => onClose(returnFocus))

  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus()
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && within.current?.contains(event.target) === false) closeNow(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [within])

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
