import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { type ComponentPropsWithRef, type ReactNode, useRef } from 'react'
import { IconButton } from './button'
import { classes } from './classes'
import styles from './search-field.module.css'

interface SearchFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value' | 'type' | 'placeholder'> {
  label: string
  icon: ReactNode
  value: string
  onSearch: (text: string) => void
  /** Names the button that empties it. */
  clearLabel: string
  /** What stands at its end while it is empty. */
  whenEmpty?: ReactNode
}

/** Escape empties it; the arrow down and Enter are for what it has found, and are the owner's. */
export function SearchField({ label, icon, value, onSearch, clearLabel, whenEmpty, className, onKeyDown, ...rest }: SearchFieldProps) {
  const box = useRef<HTMLDivElement>(null)
  const clear = (): void => {
    onSearch('')
    box.current?.querySelector('input')?.focus()
  }
  return (
    <div ref={box} className={classes(styles.search, className)}>
      {icon}
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return onKeyDown?.(event)
          event.preventDefault()
          event.stopPropagation()
          onSearch('')
        }}
        {...rest}
      />
      {value === '' ? (
        whenEmpty
      ) : (
        <IconButton label={clearLabel} shortcut="Escape" size="small" onClick={clear}>
          <RhUiCloseIcon />
        </IconButton>
      )}
    </div>
  )
}
