import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { classes } from './classes'
import styles from './menu.module.css'

export type MenuEntry =
  | { kind: 'item'; id: string; label: string; detail?: string; icon?: ReactNode; checked?: boolean; onSelect: () => void }
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
  const list = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()

  const items = () => Array.from(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])

  useEffect(() => {
    if (!open) return
    items()[0]?.focus()
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [open])

  const close = () => {
    setOpen(false)
    trigger.current?.focus()
  }

  const press = (event: KeyboardEvent) => {
    const all = items()
    const at = all.findIndex((item) => item === document.activeElement)
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (target !== undefined) {
      event.preventDefault()
      all.at(target === all.length ? 0 : target)?.focus()
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    }
  }

  const toggle = () => {
    if (!open) onOpen?.()
    setOpen(!open)
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
      {open && (
        <div ref={list} id={id} role="menu" aria-label={label} className={classes(styles.menu, styles[align])} onKeyDown={press}>
          {entries.map((entry) => {
            if (entry.kind === 'line') return <div key={entry.id} role="separator" className={styles.line} />
            if (entry.kind === 'heading')
              return (
                <div key={entry.id} role="presentation" className={styles.heading}>
                  {entry.label}
                </div>
              )
            return (
              <button
                key={entry.id}
                type="button"
                role={entry.checked === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={entry.checked}
                tabIndex={-1}
                className={styles.item}
                onClick={() => {
                  close()
                  entry.onSelect()
                }}
              >
                <span className={styles.icon}>{entry.icon}</span>
                <span className={styles.label}>{entry.label}</span>
                {entry.detail !== undefined && <span className={styles.detail}>{entry.detail}</span>}
              </button>
            )
          })}
        </div>
      )}
    </div>
  )
}
