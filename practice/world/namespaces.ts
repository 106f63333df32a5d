import type { KubeObject } from '../objects/json'

/** The namespaces of a 4.19 cluster with OpenShift Data Foundation's external mode, before anything else is installed. */
export const systemNamespaces = [
  ...['default', 'kube-node-lease', 'kube-public', 'kube-system', 'openshift'],
  ...`apiserver apiserver-operator authentication authentication-operator backplane catalogd cloud-controller-manager
    cloud-controller-manager-operator cloud-credential-operator cloud-network-config-controller cluster-csi-drivers
    cluster-machine-approver cluster-node-tuning-operator cluster-olm-operator cluster-samples-operator
    cluster-storage-operator cluster-version config config-managed config-operator console console-operator
    console-user-settings controller-manager controller-manager-operator dns dns-operator etcd etcd-operator
    host-network image-registry infra ingress ingress-canary ingress-operator insights kni-infra kube-apiserver
    kube-apiserver-operator kube-controller-manager kube-controller-manager-operator kube-scheduler
    kube-scheduler-operator kube-storage-version-migrator kube-storage-version-migrator-operator machine-api
    machine-config-operator marketplace monitoring multus network-console network-diagnostics
    network-node-identity network-operator node nutanix-infra oauth-apiserver openstack-infra operator-controller
    operator-lifecycle-manager operators ovirt-infra ovn-kubernetes route-controller-manager service-ca
    service-ca-operator storage user-workload-monitoring vsphere-infra`
    .split(/\s+/)
    .map((name) => `openshift-${name}`),
]

export interface ProjectPlan {
  name: string
  displayName: string
  description: string
  requester: string
  /** Users with the role admin in it. */
  admins: string[]
}

export const projectPlans: readonly ProjectPlan[] = [
  { name: 'vms-dev', displayName: 'Development VMs', description: 'Where the developers try virtual machines', requester: 'admin', admins: ['developer'] },
  { name: 'vms-prod', displayName: 'Production VMs', description: 'Virtual machines that others depend on', requester: 'admin', admins: [] },
]

/** Of the namespace with this number among all. */
export function securityRanges(index: number): Record<string, string> {
  // Ten thousand users each, from where the first namespace's begin.
  const range = `${1_000_000_000 + index * 10_000}/10000`
  return { 'openshift.io/sa.scc.mcs': `s0:c${index},c${index % 7}`, 'openshift.io/sa.scc.supplemental-groups': range, 'openshift.io/sa.scc.uid-range': range }
}

export function namespaceObject(name: string, index: number, project?: ProjectPlan): KubeObject {
  const told = project === undefined ? {} : { 'openshift.io/description': project.description, 'openshift.io/display-name': project.displayName, 'openshift.io/requester': project.requester }
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations: { ...told, ...securityRanges(index) } } }
}
