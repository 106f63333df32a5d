import type { KindName } from '../model'

/** The names of the kinds that have places of their own in the tree. */
export const NODES = 'nodes'
export const PROJECTS = 'projects.project.openshift.io'
export const VMS = 'virtualmachines.kubevirt.io'
export const VMIS = 'virtualmachineinstances.kubevirt.io'
export const SUBSCRIPTIONS = 'subscriptions.operators.coreos.com'
export const CSVS = 'clusterserviceversions.operators.coreos.com'
export const HYPERCONVERGEDS = 'hyperconvergeds.hco.kubevirt.io'
export const CLUSTER_OPERATORS = 'clusteroperators.config.openshift.io'
export const STORAGE_CLASSES = 'storageclasses.storage.k8s.io'
export const CLAIMS = 'persistentvolumeclaims'
export const DATA_VOLUMES = 'datavolumes.cdi.kubevirt.io'
export const DATA_SOURCES = 'datasources.cdi.kubevirt.io'
export const IMPORT_CRONS = 'dataimportcrons.cdi.kubevirt.io'
export const SERVICES = 'services'
export const ROUTES = 'routes.route.openshift.io'
export const POLICIES = 'networkpolicies.networking.k8s.io'
export const ATTACHMENTS = 'network-attachment-definitions.k8s.cni.cncf.io'
export const PODS = 'pods'

const WORKLOADS: readonly KindName[] = ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'cronjobs.batch']

/** The branches of an open project, in their order. `closed`: what every project has and few look for. */
export const PROJECT_GROUPS = [
  { id: 'vms', name: 'Virtual machines', icon: 'vm', kinds: [VMS], closed: false },
  { id: 'workloads', name: 'Workloads', icon: 'workload', kinds: WORKLOADS, closed: false },
  { id: 'pods', name: 'Pods', icon: 'pod', kinds: [PODS], closed: false },
  { id: 'services', name: 'Services', icon: 'service', kinds: [SERVICES], closed: false },
  { id: 'routes', name: 'Routes', icon: 'route', kinds: [ROUTES], closed: false },
  { id: 'storage', name: 'Storage', icon: 'claim', kinds: [DATA_VOLUMES, CLAIMS], closed: false },
  { id: 'config', name: 'Config', icon: 'config', kinds: ['configmaps', 'secrets'], closed: true },
] as const satisfies readonly { id: string; name: string; icon: string; kinds: readonly KindName[]; closed: boolean }[]

export const IN_PROJECT: readonly KindName[] = PROJECT_GROUPS.flatMap(({ kinds }) => kinds)

/** The web console's own rule (isSystemNamespace): sixty of a fresh cluster's projects are the platform's. */
export function isSystemProject(name: string): boolean {
  return /^(openshift|kubernetes|kube)-/.test(name) || name === 'openshift' || name === 'default'
}
