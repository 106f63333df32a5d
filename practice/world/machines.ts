import type { JsonObject, KubeObject } from '../objects/json'

interface MachinePlan {
  namespace: string
  name: string
  runStrategy: 'Always' | 'Halted'
  memory: string
}

export const machinePlans: readonly MachinePlan[] = [
  { namespace: 'vms-dev', name: 'rhel9-web', runStrategy: 'Always', memory: '2Gi' },
  { namespace: 'vms-prod', name: 'rhel9-db', runStrategy: 'Halted', memory: '4Gi' },
  // More memory than any worker has: it stays ErrorUnschedulable until a student gives it less.
  { namespace: 'vms-prod', name: 'analytics', runStrategy: 'Always', memory: '512Gi' },
]

const userData = '#cloud-config\nuser: student\npassword: student\nchpasswd: {expire: false}\n'

export function machineObject({ namespace, name, runStrategy, memory }: MachinePlan): KubeObject {
  const disk = (volume: string): JsonObject => ({ name: volume, disk: { bus: 'virtio' } })
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      runStrategy,
      dataVolumeTemplates: [
        {
          metadata: { name: `${name}-rootdisk` },
          spec: {
            sourceRef: { kind: 'DataSource', name: 'rhel9', namespace: 'openshift-virtualization-os-images' },
            storage: { storageClassName: 'ocs-external-storagecluster-ceph-rbd-virtualization', resources: { requests: { storage: '30Gi' } } },
          },
        },
      ],
      template: {
        metadata: { labels: { app: name } },
        spec: {
          domain: {
            cpu: { cores: 1 },
            memory: { guest: memory },
            devices: { interfaces: [{ name: 'default', masquerade: {} }], disks: [disk('rootdisk'), disk('cloudinitdisk')] },
          },
          networks: [{ name: 'default', pod: {} }],
          terminationGracePeriodSeconds: 180,
          volumes: [
            { name: 'rootdisk', dataVolume: { name: `${name}-rootdisk` } },
            { name: 'cloudinitdisk', cloudInitNoCloud: { userData } },
          ],
        },
      },
    },
  }
}
