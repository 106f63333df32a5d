import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'
import { hyperConverged, labOf, machine, namespace, operatorGroup, subscription, type Lab } from './unit'

let classroom: Classroom
let lab: Lab
let revision: string

beforeAll(async () => {
  classroom = await openClassroom({ profile: { virtualization: 'absent' } })
  lab = labOf(classroom)
})
afterAll(() => classroom.close())

const csv = 'kubevirt-hyperconverged-operator.v4.19.3'
const cnv = ['-n', 'openshift-cnv']
const p = ['-n', 'unit1-lab']

interface Told {
  object: { status?: { conditions: { type: string; status: string; reason: string }[] } }
}

async function kinds(): Promise<string> {
  return lab.ok('get', 'crd', '-o', 'name')
}

// Each step needs the one before it, as in the lesson.
describe('Unit 1 with plain kubectl', () => {
  it('D1, D2: offers the operator, and knows no virtual machines yet', async () => {
    expect(await lab.ok('get', 'packagemanifest', 'kubevirt-hyperconverged', '-n', 'openshift-marketplace', '-o', 'jsonpath={.status.defaultChannel}')).toBe('stable')
    expect((await lab.run('get', 'vm')).stderr).toBe('error: the server doesn\'t have a resource type "vm"\n')
    expect((await lab.run('get', 'ns', 'openshift-cnv')).stderr).toContain('not found')
    expect(await lab.ok('get', 'node', 'worker01', '-o', 'jsonpath={.status.allocatable}')).not.toContain('kvm')
    const early = await lab.apply(hyperConverged())
    expect(early.stderr).toContain('no matches for kind "HyperConverged" in version "hco.kubevirt.io/v1beta1"')
  })

  it('D3, D4: installs the operator, step by step', async () => {
    expect((await lab.apply(namespace, operatorGroup(), subscription())).stdout).toBe(
      'namespace/openshift-cnv created\noperatorgroup.operators.coreos.com/kubevirt-hyperconverged-group created\nsubscription.operators.coreos.com/hco-operatorhub created\n',
    )
    await lab.becomes(['sub', 'hco-operatorhub', ...cnv], '{.status.state}', 'AtLatestKnown')
    await lab.becomes(['csv', csv, ...cnv], '{.status.phase}', 'Succeeded')
    const rows = (await lab.ok('get', 'csv', csv, ...cnv)).split('\n')
    expect(rows[0]).toMatch(/^NAME +DISPLAY +VERSION +REPLACES +PHASE$/)
    expect(rows[1]).toMatch(/^kubevirt-hyperconverged-operator\.v4\.19\.3 +OpenShift Virtualization +4\.19\.3 +kubevirt-hyperconverged-operator\.v4\.19\.2 +Succeeded$/)
    const told = await lab.ok('get', 'csv', csv, ...cnv, '-o', 'jsonpath={range .status.conditions[*]}{.phase} {.reason}: {.message}{"\\n"}{end}')
    expect(told).toMatch(/^Pending RequirementsUnknown: .*\nPending RequirementsNotMet: .*\nInstallReady AllRequirementsMet: all requirements found, attempting install\nInstalling InstallSucceeded: waiting for install components to report healthy\n/)
    expect(told).toContain('\nSucceeded InstallSucceeded: install strategy completed with no errors\n')
    expect(await lab.ok('get', 'sub', ...cnv)).toMatch(/NAME +PACKAGE +SOURCE +CHANNEL\nhco-operatorhub +kubevirt-hyperconverged +redhat-operators +stable\n/)
    expect(await lab.ok('get', 'ip', ...cnv)).toMatch(/NAME +CSV +APPROVAL +APPROVED\ninstall-\w{5} +kubevirt-hyperconverged-operator\.v4\.19\.3 +Automatic +true\n/)
    expect(await lab.ok('get', 'sub', 'hco-operatorhub', ...cnv, '-o', 'jsonpath={.status.conditions[?(@.type=="CatalogSourcesUnhealthy")].reason}')).toBe('AllCatalogSourcesHealthy')
    expect((await lab.ok('get', 'deploy', ...cnv, '-o', 'name')).trim().split('\n')).toHaveLength(9)
    const crds = await kinds()
    expect(crds).toContain('hyperconvergeds.hco.kubevirt.io')
    expect(crds).not.toContain('virtualmachines.kubevirt.io')
  })

  it('D5, D6: deploys OpenShift Virtualization', async () => {
    revision = String((await classroom.api('admin', '/apis/hco.kubevirt.io/v1beta1/hyperconvergeds')).body.metadata.resourceVersion)
    expect((await lab.apply(hyperConverged())).stdout).toBe('hyperconverged.hco.kubevirt.io/kubevirt-hyperconverged created\n')
    expect(await lab.ok('wait', 'hco', 'kubevirt-hyperconverged', ...cnv, '--for=condition=Available', '--timeout=20s')).toBe('hyperconverged.hco.kubevirt.io/kubevirt-hyperconverged condition met\n')
    const conditions = await lab.ok('get', 'hco', 'kubevirt-hyperconverged', ...cnv, '-o', 'jsonpath={range .status.conditions[*]}{.type}={.status} {.reason}: {.message}{"\\n"}{end}')
    expect(conditions).toBe(
      ['ReconcileComplete=True', 'Available=True', 'Progressing=False', 'Degraded=False', 'Upgradeable=True'].map((one) => `${one} ReconcileCompleted: Reconcile completed successfully\n`).join(''),
    )
  })

  it('tells each step of it', async () => {
    // A watch from before the HyperConverged was created has every state that it went through.
    const headers = { Authorization: `Bearer ${await classroom.token('admin')}` }
    const { text } = await classroom.call(`${classroom.practice.apiUrl}/apis/hco.kubevirt.io/v1beta1/hyperconvergeds?watch=1&resourceVersion=${revision}&timeoutSeconds=1`, { headers })
    const states = text.trim().split('\n').map((line) => (JSON.parse(line) as Told).object.status?.conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`).join(', '))
    expect(states.slice(0, 2)).toEqual([undefined, 'ReconcileComplete=Unknown Init, Available=False Init, Progressing=True Init, Degraded=False Init, Upgradeable=Unknown Init'])
    expect(states[2]).toContain('Available=False KubeVirtNotAvailable, Progressing=True KubeVirtProgressing')
    expect(states.at(-1)).toBe('ReconcileComplete=True ReconcileCompleted, Available=True ReconcileCompleted, Progressing=False ReconcileCompleted, Degraded=False ReconcileCompleted, Upgradeable=True ReconcileCompleted')
  })

  it('D7, D8: has the pods, nodes and kinds that it should', async () => {
    expect(await lab.ok('get', 'kv', ...cnv)).toMatch(/NAME +AGE +PHASE\nkubevirt-kubevirt-hyperconverged +\S+ +Deployed\n/)
    expect(await lab.ok('get', 'kv', ...cnv, '-o', 'jsonpath={.items[0].status.conditions[?(@.type=="Available")].message}')).toBe('All components are ready.')
    const pods = (await lab.ok('get', 'pods', ...cnv, '--no-headers', '-o', 'custom-columns=N:.metadata.labels.app,NODE:.spec.nodeName')).trim().split('\n').map((line) => line.split(/ +/) as [string, string])
    const count = (name: string): number => pods.filter(([app]) => app === name).length
    for (const name of ['virt-handler', 'bridge-marker', 'kube-cni-linux-bridge-plugin', 'virt-operator', 'virt-api', 'virt-controller', 'virt-exportproxy', 'virt-template-validator', 'kubevirt-console-plugin', 'kubevirt-apiserver-proxy']) {
      expect({ name, pods: count(name) }).toEqual({ name, pods: 2 })
    }
    for (const name of ['hco-operator', 'hco-webhook', 'ssp-operator', 'cdi-operator', 'aaq-operator', 'hyperconverged-cluster-cli-download', 'cdi-apiserver', 'cdi-deployment', 'cdi-uploadproxy', 'kubemacpool-cert-manager', 'kubevirt-ipam-controller-manager']) {
      expect({ name, pods: count(name) }).toEqual({ name, pods: 1 })
    }
    expect(pods.filter(([app]) => app === 'virt-handler').map(([, node]) => node).sort()).toEqual(['worker01', 'worker02'])
    for (const [app, node] of pods) if (app === 'virt-api' || app === 'virt-controller') expect(node).toMatch(/^master/)
    expect(await lab.ok('get', 'pods', ...cnv, '-l', 'app=kubemacpool-mac-controller-manager', '--no-headers')).toMatch(/ 2\/2 +Running /)
    expect(await lab.ok('rollout', 'status', 'deployment/virt-api', ...cnv)).toBe('deployment "virt-api" successfully rolled out\n')
    expect(await lab.ok('rollout', 'status', 'daemonset/virt-handler', ...cnv)).toBe('daemon set "virt-handler" successfully rolled out\n')
    await lab.becomes(['node', 'worker01'], '{.status.allocatable.devices\\.kubevirt\\.io/kvm} {.metadata.labels.kubevirt\\.io/schedulable}', '1k true')
    expect(await lab.ok('get', 'node', 'master01', '-o', 'jsonpath={.status.allocatable}')).not.toContain('kvm')
    expect(await kinds()).toContain('virtualmachines.kubevirt.io')
    expect(await lab.ok('get', 'consoles.operator.openshift.io', 'cluster', '-o', 'jsonpath={.spec.plugins}')).toContain('kubevirt-plugin')
    expect(await lab.ok('get', 'route,consoleclidownload,consoleplugin', ...cnv, '-o', 'name')).toContain('hyperconverged-cluster-cli-download')
    await lab.becomes(['datasource', 'rhel9', '-n', 'openshift-virtualization-os-images'], '{.status.conditions[?(@.type=="Ready")].status}', 'True')
    expect(await lab.ok('get', 'dic', 'rhel9-image-cron', '-n', 'openshift-virtualization-os-images')).toMatch(/NAME +FORMAT\nrhel9-image-cron +snapshot\n/)
    expect(await lab.ok('get', 'vmcf', 'u1.medium')).toMatch(/NAME +CPU +MEMORY +AGE\nu1\.medium +1 +4Gi /)
    expect(await lab.ok('get', 'vmcp', '-o', 'name')).toContain('/rhel.9')
    expect(await lab.ok('get', 'templates', '-n', 'openshift', '-o', 'name')).toContain('/rhel9-server-small')
  })

  it('E1 to E5: makes a machine and starts it', async () => {
    await lab.ok('create', 'namespace', 'unit1-lab')
    expect((await lab.apply(machine())).stdout).toBe('virtualmachine.kubevirt.io/rhel9-test created\n')
    await lab.becomes(['vm', 'rhel9-test', ...p], '{.status.printableStatus}', 'Stopped')
    await lab.ok('patch', 'vm', 'rhel9-test', ...p, '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')
    await lab.becomes(['vm', 'rhel9-test', ...p], '{.status.printableStatus}', 'Running')
    const table = await lab.ok('get', 'vm,vmi,pod', ...p)
    expect(table).toMatch(/NAME +AGE +STATUS +READY\nvirtualmachine\.kubevirt\.io\/rhel9-test +\S+ +Running +True\n/)
    expect(table).toMatch(/NAME +AGE +PHASE +IP +NODENAME +READY\nvirtualmachineinstance\.kubevirt\.io\/rhel9-test +\S+ +Running +10\.128\.[34]\.\d+ +worker0[12] +True\n/)
    expect(table).toMatch(/NAME +READY +STATUS +RESTARTS +AGE\npod\/virt-launcher-rhel9-test-\w{5} +2\/2 +Running +0 /)
    expect(await lab.ok('get', 'vmi', 'rhel9-test', ...p, '-o', 'jsonpath={.spec.domain.memory.guest} {.spec.domain.cpu.sockets}')).toBe('4Gi 1')
    expect(await lab.ok('get', 'pod', ...p, '-l', 'vm.kubevirt.io/name=rhel9-test', '-o', 'jsonpath={.items[0].spec.containers[*].name}')).toBe('compute guest-console-log')
    await lab.becomes(['vmi', 'rhel9-test', ...p], '{.status.conditions[?(@.type=="AgentConnected")].status}', 'True')
    const events = await lab.ok('get', 'events', ...p, '-o', 'jsonpath={range .items[*]}{.involvedObject.kind} {.reason}: {.message}{"\\n"}{end}')
    for (const line of [
      'VirtualMachine SuccessfulDataVolumeCreate: Created DataVolume rhel9-test-rootdisk',
      'VirtualMachine SuccessfulCreate: Started the virtual machine by creating the new virtual machine instance rhel9-test',
      'VirtualMachineInstance Created: VirtualMachineInstance defined.',
      'VirtualMachineInstance Started: VirtualMachineInstance started.',
    ]) expect(events).toContain(line)
    expect(events).toMatch(/VirtualMachineInstance SuccessfulCreate: Created virtual machine pod virt-launcher-rhel9-test-/)
    expect(events).toMatch(/Pod Scheduled: Successfully assigned unit1-lab\/virt-launcher-rhel9-test-\w{5} to worker0/)
  })

  it('F1 to F3: shares storage and network', async () => {
    expect(await lab.ok('get', 'dv', ...p)).toMatch(/NAME +PHASE +PROGRESS +RESTARTS +AGE\nrhel9-test-rootdisk +Succeeded +100\.0% /)
    expect(await lab.ok('get', 'pvc', ...p, '--no-headers')).toMatch(/^rhel9-test-rootdisk +Bound +pvc-\S+ +30Gi +RWX +ocs-external-storagecluster-ceph-rbd-virtualization /)
    expect(await lab.ok('get', 'pv', '--no-headers')).toContain('unit1-lab/rhel9-test-rootdisk')
    await lab.apply('apiVersion: v1\nkind: Service\nmetadata: {name: ssh, namespace: unit1-lab}\nspec: {selector: {vm.kubevirt.io/name: rhel9-test}, ports: [{port: 22}]}\n')
    const address = await lab.ok('get', 'vmi', 'rhel9-test', ...p, '-o', 'jsonpath={.status.interfaces[0].ipAddress}')
    await lab.becomes(['endpoints', 'ssh', ...p], '{.subsets[0].addresses[0].ip}:{.subsets[0].ports[0].port}', `${address}:22`)
    expect(await lab.ok('get', 'endpointslices', ...p, '-l', 'kubernetes.io/service-name=ssh', '-o', 'jsonpath={.items[0].endpoints[0].addresses[0]}')).toBe(address)
  })

  it('E8, G: stops and removes it, and uninstalls when no machine is left', async () => {
    const blocked = await lab.run('delete', 'hco', 'kubevirt-hyperconverged', ...cnv)
    expect(blocked.stderr).toContain('Rejecting the uninstall request, since there are still Virtual Machine Instances present.')
    await lab.ok('patch', 'vm', 'rhel9-test', ...p, '--type=merge', '-p', '{"spec":{"runStrategy":"Halted"}}')
    await lab.becomes(['vm', 'rhel9-test', ...p], '{.status.printableStatus}', 'Stopped')
    await lab.becomes(['endpoints', 'ssh', ...p], '{.subsets[0].addresses}', '')
    expect(await lab.ok('delete', 'vm', 'rhel9-test', ...p)).toBe('virtualmachine.kubevirt.io "rhel9-test" deleted\n')
    await lab.vanishes('vm,vmi,pod,dv,pvc', ...p)
    await lab.vanishes('pv')
    await lab.ok('delete', 'namespace', 'unit1-lab')
    expect((await lab.run('get', 'namespace', 'unit1-lab')).stderr).toContain('not found')

    expect(await lab.ok('delete', 'hco', 'kubevirt-hyperconverged', ...cnv)).toContain('deleted')
    expect((await lab.run('get', 'vm', '-A')).stderr).toMatch(/could not find the requested resource|doesn't have a resource type/)
    await lab.vanishes('ds', ...cnv)
    expect(await lab.ok('get', 'node', 'worker01', '-o', 'jsonpath={.status.allocatable} {.metadata.labels}')).not.toContain('kubevirt')
    await lab.ok('delete', 'sub', 'hco-operatorhub', ...cnv)
    await lab.ok('delete', 'csv', csv, ...cnv)
    await lab.vanishes('deploy,pod', ...cnv)
    await lab.ok('delete', 'namespace', 'openshift-cnv')
  })
})
