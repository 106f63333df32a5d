export { type Cluster, createCluster } from './cluster'
export type { KubeObject, ObjectChange, ObjectQuery, Observation, ObservationListener, Observed, ObservedState } from './observations'
