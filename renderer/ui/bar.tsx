import type { ReactNode } from 'react'
import type { Tone } from '../../core/cluster/model'
import styles from './bar.module.css'
import { classes } from './classes'
import { StatusIcon } from './status-icon'

export interface BarProps {
  tone: Extract<Tone, 'danger' | 'warning'> | 'info'
  /** `alert` interrupts a screen reader; an offer is a `status`. */
  role: 'alert' | 'status'
  title: string
  /** One or two sentences: why, and what was lost. */
  children?: ReactNode
  /** One filled button, one alternative. */
  actions?: ReactNode
  className?: string
}

/** A message where the thing happened: what, why, and the next step. */
export function Bar({ tone, role, title, children, actions, className }: BarProps) {
  return (
    <div role={role} className={classes(styles.bar, styles[tone], className)}>
      {tone !== 'info' && <StatusIcon tone={tone} className={styles.icon ?? ''} />}
      <div className={styles.text}>
        <strong>{title}</strong>
        {children !== undefined && <div className={styles.why}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
