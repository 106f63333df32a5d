import { provideObjectTab } from './object-tabs'
import { Overview } from './overview'
import { startStage } from './stage'
import { followCluster } from './store'

/** Called once, when the first view of the cluster is about to be shown. */
export function startCluster(): void {
  provideObjectTab({ id: 'overview', title: 'Overview', order: 0, applies: () => true, Component: Overview })
  startStage()
  followCluster()
}
