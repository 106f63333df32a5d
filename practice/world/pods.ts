import { createHash } from 'node:crypto'
import { listAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { masters, nodePlans } from './nodes'
import { clusterImage } from './workloads'

interface PodPlan {
  namespace: string
  name: string
  node: string
  containers: string[]
}

const staticPods: [namespace: string, base: string, containers: string][] = [
  ['openshift-etcd', 'etcd', 'etcdctl etcd etcd-metrics etcd-readyz etcd-rev'],
  ['openshift-kube-apiserver', 'kube-apiserver', 'kube-apiserver kube-apiserver-cert-syncer kube-apiserver-cert-regeneration-controller kube-apiserver-insecure-readyz kube-apiserver-check-endpoints'],
  ['openshift-kube-controller-manager', 'kube-controller-manager', 'kube-controller-manager cluster-policy-controller kube-controller-manager-cert-syncer kube-controller-manager-recovery-controller'],
  ['openshift-kube-scheduler', 'openshift-kube-scheduler', 'kube-scheduler kube-scheduler-cert-syncer kube-scheduler-recovery-controller'],
]

/** The control plane's static pods, which a kubelet runs from files: one on each master. */
export function staticPodObjects(created: string): KubeObject[] {
  return staticPods.flatMap(([namespace, base, containers]) => masters.map((node) => podObject({ namespace, name: `${base}-${node}`, node, containers: containers.split(' ') }, created)))
}

function podObject({ namespace, name, node, containers }: PodPlan, created: string): KubeObject {
  const address = nodePlans.find((one) => one.name === node)?.address ?? ''
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    // Drains leave mirror pods alone.
    metadata: { name, namespace, labels: { app: name.replace(`-${node}`, '') }, annotations: { 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.mirror': name } },
    spec: {
      containers: containers.map((container) => ({ name: container, image: clusterImage(container), resources: { requests: { cpu: '10m', memory: '50Mi' } } })),
      hostNetwork: true,
      nodeName: node,
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
    },
  }
  return { ...pod, status: runningStatus(pod, address, address, created) }
}

/** What a kubelet reports for a pod all of whose containers run. */
export function runningStatus(pod: KubeObject, podIP: string, hostIP: string, started: string): JsonObject {
  const status = (container: Json): JsonObject => {
    const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
    const repository = image.replace(/(:[^/:]+|@.*)$/, '')
    return { name, ready: true, started: true, restartCount: 0, image, imageID: `${repository}@sha256:${digest(image)}`, containerID: `cri-o://${digest(`${pod.metadata.uid ?? pod.metadata.name} ${name}`)}`, state: { running: { startedAt: started } } }
  }
  return {
    phase: 'Running',
    qosClass: 'Burstable',
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    startTime: started,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: started })),
    containerStatuses: listAt(pod, 'spec', 'containers').map(status),
  }
}
