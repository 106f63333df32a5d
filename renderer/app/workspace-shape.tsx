import { columnWidths, useLayout } from '../layout'
import styles from './workspace-shape.module.css'

/** The workspace's outlines while its code arrives, so that nothing flashes or moves when it is there. */
export function WorkspaceShape() {
  const layout = useLayout.getState()
  const { treeShown, guideShown, terminalShown, sizes } = layout
  const widths = columnWidths(layout, window.innerWidth)
  return (
    <div className={styles.shape}>
      <div className={styles.tree} style={{ width: treeShown ? widths.tree : 'var(--rail)' }} />
      <div className={styles.middle}>
        <div className={styles.terminal} style={{ height: terminalShown ? `${sizes.terminal}%` : 'var(--terminal-tab)' }} />
      </div>
      <div className={styles.side} style={{ width: guideShown ? widths.guide : 'var(--rail)' }} />
    </div>
  )
}
