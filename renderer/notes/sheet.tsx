import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { type ReactNode, useEffect, useRef } from 'react'
import { IconButton } from '../ui'
import styles from './sheet.module.css'
import { setSheet } from './store'

/** Something that stands in the editor's place until it is closed, by its button or by Escape. */
export function Sheet({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const root = useRef<HTMLElement>(null)
  useEffect(() => root.current?.focus(), [])
  const close = (): void => setSheet({ kind: 'none' })
  return (
    <section ref={root} aria-label={title} tabIndex={-1} className={styles.sheet} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {actions}
        <IconButton label={`Close ${title.toLowerCase()}`} size="small" onClick={close}>
          <RhUiCloseIcon />
        </IconButton>
      </div>
      <div className={styles.body}>{children}</div>
    </section>
  )
}
