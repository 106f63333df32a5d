export { type Cluster, createCluster } from './cluster'
