import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'
import { labOf, machine, type Lab } from './unit'

let classroom: Classroom
let lab: Lab

const p = ['-n', 'unit1-lab']
const rootDisk = /sourceRef: .*\n/

/** The unit's machine under another name, switched on. */
function called(name: string, text = machine()): string {
  return text.replaceAll('rhel9-test', name).replace('runStrategy: Halted', 'runStrategy: Always')
}

/** The unit's machine with a container disk in place of its volume. */
function withContainerDisk(name: string, image: string): string {
  return called(name)
    .replace(/ {2}dataVolumeTemplates:[^]*?(?= {2}template:)/, '')
    .replace(`dataVolume: {name: ${name}-rootdisk}`, `containerDisk: {image: "${image}"}`)
}

async function events(kind: string, name: string): Promise<string> {
  return lab.ok('get', 'events', ...p, '--field-selector', `involvedObject.kind=${kind},involvedObject.name=${name}`, '-o', 'jsonpath={range .items[*]}{.type} {.reason}: {.message}{"\\n"}{end}')
}

const machinesPath = '/apis/kubevirt.io/v1/namespaces/unit1-lab/virtualmachines'

async function revision(): Promise<string> {
  return String((await classroom.api('admin', machinesPath)).body.metadata.resourceVersion)
}

/** What a watch has seen since, in order; a poll would miss what is short. */
async function seenSince<T>(path: string, since: string, read: (object: { status?: Record<string, string> }) => T): Promise<T[]> {
  const headers = { Authorization: `Bearer ${await classroom.token('admin')}` }
  const { text } = await classroom.call(`${classroom.practice.apiUrl}${path}${path.includes('?') ? '&' : '?'}watch=1&resourceVersion=${since}&timeoutSeconds=1`, { headers })
  return [...new Set(text.trim().split('\n').map((line) => read((JSON.parse(line) as { object: { status?: Record<string, string> } }).object)))]
}

const statesOf = (name: string, since: string) => seenSince(`${machinesPath}?fieldSelector=metadata.name=${name}`, since, ({ status }) => status?.['printableStatus'] ?? '')

const running = '{.status.conditions[?(@.type=="Running")].status} {.status.conditions[?(@.type=="Running")].reason}: {.status.conditions[?(@.type=="Running")].message}'

beforeAll(async () => {
  classroom = await openClassroom({ speed: 10 })
  lab = labOf(classroom)
  await lab.ok('create', 'namespace', 'unit1-lab')
})
afterAll(() => classroom.close())

describe('an import', () => {
  const volume = (name: string, source: string): string => `apiVersion: cdi.kubevirt.io/v1beta1
kind: DataVolume
metadata: {name: ${name}, namespace: unit1-lab}
spec: {source: ${source}, storage: {resources: {requests: {storage: 10Gi}}}}
`

  it('tells its progress, and has a pod on the way', async () => {
    const since = await revision()
    await lab.apply(volume('good', '{http: {url: "https://cloud.centos.org/centos/9-stream/x86_64/images/CentOS-Stream-GenericCloud-9-latest.x86_64.qcow2"}}'))
    await lab.becomes(['dv', 'good', ...p], '{.status.phase} {.status.progress}', 'Succeeded 100.0%')
    const volumes = '/apis/cdi.kubevirt.io/v1beta1/namespaces/unit1-lab/datavolumes?fieldSelector=metadata.name=good'
    expect((await seenSince(volumes, since, ({ status }) => status?.['phase'] ?? '')).filter((phase) => phase !== '')).toEqual(['Pending', 'ImportScheduled', 'ImportInProgress', 'Succeeded'])
    expect(await seenSince(volumes, since, ({ status }) => status?.['progress'] ?? '')).toEqual(['', 'N/A', '20.42%', '40.42%', '60.42%', '80.42%', '100.0%'])
    expect(await seenSince('/api/v1/namespaces/unit1-lab/pods?labelSelector=cdi.kubevirt.io%3Dimporter', since, ({ status }) => status?.['phase'] ?? '')).toContain('Running')
    await lab.vanishes('pods', ...p, '-l', 'cdi.kubevirt.io=importer')
  })

  it('from an address that is not there shows why, and its machine is in DataVolumeError', async () => {
    await lab.apply(called('typo').replace(rootDisk, 'source: {http: {url: "https://cloud.centos.org/centos/9-stream/nosuch.html"}}\n'))
    const dv = ['dv', 'typo-rootdisk', ...p]
    await lab.becomes(['vm', 'typo', ...p], '{.status.printableStatus}', 'DataVolumeError')
    await lab.becomes(dv, running, 'False Error: Unable to connect to http data source: expected status code 200, got 404. Status: 404 Not Found')
    await lab.becomes(dv, '{.status.phase} {.status.restartCount}', /^ImportInProgress [1-9]/)
    const pods = await lab.ok('get', 'pods', ...p, '-l', 'cdi.kubevirt.io=importer', '--no-headers')
    expect(pods).toMatch(/^importer-prime-\S+ +0\/1 +CrashLoopBackOff +[1-9]/)
    expect(await events('DataVolume', 'typo-rootdisk')).toContain('Warning Error: Unable to connect to http data source')
    await lab.ok('delete', 'vm', 'typo', ...p)
    await lab.vanishes('pods', ...p, '-l', 'cdi.kubevirt.io=importer')
  })

  it('of an image that nobody has does not start', async () => {
    await lab.apply(volume('nobody', '{registry: {url: "docker://registry.nosuch.example/disk:1", pullMethod: node}}'))
    await lab.becomes(['pods', ...p, '-l', 'cdi.kubevirt.io=importer'], '{.items[0].status.containerStatuses[*].state.waiting.reason}', /ErrImagePull|ImagePullBackOff/)
    expect(await lab.ok('get', 'pods', ...p, '-l', 'cdi.kubevirt.io=importer', '--no-headers')).toMatch(/ 0\/2 +(ErrImagePull|ImagePullBackOff) /)
    await lab.becomes(['dv', 'nobody', ...p], running, /^False ImagePullFailed: .*registry\.nosuch\.example/)
    await lab.ok('delete', 'dv', 'nobody', ...p)
  })

  it('waits for the volume that it is to be cloned from', async () => {
    await lab.apply(volume('copy', '{pvc: {name: original, namespace: unit1-lab}}'))
    await lab.becomes(['dv', 'copy', ...p], '{.status.phase} {.status.conditions[?(@.type=="Bound")].message}', "Pending The source pvc original doesn't exist")
    await lab.apply('apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: original, namespace: unit1-lab}\nspec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}\n')
    await lab.becomes(['dv', 'copy', ...p], '{.status.phase}', 'Succeeded')
  })
})

describe('a machine', () => {
  it('waits for its first consumer where the storage does, and is then bound to a node', async () => {
    await lab.apply('apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: lvms-vg1}\nprovisioner: topolvm.io\nvolumeBindingMode: WaitForFirstConsumer\n')
    await lab.apply(called('late').replace('Always', 'Halted').replace('ocs-external-storagecluster-ceph-rbd-virtualization', 'lvms-vg1').replace('storage: {storageClassName', 'storage: {accessModes: [ReadWriteOnce], storageClassName'))
    await lab.becomes(['dv', 'late-rootdisk', ...p], '{.status.phase}', 'PendingPopulation')
    await lab.becomes(['vm', 'late', ...p], '{.status.printableStatus}', 'Stopped')
    expect(await events('PersistentVolumeClaim', 'late-rootdisk')).toContain('Normal WaitForFirstConsumer: waiting for first consumer to be created before binding')
    const since = await revision()
    await lab.ok('patch', 'vm', 'late', ...p, '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')
    await lab.becomes(['vm', 'late', ...p], '{.status.printableStatus}', 'Running')
    const node = await lab.ok('get', 'vmi', 'late', ...p, '-o', 'jsonpath={.status.nodeName}')
    expect(await lab.ok('get', 'pvc', 'late-rootdisk', ...p, '-o', 'jsonpath={.metadata.annotations.volume\\.kubernetes\\.io/selected-node}')).toBe(node)
    expect(await statesOf('late', since)).toEqual(['Stopped', 'WaitingForVolumeBinding', 'Provisioning', 'Starting', 'Running'])
    await lab.ok('cordon', node)
    await lab.ok('patch', 'vm', 'late', ...p, '--type=merge', '-p', '{"spec":{"runStrategy":"Halted"}}')
    await lab.becomes(['vm', 'late', ...p], '{.status.printableStatus}', 'Stopped')
    await lab.ok('patch', 'vm', 'late', ...p, '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')
    await lab.becomes(['vm', 'late', ...p], '{.status.printableStatus}', 'ErrorUnschedulable')
    await lab.becomes(['vmi', 'late', ...p], '{.status.conditions[?(@.type=="PodScheduled")].message}', /^0\/5 nodes are available: 1 node\(s\) had volume node affinity conflict, 1 node\(s\) were unschedulable, 3 node\(s\) had untolerated taint \{node-role\.kubernetes\.io\/master: \}\. preemption: 0\/5 nodes are available: 5 Preemption is not helpful for scheduling\.$/)
    await lab.ok('uncordon', node)
    await lab.becomes(['vm', 'late', ...p], '{.status.printableStatus}', 'Running')
    await lab.ok('delete', 'vm', 'late', ...p)
  })

  it('with more memory than any node has is unschedulable, in the scheduler’s words', async () => {
    await lab.apply(called('huge').replace(/ {2}instancetype: .*\n {2}preference: .*\n/, '').replace('domain: {', 'domain: {memory: {guest: 200Gi}, '))
    await lab.becomes(['vm', 'huge', ...p], '{.status.printableStatus}', 'ErrorUnschedulable')
    const words = '0/5 nodes are available: 2 Insufficient memory, 3 node(s) had untolerated taint {node-role.kubernetes.io/master: }. preemption: 0/5 nodes are available: 2 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.'
    await lab.becomes(['vmi', 'huge', ...p], '{.status.conditions[?(@.type=="PodScheduled")].reason}: {.status.conditions[?(@.type=="PodScheduled")].message}', `Unschedulable: ${words}`)
    expect(await lab.ok('get', 'events', ...p, '--field-selector', 'reason=FailedScheduling', '-o', 'jsonpath={.items[*].message}')).toContain(words)
    await lab.ok('delete', 'vm', 'huge', ...p)
  })

  it('on nodes without hardware virtualization is unschedulable, too', async () => {
    for (const node of ['worker01', 'worker02']) expect((await classroom.api('admin', `/practice/kvm/${node}`, { method: 'DELETE' })).status).toBe(200)
    await lab.becomes(['node', 'worker01'], '{.status.allocatable.devices\\.kubevirt\\.io/kvm}', '0')
    await lab.apply(called('nested'))
    await lab.becomes(['vmi', 'nested', ...p], '{.status.conditions[?(@.type=="PodScheduled")].message}', /^0\/5 nodes are available: 2 Insufficient devices\.kubevirt\.io\/kvm, 3 node\(s\) had untolerated taint/)
    for (const node of ['worker01', 'worker02']) await classroom.api('admin', `/practice/kvm/${node}`, { method: 'PUT' })
    await lab.becomes(['vm', 'nested', ...p], '{.status.printableStatus}', 'Running')
    await lab.ok('delete', 'vm', 'nested', ...p)
  })

  it('whose container disk cannot be pulled says so', async () => {
    await lab.apply(withContainerDisk('pull', 'quay.io/containerdisks/fedorra:41'))
    const seen = new Set<string>()
    await expect.poll(async () => {
      seen.add(await lab.ok('get', 'vm', 'pull', ...p, '-o', 'jsonpath={.status.printableStatus}'))
      return [...seen].includes('ImagePullBackOff')
    }, { timeout: 15_000, interval: 30 }).toBe(true)
    const pod = (await lab.ok('get', 'pods', ...p, '-l', 'vm.kubevirt.io/name=pull', '-o', 'jsonpath={.items[0].metadata.name}')).trim()
    expect(await lab.ok('get', 'pod', pod, ...p, '--no-headers')).toMatch(/ 0\/3 +ImagePullBackOff /)
    const told = await events('Pod', pod)
    for (const line of ['Normal Pulling: Pulling image "quay.io/containerdisks/fedorra:41"', 'Warning Failed: Failed to pull image "quay.io/containerdisks/fedorra:41"', 'Warning Failed: Error: ErrImagePull', 'Normal BackOff: Back-off pulling image']) expect(told).toContain(line)
    await lab.ok('delete', 'vm', 'pull', ...p)
    await lab.apply(withContainerDisk('pull', 'quay.io/containerdisks/fedora:41'))
    await lab.becomes(['vm', 'pull', ...p], '{.status.printableStatus}', 'Running')
    expect(await lab.ok('get', 'pods', ...p, '-l', 'vm.kubevirt.io/name=pull', '--no-headers')).toMatch(/ 3\/3 +Running /)
    await lab.ok('delete', 'vm', 'pull', ...p)
  })

  it('that fails before it runs is in CrashLoopBackOff, and starts all the same in the end', async () => {
    const workers = ['worker01', 'worker02']
    const since = await revision()
    // Without a node it does not come so far that its pod can be deleted too late.
    await lab.ok('cordon', ...workers)
    await lab.apply(called('crash'))
    await lab.becomes(['vm', 'crash', ...p], '{.status.printableStatus}', 'ErrorUnschedulable')
    await lab.ok('delete', 'pods', ...p, '-l', 'vm.kubevirt.io/name=crash', '--wait=false')
    await lab.becomes(['vm', 'crash', ...p], '{.status.startFailure.consecutiveFailCount}', '1')
    await lab.ok('uncordon', ...workers)
    await lab.becomes(['vm', 'crash', ...p], '{.status.printableStatus}', 'Running')
    expect(await statesOf('crash', since)).toContain('CrashLoopBackOff')
    await lab.becomes(['vm', 'crash', ...p], '{.status.startFailure}', '')
    await lab.ok('delete', 'vm', 'crash', ...p)
  })

  it('keeps its instance type as it was, in a ControllerRevision', async () => {
    await lab.apply('apiVersion: instancetype.kubevirt.io/v1beta1\nkind: VirtualMachineInstancetype\nmetadata: {name: mine, namespace: unit1-lab}\nspec: {cpu: {guest: 2}, memory: {guest: 1Gi}}\n')
    await lab.apply(called('typed').replace('VirtualMachineClusterInstancetype, name: u1.medium', 'VirtualMachineInstancetype, name: mine'))
    await lab.becomes(['vm', 'typed', ...p], '{.status.printableStatus}', 'Running')
    const size = ['get', 'vmi', 'typed', ...p, '-o', 'jsonpath={.spec.domain.cpu.sockets} {.spec.domain.memory.guest}']
    expect(await lab.ok(...size)).toBe('2 1Gi')
    const revision = await lab.ok('get', 'vm', 'typed', ...p, '-o', 'jsonpath={.status.instancetypeRef.controllerRevisionRef.name}')
    expect(await lab.ok('get', 'controllerrevision', revision, ...p, '-o', 'jsonpath={.data.spec.cpu.guest} {.metadata.labels.instancetype\\.kubevirt\\.io/object-kind} {.metadata.ownerReferences[0].name}')).toBe('2 VirtualMachineInstancetype typed')
    await lab.ok('patch', 'virtualmachineinstancetype', 'mine', ...p, '--type=merge', '-p', '{"spec":{"cpu":{"guest":4}}}')
    const before = await lab.ok('get', 'vmi', 'typed', ...p, '-o', 'jsonpath={.metadata.uid}')
    await classroom.api('admin', '/apis/subresources.kubevirt.io/v1/namespaces/unit1-lab/virtualmachines/typed/restart', { method: 'PUT', body: '{}' })
    await lab.becomes(['vmi', 'typed', ...p], '{.metadata.uid} {.status.phase}', new RegExp(`^(?!${before}).+ Running$`))
    expect(await lab.ok(...size)).toBe('2 1Gi')
    await lab.ok('delete', 'vm', 'typed', ...p)
    await lab.vanishes('controllerrevisions', ...p, '-l', 'instancetype.kubevirt.io/object-name=mine')
  })

  it('is not found by a service whose label stands on the VM only', async () => {
    await lab.apply(called('label').replace('labels: {app: label}', 'labels: {role: other}').replace('metadata: {name: label, namespace', 'metadata: {labels: {app: label}, name: label, namespace'), 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: unit1-lab}\nspec: {selector: {app: label}, ports: [{port: 80}]}\n')
    await lab.becomes(['vm', 'label', ...p], '{.status.printableStatus}', 'Running')
    expect(await lab.ok('get', 'endpoints', 'web', ...p, '--no-headers')).toMatch(/^web +<none> /)
    await lab.ok('patch', 'vm', 'label', ...p, '--type=merge', '-p', '{"spec":{"template":{"metadata":{"labels":{"app":"label"}}}}}')
    // Not before a restart.
    await lab.becomes(['vm', 'label', ...p], '{.status.observedGeneration}', '2')
    expect(await lab.ok('get', 'endpoints', 'web', ...p, '--no-headers')).toMatch(/<none>/)
    await classroom.api('admin', '/apis/subresources.kubevirt.io/v1/namespaces/unit1-lab/virtualmachines/label/restart', { method: 'PUT', body: '{}' })
    await lab.becomes(['endpoints', 'web', ...p], '{.subsets[0].addresses[0].ip}', /^10\.128\./)
  })
})
