import type { ComponentPropsWithRef, ReactNode } from 'react'
import styles from './button.module.css'
import { classes } from './classes'
import { Spinner } from './spinner'

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'type'> {
  /** One `primary` per view. `link` looks like a link and acts in place. */
  variant?: 'primary' | 'secondary' | 'plain' | 'link' | 'danger'
  /** 24, 28, 32 or 36 px: cards, panels, dialogs, first run. */
  size?: 'small' | 'normal' | 'dialog' | 'large'
  icon?: ReactNode
  /** Shows a spinner in the icon's place and ignores clicks; the button keeps its focus. */
  busy?: boolean
  /** Why it cannot be pressed now. It stays reachable, so that everybody can read that, and does nothing. */
  why?: string | null
}

export function Button({ variant = 'secondary', size = 'normal', icon, busy = false, why = null, className, children, onClick, title, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.button, styles[variant], styles[size], className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || why !== null || undefined}
      aria-description={why ?? undefined}
      title={why ?? title}
      onClick={busy || why !== null ? undefined : onClick}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'type' | 'aria-label' | 'title'> {
  /** The accessible name, and the tooltip. */
  label: string
  /** Shown after the name in the tooltip. */
  shortcut?: string
  size?: 'small' | 'normal'
}

export function IconButton({ label, shortcut, size = 'normal', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.icon, styles[size], className)}
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      {...rest}
    />
  )
}
