import { RhUiExternalLinkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-external-link-icon'
import { RhUiLabIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-lab-icon'
import { RhUiWarningFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-warning-fill-icon'
import { Suspense } from 'react'
import { hostOf, useOpenClassroom } from '../classroom'
import { openConsole, SessionStatus, VaultStatus } from '../session'
import { ErrorBoundary } from '../trouble'
import { classes } from '../ui'
import { ClusterStatusCells } from './slices'
import styles from './status-bar.module.css'
import { useApp } from './store'

export function StatusBar() {
  const classroom = useOpenClassroom()
  const description = useApp((store) => store.description)
  return (
    <footer className={styles.bar} data-place="status">
      <SessionStatus />
      {classroom === null ? (
        <span className={styles.cell}>No classroom</span>
      ) : (
        <>
          <ErrorBoundary what="The cluster’s status">
            <Suspense>
              <ClusterStatusCells />
            </Suspense>
          </ErrorBoundary>
          <span className={classes(styles.cell, styles.elsewhere)} title={classroom.apiUrl}>
            {hostOf(classroom.apiUrl)}
          </span>
          <button type="button" className={styles.link} title="Opens in your browser" onClick={() => void openConsole()}>
            Web console
            <RhUiExternalLinkIcon />
          </button>
        </>
      )}
      <span className={styles.gap} />
      <VaultStatus />
      {description?.runtimeIsOld === true && (
        <span
          className={styles.warning}
          title={`This window runs on Electron ${description.electron}, which serves development and tests only: it gets no security fixes. Releases are built with a current one.`}
        >
          <RhUiWarningFillIcon />
          Development runtime: Electron {description.electron.split('.')[0]}
        </span>
      )}
      {classroom?.kind === 'practice' && (
        <span className={classes(styles.cell, styles.elsewhere)} title="The cluster is a program on this computer. Nothing leaves it.">
          <RhUiLabIcon />
          practice classroom
        </span>
      )}
      {classroom === null && description !== null && <span className={styles.cell}>Lab Companion {description.version}</span>}
    </footer>
  )
}
