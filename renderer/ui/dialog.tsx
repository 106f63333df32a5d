import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { IconButton } from './button'
import { classes } from './classes'
import styles from './dialog.module.css'

export interface DialogProps {
  /** Left out where the content is its own heading; then `label` is needed. */
  title?: ReactNode
  /** The accessible name where it must differ from the title. */
  label?: string
  icon?: ReactNode
  tone?: 'danger'
  /** Names a button beside the title that closes; on it the focus starts where nothing else asks for it. */
  closeLabel?: string
  /** Stands left of the buttons, such as a sentence about what the answer means. */
  note?: ReactNode
  /** The control to start on carries `data-autofocus`: the safe button. */
  buttons?: ReactNode
  width?: number
  /** True for what the student called up and may replace by something else; false for a question that wants its answer first. */
  replaceable?: boolean
  /** Escape, or the desktop's own way to close. */
  onClose: () => void
  className?: string
  children: ReactNode
}

/** A modal on the browser's own `dialog`, which keeps the focus inside and gives it back. Shown for as long as it is mounted. */
export function Dialog({ title, label, icon, tone, closeLabel, note, buttons, width = 584, replaceable = false, onClose, className, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()

  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    // React has no autoFocus inside a dialog that is not open yet, and showModal would take the first control.
    const before = document.activeElement
    element.showModal()
    const start = element.querySelector<HTMLElement>('[data-autofocus]') ?? element.querySelector<HTMLElement>('[data-closes]')
    start?.focus()
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={dialog}
      className={classes(styles.dialog, tone === 'danger' && styles.danger, className)}
      style={{ width }}
      data-replaceable={replaceable || undefined}
      aria-label={label}
      aria-labelledby={label === undefined ? id : undefined}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      {title !== undefined && (
        <div className={styles.header}>
          {icon !== undefined && <span className={styles.icon}>{icon}</span>}
          <h2 id={id}>{title}</h2>
          {closeLabel !== undefined && (
            <IconButton label={closeLabel} data-closes onClick={onClose}>
              <RhUiCloseIcon />
            </IconButton>
          )}
        </div>
      )}
      <div className={classes(styles.body, icon !== undefined && styles.indented)}>{children}</div>
      {(buttons !== undefined || note !== undefined) && (
        <div className={styles.footer}>
          <div className={styles.note}>{note}</div>
          {buttons}
        </div>
      )}
    </dialog>
  )
}
