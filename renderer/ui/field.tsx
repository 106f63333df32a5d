import { useId, type ComponentPropsWithRef, type ReactNode } from 'react'
import { classes } from './classes'
import styles from './field.module.css'

export interface FieldProps extends Omit<ComponentPropsWithRef<'input'>, 'id'> {
  label: string
  hint?: ReactNode
  /** Replaces the hint and marks the field as wrong. */
  problem?: string | null
  mono?: boolean
}

export function Field({ label, hint, problem = null, mono = false, className, ...rest }: FieldProps) {
  const id = useId()
  const hasNote = problem !== null || hint !== undefined
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={classes(styles.input, mono && styles.mono)}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={hasNote ? `${id}-note` : undefined}
        autoComplete="off"
        spellCheck={false}
        {...rest}
      />
      {hasNote && (
        <p id={`${id}-note`} className={problem === null ? styles.hint : styles.problem} role={problem === null ? undefined : 'alert'}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}
