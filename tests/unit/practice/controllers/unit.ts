import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Classroom, CommandResult } from '../classroom'

export const namespace = `apiVersion: v1
kind: Namespace
metadata: {name: openshift-cnv, labels: {openshift.io/cluster-monitoring: "true"}}
`

export function operatorGroup(name = 'kubevirt-hyperconverged-group', targets = '[openshift-cnv]'): string {
  return `apiVersion: operators.coreos.com/v1
kind: OperatorGroup
metadata: {name: ${name}, namespace: openshift-cnv}
spec: {targetNamespaces: ${targets}}
`
}

export function subscription(more = 'installPlanApproval: Automatic'): string {
  return `apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: {name: hco-operatorhub, namespace: openshift-cnv}
spec: {source: redhat-operators, sourceNamespace: openshift-marketplace, name: kubevirt-hyperconverged, channel: stable, ${more}}
`
}

export function hyperConverged(where = 'openshift-cnv'): string {
  return `apiVersion: hco.kubevirt.io/v1beta1
kind: HyperConverged
metadata: {name: kubevirt-hyperconverged, namespace: ${where}}
spec: {}
`
}

export function machine(more = ''): string {
  return `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: rhel9-test, namespace: unit1-lab}
spec:
  runStrategy: Halted
  instancetype: {kind: VirtualMachineClusterInstancetype, name: u1.medium}
  preference: {kind: VirtualMachineClusterPreference, name: rhel.9}
  dataVolumeTemplates:
  - metadata: {name: rhel9-test-rootdisk}
    spec:
      sourceRef: {kind: DataSource, name: rhel9, namespace: openshift-virtualization-os-images}
      storage: {storageClassName: ocs-external-storagecluster-ceph-rbd-virtualization, resources: {requests: {storage: 30Gi}}}
  template:
    metadata: {labels: {app: rhel9-test}}
    spec:
      domain: {devices: {interfaces: [{name: default, masquerade: {}}], disks: [{name: rootdisk, disk: {bus: virtio}}]}}
      networks: [{name: default, pod: {}}]
      volumes: [{name: rootdisk, dataVolume: {name: rhel9-test-rootdisk}}]
${more}`
}

/** Real kubectl as admin, against a classroom. */
export interface Lab {
  run(...args: string[]): Promise<CommandResult>
  /** Runs it and expects that it succeeds. */
  ok(...args: string[]): Promise<string>
  apply(...documents: string[]): Promise<CommandResult>
  /** What a JSONPath of an object becomes, in time. */
  becomes(object: string[], path: string, wanted: string | RegExp): Promise<void>
  /** The objects of this kind and namespace are gone, in time. */
  vanishes(...args: string[]): Promise<void>
}

export function labOf(classroom: Classroom): Lab {
  let files = 0
  const lab: Lab = {
    run: (...args) => classroom.kubectl('admin', ...args),
    async ok(...args) {
      const { code, stdout, stderr } = await lab.run(...args)
      expect({ args, code, stderr }).toMatchObject({ code: 0 })
      return stdout
    },
    apply(...documents) {
      files += 1
      const file = join(classroom.directory, `manifest-${files}.yaml`)
      writeFileSync(file, documents.join('---\n'))
      return lab.run('apply', '-f', file)
    },
    async becomes(object, path, wanted) {
      const read = async (): Promise<string> => (await lab.run('get', ...object, '-o', `jsonpath=${path}`)).stdout
      const expectation = expect.poll(read, { timeout: 15_000, interval: 40, message: `${object.join(' ')} ${path}` })
      await (typeof wanted === 'string' ? expectation.toBe(wanted) : expectation.toMatch(wanted))
    },
    async vanishes(...args) {
      await expect.poll(async () => (await lab.run('get', ...args, '-o', 'name')).stdout, { timeout: 15_000, interval: 40 }).toBe('')
    },
  }
  return lab
}
