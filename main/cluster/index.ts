export { type Cluster, createCluster } from './cluster'
export type { ObjectQuery, Observation, ObservationListener, Observed } from './observations'
export { readYamlElsewhere } from './yaml-elsewhere'
