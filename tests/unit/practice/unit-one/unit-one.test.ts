import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openClassroom, runCommand, type Classroom } from '../classroom'
import { hyperConverged, machine, namespace, operatorGroup, subscription } from '../controllers/unit'
import { stubGuests } from '../guest-stub'

let classroom: Classroom
/** What came after each command, standard output and error as a terminal mixes them. */
let answers: { command: string; answer: string }[]

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: only-some, namespace: unit1-lab}
spec:
  podSelector: {matchLabels: {app: rhel9-test}}
  ingress: [{from: [{podSelector: {matchLabels: {access: ssh}}}], ports: [{port: 22}]}]
`

beforeAll(async () => {
  classroom = await openClassroom({ speed: 10, profile: { virtualization: 'absent' }, guests: stubGuests })
  const { directory, practice } = classroom
  process.env['LC_OUT'] = directory
  await build({ configFile: join(import.meta.dirname, '../../../../practice/vite.config.ts'), logLevel: 'silent' })
  delete process.env['LC_OUT']
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  for (const tool of ['oc', 'virtctl']) writeFileSync(join(bin, tool), `#!/bin/sh\nexec '${process.execPath}' '${join(directory, 'practice', `${tool}.cjs`)}' "$@"\n`, { mode: 0o755 })
  const manifests = { 'operator.yaml': [namespace, operatorGroup(), subscription()], 'hyperconverged.yaml': [hyperConverged()], 'vm.yaml': [machine()], 'policy.yaml': [policy] }
  for (const [name, documents] of Object.entries(manifests)) writeFileSync(join(directory, name), documents.join('---\n'))
  const { KUBECONFIG: _, ...own } = process.env
  const env = { ...own, PATH: [bin, process.env['PATH']].join(delimiter), HOME: directory, API: practice.apiUrl, CA: practice.caFile, PS4: '$ ' }
  // -v echoes each line before it runs.
  const script = `cd '${directory}'\nexec 2>&1\nset -v\n. '${join(import.meta.dirname, 'unit-1.sh')}'\n`
  const { stdout } = await runCommand('bash', ['-c', script], env, '', 110_000)
  answers = []
  for (const line of stdout.split('\n')) {
    if (/^(oc|virtctl|printf) /.test(line)) answers.push({ command: line, answer: '' })
    else if (!line.startsWith('#') && answers.length > 0) answers.at(-1)!.answer += `${line}\n`
  }
}, 120_000)
afterAll(() => classroom.close())

function after(command: string): string[] {
  const found = answers.filter((one) => one.command.startsWith(command)).map(({ answer }) => answer.replace(/\n+$/, '\n'))
  expect(found, command).not.toEqual([])
  return found
}

it('A: logs in with password and token, and switches users', () => {
  expect(after('oc login -u admin -p')[0]).toMatch(/^Login successful\.\n\nYou have access to \d+ projects, the list has been suppressed\. You can list all projects with 'oc projects'\n\nUsing project "default"\.\n/)
  expect(after('oc login --token')[0]).toMatch(/^Logged into "https:\/\/127\.0\.0\.1:\d+" as "admin" using the token provided\.\n/)
  expect(after('oc whoami;')[0]).toBe(`admin\n${classroom.practice.consoleUrl}\n`)
  expect(after('oc get nodes')[0]).toBe('Error from server (Forbidden): nodes is forbidden: User "developer" cannot list resource "nodes" in API group "" at the cluster scope\n')
  expect(after('oc login -u admin')[1]).toMatch(/^Logged into "\S+" as "admin" using existing credentials\.\n/)
})

it('B, C: looks beneath', () => {
  expect(after('oc get nodes')[1]!.match(/ Ready /g)).toHaveLength(5)
  expect(after('oc get nodes -l')[0]!.match(/^worker0[12] +Ready +worker /gm)).toHaveLength(2)
  expect(after('oc get node worker01 -o wide')[0]).toMatch(/v1\.32\.6 .*CoreOS 9\.6.* cri-o:\/\/1\.32/)
  expect(after('oc get pods -n openshift-etcd')[0]!.match(/^etcd-master0\d +5\/5 +Running .* master0\d /gm)).toHaveLength(3)
  expect(after('oc get nodes --loglevel=6')[0]).toMatch(/GET https:\/\/\S+\/api\/v1\/nodes\?limit=500.* 200 OK/)
  expect(after('oc get clusterversion')[0]).toMatch(/^NAME +VERSION +AVAILABLE +PROGRESSING +SINCE +STATUS\nversion +4\.19\.6 +True +False +12d +Cluster version is 4\.19\.6\n/)
  expect(after('oc start')[0]).toBe('error: unknown command "start" for "oc"\n\nDid you mean this?\n\tstart-build\n')
})

it('D: installs the operator, and deploys with it', () => {
  expect(after('oc get packagemanifest')[0]).toMatch(/^NAME +CATALOG +AGE\nkubevirt-hyperconverged +Red Hat Operators +/)
  expect(after('oc get vm')[0]).toBe('error: the server doesn\'t have a resource type "vm"\n')
  expect(after('oc apply -f operator.yaml')[0]).toBe('namespace/openshift-cnv created\noperatorgroup.operators.coreos.com/kubevirt-hyperconverged-group created\nsubscription.operators.coreos.com/hco-operatorhub created\n')
  expect(after('oc wait csv')[0]).toContain('condition met')
  expect(after('oc get csv')[0]).toMatch(/^NAME +DISPLAY +VERSION +REPLACES +PHASE\nkubevirt-hyperconverged-operator\.v4\.19\.3 +OpenShift Virtualization +4\.19\.3 +kubevirt-hyperconverged-operator\.v4\.19\.2 +Succeeded\n/)
  expect(after('oc wait hco')[0]).toBe('hyperconverged.hco.kubevirt.io/kubevirt-hyperconverged condition met\n')
  const deployed = after('oc get kv,ds,deploy')[0]
  expect(deployed).toMatch(/kubevirt\.kubevirt\.io\/kubevirt-kubevirt-hyperconverged +\S+ +Deployed\n/)
  expect(deployed).toMatch(/daemonset\.apps\/virt-handler +2 +2 +2 +2 +2 /)
  expect(deployed).toMatch(/deployment\.apps\/virt-api +2\/2 /)
  expect(after('oc get node worker01 -o jsonpath')[0]).toBe('1k\n')
})

it('E: makes a machine, starts it, meets its guest and stops it', () => {
  expect(after('oc new-project')[0]).toMatch(/^Now using project "unit1-lab" on server /)
  expect(after('oc apply -f vm.yaml')[0]).toBe('virtualmachine.kubevirt.io/rhel9-test created\n')
  expect(after('virtctl start')).toEqual(['VM rhel9-test was scheduled to start\n', 'VM rhel9-test was scheduled to start\n'])
  expect(after('oc get vm,vmi')[0]).toMatch(/virtualmachine\.kubevirt\.io\/rhel9-test +\S+ +Running +True\n\nNAME +AGE +PHASE +IP +NODENAME +READY\nvirtualmachineinstance\.kubevirt\.io\/rhel9-test +\S+ +Running +10\.128\.[34]\.\d+ +worker0[12] +True\n/)
  expect(after('oc get pod -l')[0]).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nvirt-launcher-rhel9-test-\w{5} +2\/2 +Running +0 /)
  expect(after('printf')[0]).toContain('Successfully connected to rhel9-test console. The escape sequence is ^]')
  expect(JSON.parse(after('virtctl guestosinfo')[0]!)).toMatchObject({ hostname: 'rhel9-test' })
  expect(after('oc exec')[0]).toMatch(/^ Id +Name +State\n-+\n 1 +unit1-lab_rhel9-test +running\n/)
  expect(after('virtctl stop')[0]).toBe('VM rhel9-test was scheduled to stop\n')
  expect(after('oc get vmi')[0]).toBe('No resources found in unit1-lab namespace.\n')
})

it('F: shares storage, network and policy with containers', () => {
  expect(after('oc get dv,pvc')[0]).toMatch(/datavolume\.cdi\.kubevirt\.io\/rhel9-test-rootdisk +Succeeded +100\.0% +\S+\n\n[^]*persistentvolumeclaim\/rhel9-test-rootdisk +Bound +pvc-/)
  expect(after('virtctl expose')[0]).toBe('Service ssh successfully created for vm rhel9-test\n')
  expect(after('oc get endpoints')[0]).toMatch(/^NAME +ENDPOINTS +AGE\nssh +10\.128\.[34]\.\d+:22 /m)
  const [open, blocked] = after('oc run probe -i --rm --restart=Never --image')
  expect(open).toContain('SSH-2.0-OpenSSH')
  expect(blocked).toContain('Connection timed out')
  expect(after('oc run probe -i --rm --restart=Never --labels=access=ssh')[0]).toContain('SSH-2.0-OpenSSH')
})

it('G: cleans up', () => {
  expect(after('oc delete vm')[0]).toMatch(/^virtualmachine\.kubevirt\.io "rhel9-test" deleted/)
  expect(after('oc get vm,vmi,dv,pod')[0]).toBe('No resources found in unit1-lab namespace.\n')
  expect(after('oc delete project')[0]).toMatch(/^project\.project\.openshift\.io "unit1-lab" deleted/)
  expect(after('oc project unit1-lab')[0]).toContain('error: A project named "unit1-lab" does not exist')
  expect(after('oc delete hco')[0]).toMatch(/deleted/)
  expect(after('oc delete namespace openshift-cnv')[0]).toMatch(/^namespace "openshift-cnv" deleted/)
  // A client that has seen the kind asks for it once more.
  expect(after('oc get vm').at(-1)).toMatch(/could not find the requested resource|doesn't have a resource type "vm"/)
  expect(after('oc logout')[0]).toMatch(/^Logged "admin" out on /)
})
