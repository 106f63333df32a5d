import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'
import { hyperConverged, labOf, namespace, operatorGroup, subscription, type Lab } from './unit'

const csv = ['csv', 'kubevirt-hyperconverged-operator.v4.19.3', '-n', 'openshift-cnv']
const sub = ['sub', 'hco-operatorhub', '-n', 'openshift-cnv']

describe('an install that goes wrong', () => {
  let classroom: Classroom
  let lab: Lab

  beforeAll(async () => {
    classroom = await openClassroom({ speed: 100, profile: { virtualization: 'absent' } })
    lab = labOf(classroom)
  })
  afterAll(() => classroom.close())
  beforeEach(async () => {
    await lab.ok('delete', 'namespace', 'openshift-cnv', '--ignore-not-found')
    await lab.vanishes('csv,sub,ip,og', '-n', 'openshift-cnv')
  })

  it('fails with two OperatorGroups, and goes on when one is gone', async () => {
    await lab.apply(namespace, operatorGroup(), operatorGroup('second'), subscription())
    await lab.becomes(csv, '{.status.phase} {.status.reason}: {.status.message}', "Failed TooManyOperatorGroups: csv created in namespace with multiple operatorgroups, can't pick one automatically")
    await lab.ok('delete', 'og', 'second', '-n', 'openshift-cnv')
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
  })

  it('is stuck without an OperatorGroup, until there is one', async () => {
    await lab.apply(namespace, subscription())
    await lab.becomes(['ip', '-n', 'openshift-cnv'], '{.items[0].status.phase} {.items[0].status.conditions[0].reason}: {.items[0].status.conditions[0].message}', 'Installing InstallCheckFailed: no operator group found that is managing this namespace')
    expect((await lab.run('get', ...csv)).stderr).toContain('not found')
    await lab.apply(operatorGroup())
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
  })

  it('fails with an OperatorGroup for other namespaces', async () => {
    await lab.apply(namespace, operatorGroup('group', '[default]'), subscription())
    await lab.becomes(csv, '{.status.phase} {.status.reason}: {.status.message}', 'Failed UnsupportedOperatorGroup: SingleNamespace InstallModeType not supported, cannot configure to watch one namespace')
    await lab.ok('patch', 'og', 'group', '-n', 'openshift-cnv', '--type=merge', '-p', '{"spec":{"targetNamespaces":["default","openshift-cnv"]}}')
    await lab.becomes(csv, '{.status.message}', 'MultiNamespace InstallModeType not supported, cannot configure to watch 2 namespaces')
  })

  it('cannot find a pinned version, a channel or a catalog that is not there', async () => {
    const problem = ['{.status.conditions[?(@.type=="ResolutionFailed")].reason}: {.status.conditions[?(@.type=="ResolutionFailed")].message}'] as const
    await lab.apply(namespace, operatorGroup(), subscription('startingCSV: kubevirt-hyperconverged-operator.v4.12.0'))
    await lab.becomes(
      sub,
      problem[0],
      'ConstraintsNotSatisfiable: constraints not satisfiable: no operators found with name kubevirt-hyperconverged-operator.v4.12.0 in channel stable of package kubevirt-hyperconverged in the catalog referenced by subscription hco-operatorhub, subscription hco-operatorhub exists',
    )
    await lab.ok('patch', ...sub, '--type=merge', '-p', '{"spec":{"startingCSV":null,"channel":"candidate"}}')
    await lab.becomes(sub, problem[0], /no operators found in channel candidate of package kubevirt-hyperconverged/)
    await lab.ok('patch', ...sub, '--type=merge', '-p', '{"spec":{"channel":"stable","source":"blue-hat"}}')
    await lab.becomes(sub, problem[0], /no operators found from catalog blue-hat in namespace openshift-marketplace/)
    await lab.ok('patch', ...sub, '--type=merge', '-p', '{"spec":{"source":"redhat-operators"}}')
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
  })

  it('waits for the approval of a manual plan', async () => {
    await lab.apply(namespace, operatorGroup(), subscription('installPlanApproval: Manual'))
    await lab.becomes(['ip', '-n', 'openshift-cnv'], '{.items[0].status.phase} {.items[0].spec.approved}', 'RequiresApproval false')
    await lab.becomes(sub, '{.status.state} {.status.conditions[?(@.type=="InstallPlanPending")].reason}', 'UpgradePending RequiresApproval')
    expect((await lab.run('get', ...csv)).stderr).toContain('not found')
    const plan = (await lab.ok('get', 'ip', '-n', 'openshift-cnv', '-o', 'name')).trim()
    await lab.ok('patch', plan, '-n', 'openshift-cnv', '--type=merge', '-p', '{"spec":{"approved":true}}')
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
  })

  it('goes on after the classroom was closed in the middle', async () => {
    await lab.apply(namespace, operatorGroup(), subscription())
    await lab.becomes(sub, '{.status.conditions[?(@.type=="BundleUnpacking")].status}', /True|False/)
    await classroom.restart()
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
  })

  it('refuses a HyperConverged in another namespace, and does without one until it is there', async () => {
    await lab.apply(namespace, operatorGroup(), subscription())
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
    expect((await lab.run('get', 'vm')).stderr).toContain('the server doesn\'t have a resource type "vm"')
    expect((await lab.apply(hyperConverged('default'))).stderr).toContain("HyperConverged CR can only be created in the 'openshift-cnv' namespace.")
    expect((await lab.apply(hyperConverged())).code).toBe(0)
    await lab.becomes(['kv', '-n', 'openshift-cnv'], '{.items[0].status.phase}', 'Deployed')
    await lab.ok('wait', 'hco', 'kubevirt-hyperconverged', '-n', 'openshift-cnv', '--for=condition=Available', '--timeout=20s')
  })
})

describe('a classroom that never had the operator', () => {
  let other: Classroom

  beforeAll(async () => {
    other = await openClassroom({ speed: 100, profile: { virtualization: 'absent' } })
  })
  afterAll(() => other.close())

  it('does not know a HyperConverged before its operator, and waits with boot sources for a storage class', async () => {
    const lab = labOf(other)
    expect((await lab.apply(namespace, hyperConverged())).stderr).toContain('no matches for kind "HyperConverged" in version "hco.kubevirt.io/v1beta1"')
    const classes = ['nfs-storage', 'ocs-external-storagecluster-ceph-rbd-virtualization']
    const annotate = (value: string) => lab.ok('annotate', 'sc', ...classes, '--overwrite', `storageclass.kubernetes.io/is-default-class=${value}`, `storageclass.kubevirt.io/is-default-virt-class=${value}`)
    await annotate('false')
    await lab.apply(operatorGroup(), subscription())
    await lab.becomes(csv, '{.status.phase}', 'Succeeded')
    await lab.apply(hyperConverged())
    await lab.ok('wait', 'hco', 'kubevirt-hyperconverged', '-n', 'openshift-cnv', '--for=condition=Available', '--timeout=20s')
    const images = ['-n', 'openshift-virtualization-os-images']
    await lab.becomes(['dic', 'rhel9-image-cron', ...images], '{.status.conditions[?(@.type=="UpToDate")].status} {.status.conditions[?(@.type=="UpToDate")].reason}', 'False NoStorageClass')
    await annotate('true')
    await lab.becomes(['dic', 'rhel9-image-cron', ...images], '{.status.conditions[?(@.type=="UpToDate")].status}', 'True')
  })
})
