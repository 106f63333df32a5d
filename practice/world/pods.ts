import type { JsonObject, KubeObject } from '../objects/json'
import { masters, nodePlans, workers } from './nodes'

interface PodPlan {
  namespace: string
  name: string
  node: string
  containers: string[]
  hostNetwork: boolean
}

const everywhere = nodePlans.map((node) => node.name)

// The same names at every fresh start, so that a screenshot or a hint that shows one stays true.
const suffixes = ['7k2xq', 'b9m4d', 'hx6vt', 'q5w8z', 'n3r7c', 'z4s2l', 't8f6p']

type Naming = 'node' | 'deployment' | 'daemonset' | 'index' | 'plain'

function names(base: string, naming: Naming, nodes: readonly string[]): [name: string, node: string][] {
  const hash = `${(base.length * 7_919).toString(36)}d9c8`.slice(0, 6)
  return nodes.map((node, index) => {
    const suffix = suffixes[(index + base.length) % suffixes.length] ?? 'x'
    switch (naming) {
      case 'node':
        return [`${base}-${node}`, node]
      case 'index':
        return [`${base}-${index}`, node]
      case 'daemonset':
        return [`${base}-${suffix}`, node]
      case 'plain':
        return [`${base}-${suffix}`, node]
      default:
        return [`${base}-5${hash}-${suffix}`, node]
    }
  })
}

type Row = [namespace: string, base: string, naming: Naming, nodes: readonly string[], containers: string]

const one = workers.slice(0, 1)
const master = masters.slice(0, 1)
const twoMasters = masters.slice(0, 2)

const rows: Row[] = [
  ['openshift-etcd', 'etcd', 'node', masters, 'etcdctl etcd etcd-metrics etcd-readyz etcd-rev'],
  ['openshift-etcd-operator', 'etcd-operator', 'deployment', master, 'etcd-operator'],
  ['openshift-kube-apiserver', 'kube-apiserver', 'node', masters, 'kube-apiserver kube-apiserver-cert-syncer kube-apiserver-cert-regeneration-controller kube-apiserver-insecure-readyz kube-apiserver-check-endpoints'],
  ['openshift-kube-controller-manager', 'kube-controller-manager', 'node', masters, 'kube-controller-manager cluster-policy-controller kube-controller-manager-cert-syncer kube-controller-manager-recovery-controller'],
  ['openshift-kube-scheduler', 'openshift-kube-scheduler', 'node', masters, 'kube-scheduler kube-scheduler-cert-syncer kube-scheduler-recovery-controller'],
  ['openshift-apiserver', 'apiserver', 'deployment', masters, 'openshift-apiserver openshift-apiserver-check-endpoints'],
  ['openshift-oauth-apiserver', 'apiserver', 'deployment', masters, 'oauth-apiserver'],
  ['openshift-authentication', 'oauth-openshift', 'deployment', masters, 'oauth-openshift'],
  ['openshift-console', 'console', 'deployment', twoMasters, 'console'],
  ['openshift-console', 'downloads', 'deployment', twoMasters, 'download-server'],
  ['openshift-ingress', 'router-default', 'deployment', workers, 'router'],
  ['openshift-monitoring', 'prometheus-k8s', 'index', workers, 'prometheus config-reloader thanos-sidecar kube-rbac-proxy-web kube-rbac-proxy kube-rbac-proxy-thanos'],
  ['openshift-monitoring', 'alertmanager-main', 'index', workers, 'alertmanager config-reloader kube-rbac-proxy-web kube-rbac-proxy kube-rbac-proxy-metric prom-label-proxy'],
  ['openshift-monitoring', 'node-exporter', 'daemonset', everywhere, 'node-exporter kube-rbac-proxy'],
  ['openshift-dns', 'dns-default', 'daemonset', everywhere, 'dns kube-rbac-proxy'],
  ['openshift-multus', 'multus', 'daemonset', everywhere, 'kube-multus'],
  ['openshift-ovn-kubernetes', 'ovnkube-node', 'daemonset', everywhere, 'ovn-controller ovn-acl-logging kube-rbac-proxy-node kube-rbac-proxy-ovn-metrics northd nbdb sbdb ovnkube-controller'],
  ['openshift-machine-config-operator', 'machine-config-daemon', 'daemonset', everywhere, 'machine-config-daemon kube-rbac-proxy'],
  ['openshift-machine-config-operator', 'machine-config-server', 'daemonset', masters, 'machine-config-server'],
  ['openshift-marketplace', 'marketplace-operator', 'deployment', master, 'marketplace-operator'],
  ['openshift-marketplace', 'redhat-operators', 'plain', one, 'registry-server'],
  ['openshift-marketplace', 'certified-operators', 'plain', one, 'registry-server'],
  ['openshift-marketplace', 'community-operators', 'plain', one, 'registry-server'],
  ['openshift-operator-lifecycle-manager', 'olm-operator', 'deployment', master, 'olm-operator'],
  ['openshift-operator-lifecycle-manager', 'catalog-operator', 'deployment', master, 'catalog-operator'],
  ['openshift-operator-lifecycle-manager', 'packageserver', 'deployment', twoMasters, 'packageserver'],
  ['openshift-storage', 'csi-rbdplugin', 'daemonset', workers, 'driver-registrar csi-rbdplugin csi-addons'],
  ['openshift-storage', 'rook-ceph-operator', 'deployment', one, 'rook-ceph-operator'],
  ['openshift-image-registry', 'image-registry', 'deployment', one, 'registry'],
  ['openshift-cluster-version', 'cluster-version-operator', 'deployment', master, 'cluster-version-operator'],
  ['openshift-cnv', 'aaq-operator', 'deployment', one, 'aaq-operator'],
  ['openshift-cnv', 'bridge-marker', 'daemonset', workers, 'bridge-marker'],
  ['openshift-cnv', 'cdi-apiserver', 'deployment', one, 'cdi-apiserver'],
  ['openshift-cnv', 'cdi-deployment', 'deployment', one, 'cdi-deployment'],
  ['openshift-cnv', 'cdi-operator', 'deployment', one, 'cdi-operator'],
  ['openshift-cnv', 'cdi-uploadproxy', 'deployment', one, 'cdi-uploadproxy'],
  ['openshift-cnv', 'cluster-network-addons-operator', 'deployment', one, 'cluster-network-addons-operator kube-rbac-proxy'],
  ['openshift-cnv', 'hco-operator', 'deployment', one, 'hyperconverged-cluster-operator'],
  ['openshift-cnv', 'hco-webhook', 'deployment', one, 'hyperconverged-cluster-webhook'],
  ['openshift-cnv', 'hostpath-provisioner-operator', 'deployment', one, 'hostpath-provisioner-operator'],
  ['openshift-cnv', 'hyperconverged-cluster-cli-download', 'deployment', one, 'server'],
  ['openshift-cnv', 'kube-cni-linux-bridge-plugin', 'daemonset', workers, 'cni-plugins'],
  ['openshift-cnv', 'kubemacpool-cert-manager', 'deployment', one, 'manager'],
  ['openshift-cnv', 'kubemacpool-mac-controller-manager', 'deployment', one, 'manager kube-rbac-proxy'],
  ['openshift-cnv', 'kubevirt-apiserver-proxy', 'deployment', workers, 'kubevirt-apiserver-proxy'],
  ['openshift-cnv', 'kubevirt-console-plugin', 'deployment', workers, 'kubevirt-console-plugin'],
  ['openshift-cnv', 'kubevirt-ipam-controller-manager', 'deployment', one, 'manager'],
  ['openshift-cnv', 'ssp-operator', 'deployment', one, 'manager'],
  ['openshift-cnv', 'virt-api', 'deployment', twoMasters, 'virt-api'],
  ['openshift-cnv', 'virt-controller', 'deployment', twoMasters, 'virt-controller'],
  ['openshift-cnv', 'virt-exportproxy', 'deployment', workers, 'exportproxy'],
  ['openshift-cnv', 'virt-handler', 'daemonset', workers, 'virt-handler'],
  ['openshift-cnv', 'virt-operator', 'deployment', workers, 'virt-operator'],
  ['openshift-cnv', 'virt-template-validator', 'deployment', workers, 'webhook'],
]

const onHostNetwork = /^(etcd|kube-|openshift-kube-scheduler|node-exporter|multus|ovnkube|machine-config)/

export function podPlans(): PodPlan[] {
  return rows.flatMap(([namespace, base, naming, nodes, containers]) =>
    names(base, naming, nodes).map(([name, node]) => ({ namespace, name, node, containers: containers.split(' '), hostNetwork: onHostNetwork.test(base) })),
  )
}

export function podObject(plan: PodPlan, index: number, created: string): KubeObject {
  const node = nodePlans.findIndex((one) => one.name === plan.node)
  const address = nodePlans[node]?.address ?? ''
  const podIP = plan.hostNetwork ? address : `10.128.${node}.${10 + (index % 240)}`
  const app = plan.name.replace(/(-5\w{6})?-\w{5}$/, '')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: plan.name, namespace: plan.namespace, labels: { app } },
    spec: {
      containers: plan.containers.map((name) => ({ name, image: `quay.io/openshift-release-dev/ocp-v4.0-art-dev:${name}`, resources: { requests: { cpu: '10m', memory: '50Mi' } } })),
      ...(plan.hostNetwork ? { hostNetwork: true } : {}),
      nodeName: plan.node,
    },
    status: runningStatus(plan.containers, podIP, address, created),
  }
}

/** What a kubelet reports for a pod all of whose containers run. */
export function runningStatus(containers: string[], podIP: string, hostIP: string, started: string): JsonObject {
  return {
    phase: 'Running',
    qosClass: 'Burstable',
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    startTime: started,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: started })),
    containerStatuses: containers.map((name) => ({ name, ready: true, started: true, restartCount: 0, image: '', imageID: '', state: { running: { startedAt: started } } })),
  }
}
