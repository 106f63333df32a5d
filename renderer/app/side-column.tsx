import { RhUiEditIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-edit-icon'
import { RhUiLearnIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-learn-icon'
import { Suspense, type ComponentType } from 'react'
import type { Layout } from '../../core/contract'
import { changeLayout, useLayout } from '../layout'
import { ErrorBoundary } from '../trouble'
import { IconButton, Tabs } from '../ui'
import styles from './side-column.module.css'
import { GuideMenu, GuidePanel, NotesPanel, ProgressRing } from './slices'

type Side = Layout['side']

const sides: { id: Side; label: string; what: string; Panel: ComponentType }[] = [
  { id: 'guide', label: 'Guide', what: 'The guide', Panel: GuidePanel },
  { id: 'notes', label: 'Notes', what: 'The notes', Panel: NotesPanel },
]

/** The right-hand column: what to do, and what the student writes about it. */
export function SideColumn() {
  const side = useLayout((layout) => layout.side)
  return (
    <aside aria-label="Guide and notes" className={styles.column} data-place="guide">
      <Tabs
        label="Guide and notes"
        selected={side}
        onSelect={(id) => changeLayout({ side: id as Side })}
        keeps
        end={
          side === 'guide' && (
            <Suspense>
              <GuideMenu />
            </Suspense>
          )
        }
        items={sides.map(({ id, label, what, Panel }) => ({
          id,
          label,
          content: (
            <section aria-label={label} className={styles.panel}>
              <ErrorBoundary what={what}>
                <Suspense>
                  <Panel />
                </Suspense>
              </ErrorBoundary>
            </section>
          ),
        }))}
      />
    </aside>
  )
}

/** The column folded away. */
export function SideRail() {
  const open = (side: Side) => () => changeLayout({ guideShown: true, side })
  return (
    <nav aria-label="Folded guide and notes" className={styles.rail} data-place="guide">
      <IconButton label="Unfold guide" shortcut="Ctrl Shift G" onClick={open('guide')}>
        <RhUiLearnIcon />
      </IconButton>
      <Suspense>
        <ProgressRing />
      </Suspense>
      <IconButton label="Unfold notes" onClick={open('notes')}>
        <RhUiEditIcon />
      </IconButton>
    </nav>
  )
}
