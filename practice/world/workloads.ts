import type { JsonObject, KubeObject } from '../objects/json'

/** A Deployment, StatefulSet or DaemonSet of the cluster's own. */
export interface WorkloadPlan {
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet'
  name: string
  namespace: string
  containers: string[]
  /** Not of a DaemonSet, which has a pod on each of its nodes. */
  replicas: number
  on: 'masters' | 'workers' | 'everywhere'
  hostNetwork?: boolean
  /** Of its pods, beside their name. */
  podLabels?: Record<string, string>
}

const placing: Record<WorkloadPlan['on'], JsonObject> = {
  masters: { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' }, tolerations: [{ key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' }] },
  workers: { nodeSelector: { 'node-role.kubernetes.io/worker': '' } },
  everywhere: { nodeSelector: { 'kubernetes.io/os': 'linux' }, tolerations: [{ operator: 'Exists' }] },
}

export function workloadObject({ kind, name, namespace, containers, replicas, on, hostNetwork = false, podLabels }: WorkloadPlan, image: (container: string) => string): KubeObject {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, labels },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...podLabels } },
        spec: {
          ...placing[on],
          ...(hostNetwork ? { hostNetwork } : {}),
          containers: containers.map((container) => ({ name: container, image: image(container), resources: { requests: { cpu: '10m', memory: '50Mi' } } })),
        },
      },
    },
  }
}

type Row = [namespace: string, name: string, kind: WorkloadPlan['kind'], on: WorkloadPlan['on'], replicas: number, containers: string]

const rows: Row[] = [
  ['openshift-etcd-operator', 'etcd-operator', 'Deployment', 'masters', 1, 'etcd-operator'],
  ['openshift-apiserver', 'apiserver', 'Deployment', 'masters', 3, 'openshift-apiserver openshift-apiserver-check-endpoints'],
  ['openshift-oauth-apiserver', 'apiserver', 'Deployment', 'masters', 3, 'oauth-apiserver'],
  ['openshift-authentication', 'oauth-openshift', 'Deployment', 'masters', 3, 'oauth-openshift'],
  ['openshift-console', 'console', 'Deployment', 'masters', 2, 'console'],
  ['openshift-console', 'downloads', 'Deployment', 'masters', 2, 'download-server'],
  ['openshift-ingress', 'router-default', 'Deployment', 'workers', 2, 'router'],
  ['openshift-monitoring', 'prometheus-k8s', 'StatefulSet', 'workers', 2, 'prometheus config-reloader thanos-sidecar kube-rbac-proxy-web kube-rbac-proxy kube-rbac-proxy-thanos'],
  ['openshift-monitoring', 'alertmanager-main', 'StatefulSet', 'workers', 2, 'alertmanager config-reloader kube-rbac-proxy-web kube-rbac-proxy kube-rbac-proxy-metric prom-label-proxy'],
  ['openshift-monitoring', 'node-exporter', 'DaemonSet', 'everywhere', 0, 'node-exporter kube-rbac-proxy'],
  ['openshift-dns', 'dns-default', 'DaemonSet', 'everywhere', 0, 'dns kube-rbac-proxy'],
  ['openshift-multus', 'multus', 'DaemonSet', 'everywhere', 0, 'kube-multus'],
  ['openshift-ovn-kubernetes', 'ovnkube-node', 'DaemonSet', 'everywhere', 0, 'ovn-controller ovn-acl-logging kube-rbac-proxy-node kube-rbac-proxy-ovn-metrics northd nbdb sbdb ovnkube-controller'],
  ['openshift-machine-config-operator', 'machine-config-daemon', 'DaemonSet', 'everywhere', 0, 'machine-config-daemon kube-rbac-proxy'],
  ['openshift-machine-config-operator', 'machine-config-server', 'DaemonSet', 'masters', 0, 'machine-config-server'],
  ['openshift-marketplace', 'marketplace-operator', 'Deployment', 'masters', 1, 'marketplace-operator'],
  ['openshift-operator-lifecycle-manager', 'olm-operator', 'Deployment', 'masters', 1, 'olm-operator'],
  ['openshift-operator-lifecycle-manager', 'catalog-operator', 'Deployment', 'masters', 1, 'catalog-operator'],
  ['openshift-operator-lifecycle-manager', 'packageserver', 'Deployment', 'masters', 2, 'packageserver'],
  ['openshift-storage', 'csi-rbdplugin', 'DaemonSet', 'workers', 0, 'driver-registrar csi-rbdplugin csi-addons'],
  ['openshift-storage', 'rook-ceph-operator', 'Deployment', 'workers', 1, 'rook-ceph-operator'],
  ['openshift-image-registry', 'image-registry', 'Deployment', 'workers', 1, 'registry'],
  ['openshift-cluster-version', 'cluster-version-operator', 'Deployment', 'masters', 1, 'cluster-version-operator'],
]

const onHostNetwork = /^(node-exporter|multus|ovnkube|machine-config)/

/** What OpenShift itself runs, as far as students look; its pods come from the controllers. */
export function clusterWorkloads(): KubeObject[] {
  return rows.map(([namespace, name, kind, on, replicas, containers]) =>
    workloadObject({ namespace, name, kind, on, replicas, containers: containers.split(' '), hostNetwork: onHostNetwork.test(name) }, clusterImage),
  )
}

export function clusterImage(container: string): string {
  return `quay.io/openshift-release-dev/ocp-v4.0-art-dev:${container}`
}
