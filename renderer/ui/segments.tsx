import { type ReactNode, useId } from 'react'
import styles from './segments.module.css'

export interface Segment<T extends string> {
  value: T
  label: string
  icon?: ReactNode
}

/** A few choices side by side, of which one holds; radio buttons to the keyboard and to screen readers. */
export function Segments<T extends string>({ label, segments, value, onChange }: { label: string; segments: readonly Segment<T>[]; value: T; onChange: (value: T) => void }) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={styles.group}>
      {segments.map((segment) => (
        <label key={segment.value} className={styles.segment} title={segment.icon === undefined ? undefined : segment.label}>
          <input type="radio" name={name} aria-label={segment.label} checked={segment.value === value} onChange={() => onChange(segment.value)} />
          {segment.icon !== undefined && <span className={styles.icon}>{segment.icon}</span>}
          <span className={segment.icon === undefined ? undefined : styles.beside}>{segment.label}</span>
        </label>
      ))}
    </div>
  )
}
