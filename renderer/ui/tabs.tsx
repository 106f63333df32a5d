import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import styles from './tabs.module.css'

interface TabItem {
  id: string
  label: string
  content: ReactNode
}

interface TabsProps {
  label: string
  items: TabItem[]
  selected: string
  onSelect: (id: string) => void
  /** Stands at the right end of the row. */
  end?: ReactNode
  /** Panels that were shown once stay, hidden, with all that is typed in them. */
  keeps?: boolean
}

/** Underlined tabs over one panel. Arrow keys move and select, as the panels are cheap to show. */
export function Tabs({ label, items, selected, onSelect, end, keeps = false }: TabsProps) {
  const base = useId()
  const [shown, setShown] = useState<readonly string[]>([])
  const current = items.find((item) => item.id === selected) ?? items[0]
  if (current === undefined) return null
  if (keeps && !shown.includes(current.id)) setShown([...shown, current.id])
  const panels = items.filter((item) => item === current || (keeps && shown.includes(item.id)))

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = items[(items.indexOf(current) + step + items.length) % items.length]
    if (next === undefined) return
    event.preventDefault()
    onSelect(next.id)
    document.getElementById(`${base}-${next.id}`)?.focus()
  }

  return (
    <>
      <div className={styles.row}>
        <div role="tablist" aria-label={label} className={styles.list} onKeyDown={move}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="tab"
              id={`${base}-${item.id}`}
              aria-selected={item === current}
              aria-controls={panels.includes(item) ? `${base}-${item.id}-panel` : undefined}
              tabIndex={item === current ? 0 : -1}
              className={styles.tab}
              onClick={() => onSelect(item.id)}
            >
              {item.label}
            </button>
          ))}
        </div>
        {end}
      </div>
      {panels.map((item) => (
        <div key={item.id} role="tabpanel" id={`${base}-${item.id}-panel`} aria-labelledby={`${base}-${item.id}`} className={styles.panel} hidden={item !== current}>
          {item.content}
        </div>
      ))}
    </>
  )
}
