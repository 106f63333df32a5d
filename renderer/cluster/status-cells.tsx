import { RhUiConnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-connected-icon'
import { RhUiDisconnectedIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-disconnected-icon'
import type { ClusterLiveness } from '../../core/cluster'
import { Spinner, StatusIcon } from '../ui'
import styles from './status-cells.module.css'
import { useCluster } from './store'
import { timeOf } from './times'

/** The status bar's cells about the cluster; the versions stand at its right end. */
export function ClusterStatusCells() {
  const status = useCluster((store) => store.status)
  if (status === null) return null
  const { liveness, nodesReady, nodesTotal, openshiftVersion, kubernetesVersion } = status
  return (
    <>
      <Liveness liveness={liveness} />
      {nodesReady !== null && nodesTotal !== null && (
        <span>
          <StatusIcon tone={liveness.state !== 'live' ? 'idle' : nodesReady === nodesTotal ? 'ok' : 'danger'} />
          {nodesReady} of {nodesTotal} nodes Ready
        </span>
      )}
      {openshiftVersion !== null && <span className={styles.end}>OpenShift {openshiftVersion}</span>}
      {kubernetesVersion !== null && <span className={styles.end}>Kubernetes {kubernetesVersion}</span>}
    </>
  )
}

function Liveness({ liveness }: { liveness: ClusterLiveness }) {
  switch (liveness.state) {
    case 'off':
      return null
    case 'connecting':
      return (
        <span className={styles.connecting}>
          <Spinner />
          Connecting
        </span>
      )
    case 'live':
      return (
        <span className={styles.live}>
          <RhUiConnectedIcon />
          Live
        </span>
      )
    case 'stale':
      return (
        <span className={styles.stale} title={liveness.reason}>
          <RhUiDisconnectedIcon />
          Not live since {timeOf(liveness.since)}
        </span>
      )
  }
}
