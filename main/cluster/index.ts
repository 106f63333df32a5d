export { type Cluster, createCluster } from './cluster'
export type { ClusterConnection } from './connection'
