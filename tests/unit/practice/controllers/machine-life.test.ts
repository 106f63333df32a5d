import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'
import { labOf, machine, type Lab } from './unit'

let classroom: Classroom
let lab: Lab

const p = ['-n', 'unit1-lab']
const vm = ['vm', 'rhel9-test', ...p]
const kubevirt = '/apis/kubevirt.io/v1/namespaces/unit1-lab'
const vmi = ['vmi', 'rhel9-test', ...p]

function call(path: string, method = 'PUT') {
  return classroom.api('admin', `/apis/subresources.kubevirt.io/v1/namespaces/unit1-lab/${path}`, { method, body: '{}' })
}

async function reasons(object: string): Promise<string[]> {
  const lines = await lab.ok('get', 'events', ...p, '--field-selector', `involvedObject.kind=${object}`, '-o', 'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}')
  return lines.trim().split('\n')
}

beforeAll(async () => {
  // Slow enough to see a machine migrate.
  classroom = await openClassroom({ speed: 8 })
  lab = labOf(classroom)
  await lab.ok('create', 'namespace', 'unit1-lab')
})
afterAll(() => classroom.close())

describe('a machine', () => {
  it('runs', async () => {
    await lab.apply(machine().replace('Halted', 'Always'))
    await lab.becomes(vm, '{.status.printableStatus}', 'Running')
  })

  it('leaves an instance that is over to whoever holds it by a finalizer, until that is gone', async () => {
    await lab.apply(machine().replaceAll('rhel9-test', 'held').replace('Halted', 'Manual'))
    const held = ['vmi', 'held', ...p]
    await call('virtualmachines/held/start')
    await lab.becomes(held, '{.status.phase}', 'Running')
    await lab.ok('patch', ...held, '--type', 'merge', '-p', '{"metadata":{"finalizers":["lab.example.com/seen"]}}')
    await call('virtualmachines/held/stop')
    await lab.becomes(held, '{.status.phase} {.metadata.finalizers}', 'Succeeded ["lab.example.com/seen"]')
    await lab.ok('patch', ...held, '--type', 'merge', '-p', '{"metadata":{"finalizers":null}}')
    await lab.becomes(['vm', 'held', ...p], '{.status.printableStatus}', 'Stopped')
    await expect.poll(async () => (await lab.run('get', ...held, '-o', 'name')).stdout, { timeout: 10_000 }).toBe('')
    await lab.ok('delete', 'vm', 'held', ...p)
  })

  it('is refused with an instance type or preference that is not there', async () => {
    const wrong = await lab.apply(machine().replaceAll('rhel9-test', 'other').replace('u1.medium', 'u1.giant'))
    expect(wrong.stderr).toContain('Failure to find instancetype: virtualmachineclusterinstancetypes.instancetype.kubevirt.io "u1.giant" not found')
    const preference = await lab.apply(machine().replaceAll('rhel9-test', 'other').replace('rhel.9}', 'rhel.99}'))
    expect(preference.stderr).toContain('Failure to find preference')
  })

  it('waits for a boot source, a storage class, a node, and goes on when it is there', async () => {
    const rename = (text: string): string => text.replaceAll('rhel9-test', 'patient').replace('name: rhel9,', 'name: later,').replace('ceph-rbd-virtualization', 'new')
    await lab.apply(rename(machine()).replace('runStrategy: Halted', 'runStrategy: Always'))
    const patient = ['vm', 'patient', ...p]
    await lab.becomes(patient, '{.status.printableStatus}', 'Provisioning')
    await lab.becomes(['dv', 'patient-rootdisk', ...p], '{.status.phase} {.status.conditions[0].message}', 'Pending DataSource later not found')
    const source = await lab.ok('get', 'datasource', 'rhel9', '-n', 'openshift-virtualization-os-images', '-o', 'json')
    const { spec, status } = JSON.parse(source) as { spec: unknown; status: unknown }
    const path = '/apis/cdi.kubevirt.io/v1beta1/namespaces/openshift-virtualization-os-images/datasources'
    await classroom.api('admin', path, { method: 'POST', body: JSON.stringify({ apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataSource', metadata: { name: 'later' }, spec }) })
    await classroom.api('admin', `${path}/later/status`, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ status }) })
    await lab.becomes(['pvc', 'patient-rootdisk', ...p], '{.status.phase}', 'Pending')
    expect(await reasons('PersistentVolumeClaim')).toContain('ProvisioningFailed: storageclass.storage.k8s.io "ocs-external-storagecluster-new" not found')
    await lab.ok('cordon', 'worker01')
    await lab.ok('cordon', 'worker02')
    await lab.apply('apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: ocs-external-storagecluster-new}\nprovisioner: example.com/disk\n')
    await lab.becomes(patient, '{.status.printableStatus}', 'ErrorUnschedulable')
    const why = /^0\/5 nodes are available: 2 node\(s\) were unschedulable, 3 node\(s\) had untolerated taint \{node-role\.kubernetes\.io\/master: \}\. /
    await lab.becomes(['vmi', 'patient', ...p], '{.status.conditions[?(@.type=="PodScheduled")].message}', why)
    await lab.ok('uncordon', 'worker01')
    await lab.ok('uncordon', 'worker02')
    await lab.becomes(patient, '{.status.printableStatus}', 'Running')
    await lab.ok('delete', ...patient)
  })

  it('waits for a disk that is not there', async () => {
    const lost = ['vm', 'lost', ...p]
    const manifest = machine().replaceAll('rhel9-test', 'lost').replace('Halted', 'Always').replace(/ {2}dataVolumeTemplates:[^]*?(?= {2}template:)/, '').replace('dataVolume: {name: lost-rootdisk}', 'persistentVolumeClaim: {claimName: lost-disk}')
    await lab.apply(manifest)
    await lab.becomes(lost, '{.status.printableStatus}', 'ErrorPvcNotFound')
    await lab.apply('apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: lost-disk, namespace: unit1-lab}\nspec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}\n')
    await lab.becomes(lost, '{.status.printableStatus}', 'Running')
    await lab.becomes(['pvc', 'lost-disk', ...p], '{.status.phase} {.spec.storageClassName}', 'Bound nfs-storage')
    await lab.ok('delete', ...lost)
  })

  it('migrates through every phase', async () => {
    await lab.becomes(vmi, '{.status.conditions[?(@.type=="AgentConnected")].status}', 'True')
    const from = await lab.ok('get', ...vmi, '-o', 'jsonpath={.status.nodeName}')
    const to = from === 'worker01' ? 'worker02' : 'worker01'
    expect((await call('virtualmachines/rhel9-test/migrate')).status).toBe(202)
    const second = await classroom.api('admin', `${kubevirt}/virtualmachineinstancemigrations`, { method: 'POST', body: JSON.stringify({ metadata: { name: 'second' }, spec: { vmiName: 'rhel9-test' } }) })
    expect(second.body.message).toMatch(/in-flight migration detected\. Active migration job \(\S+\) is currently already in progress for VMI rhel9-test\./)
    await expect.poll(async () => (await classroom.api('admin', `${kubevirt}/virtualmachines/rhel9-test`)).body.status.printableStatus as string, { timeout: 10_000, interval: 15 }).toBe('Migrating')
    await lab.becomes(['vmim', ...p], '{.items[0].status.phase}', 'Succeeded')
    expect(await lab.ok('get', 'vmim', ...p)).toMatch(/NAME +PHASE +VMI\nkubevirt-migrate-vm-\w{5} +Succeeded +rhel9-test\n/)
    const phases = await lab.ok('get', 'vmim', ...p, '-o', 'jsonpath={.items[0].status.phaseTransitionTimestamps[*].phase}')
    expect(phases).toBe('Pending Scheduling Scheduled PreparingTarget TargetReady Running Succeeded')
    await lab.becomes(vmi, '{.status.nodeName} {.status.migrationState.sourceNode} {.status.migrationState.targetNode} {.status.migrationState.completed}', `${to} ${from} ${to} true`)
    await lab.becomes(vm, '{.status.printableStatus}', 'Running')
    const told = await reasons('VirtualMachineInstance')
    for (const line of ['PreparingTarget: VirtualMachineInstance Migration Target Prepared.', 'Migrating: VirtualMachineInstance is migrating.', `Migrated: The VirtualMachineInstance migrated to node ${to}.`]) expect(told).toContain(line)
    const pods = await lab.ok('get', 'pods', ...p, '--no-headers')
    expect(pods).toMatch(/0\/2 +Completed/)
    expect(pods).toMatch(/2\/2 +Running/)
  })

  it('moves away when its node is drained', async () => {
    const from = await lab.ok('get', ...vmi, '-o', 'jsonpath={.status.nodeName}')
    const { code, stderr } = await lab.run('drain', from, '--ignore-daemonsets', '--delete-emptydir-data', '--force', '--timeout=20s')
    expect(stderr).toMatch(/denied the request: Eviction triggered evacuation of VMI "unit1-lab\/rhel9-test"/)
    expect(code).toBe(0)
    await lab.becomes(vmi, '{.status.nodeName}', from === 'worker01' ? 'worker02' : 'worker01')
    await lab.becomes(vm, '{.status.printableStatus}', 'Running')
    expect(await lab.ok('get', 'vmim', ...p, '-o', 'name')).toContain('kubevirt-evacuation-')
    await lab.ok('uncordon', from)
  })

  it('is not served while it is paused', async () => {
    await lab.apply('apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: unit1-lab}\nspec: {selector: {app: rhel9-test}, ports: [{port: 80, targetPort: 8080}]}\n')
    const address = await lab.ok('get', ...vmi, '-o', 'jsonpath={.status.interfaces[0].ipAddress}')
    await lab.becomes(['endpoints', 'web', ...p], '{.subsets[0].addresses[*].ip}:{.subsets[0].ports[0].port}', `${address}:8080`)
    expect((await call('virtualmachineinstances/rhel9-test/pause')).status).toBe(200)
    await lab.becomes(vm, '{.status.printableStatus}', 'Paused')
    await lab.becomes(['endpoints', 'web', ...p], '{.subsets[0].notReadyAddresses[*].ip}', address)
    expect((await call('virtualmachineinstances/rhel9-test/unpause')).status).toBe(200)
    await lab.becomes(['endpoints', 'web', ...p], '{.subsets[0].addresses[*].ip}', address)
  })

  it('starts again when its pod is deleted, and reports a disk that cannot move', async () => {
    const before = await lab.ok('get', ...vmi, '-o', 'jsonpath={.metadata.uid}')
    await lab.ok('delete', 'pods', ...p, '-l', 'vm.kubevirt.io/name=rhel9-test', '--wait=false')
    await expect.poll(async () => (await lab.run('get', ...vmi, '-o', 'jsonpath={.metadata.uid}')).stdout, { timeout: 10_000 }).not.toMatch(new RegExp(`^(${before})?$`))
    await lab.becomes(vm, '{.status.printableStatus}', 'Running')
    const fixed = machine().replaceAll('rhel9-test', 'fixed').replace('runStrategy: Halted', 'runStrategy: Always').replace('storage: {storageClassName', 'storage: {accessModes: [ReadWriteOnce], storageClassName')
    await lab.apply(fixed)
    await lab.becomes(['vmi', 'fixed', ...p], '{.status.conditions[?(@.type=="LiveMigratable")].reason}', 'DisksNotLiveMigratable')
    const refused = await lab.apply('apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstanceMigration\nmetadata: {name: again, namespace: unit1-lab}\nspec: {vmiName: fixed}\n')
    expect(refused.stderr).toContain('Cannot migrate VMI, Reason: DisksNotLiveMigratable')
  })

  it('goes with its namespace', async () => {
    await lab.ok('delete', 'namespace', 'unit1-lab')
    await lab.vanishes('vm,vmi,pod,dv,pvc', ...p)
  })
})

describe('workloads', () => {
  it('keep their pods, roll out, and finish', async () => {
    await lab.ok('create', 'namespace', 'work')
    await lab.ok('create', 'deployment', 'web', '-n', 'work', '--image=one', '--replicas=3')
    expect(await lab.ok('rollout', 'status', 'deployment/web', '-n', 'work', '--timeout=15s')).toContain('successfully rolled out')
    await lab.ok('set', 'image', 'deployment/web', '-n', 'work', '*=two')
    expect(await lab.ok('rollout', 'status', 'deployment/web', '-n', 'work', '--timeout=15s')).toContain('successfully rolled out')
    await lab.becomes(['pods', '-n', 'work'], '{.items[*].spec.containers[0].image}', 'two two two')
    await lab.ok('delete', 'pods', '-n', 'work', '--all')
    await lab.becomes(['deployment', 'web', '-n', 'work'], '{.status.readyReplicas}', '3')
    await lab.ok('scale', 'deployment/web', '-n', 'work', '--replicas=1')
    await lab.becomes(['deployment', 'web', '-n', 'work'], '{.status.replicas}', '1')
    await lab.ok('create', 'job', 'once', '-n', 'work', '--image=one')
    expect(await lab.ok('wait', 'job/once', '-n', 'work', '--for=condition=Complete', '--timeout=15s')).toContain('condition met')
    expect(await lab.ok('get', 'pods', '-n', 'work', '-l', 'job-name=once', '--no-headers')).toMatch(/0\/1 +Completed/)
    await lab.ok('delete', 'deployment', 'web', '-n', 'work')
    await lab.vanishes('rs', '-n', 'work')
  })
})

describe('a version of OpenShift', () => {
  it('has its own Kubernetes, nodes, operator and pods', async () => {
    const older = await openClassroom({ profile: { openshift: '4.18' } })
    try {
      const old = labOf(older)
      expect(await old.ok('version')).toContain('Server Version: v1.31.8')
      expect(await old.ok('get', 'node', 'worker01', '-o', 'jsonpath={.status.nodeInfo.kubeletVersion} {.status.nodeInfo.osImage}')).toMatch(/^v1\.31\.8 Red Hat Enterprise Linux CoreOS 418\.94\./)
      expect(await old.ok('get', 'clusterversion', 'version', '-o', 'jsonpath={.spec.channel} {.status.history[0].version}')).toBe('stable-4.18 4.18.15')
      expect(await old.ok('get', 'csv', '-n', 'openshift-cnv', '-o', 'name')).toContain('kubevirt-hyperconverged-operator.v4.18.4')
      expect(await old.ok('get', 'pods', '-n', 'vms-dev', '--no-headers')).toMatch(/ 1\/1 +Running/)
    } finally {
      await older.close()
    }
  })
})
