import { describe, expect, it } from 'vitest'
import { copyOf } from '../../../../core/cluster/copy-of'
import { machineOptions, type MachineState } from '../../../../core/cluster/machine-actions'
import { machineOf, type MachineDraft, problemsOf } from '../../../../core/cluster/machine-draft'
import { ocLines } from '../../../../core/cluster/oc-lines'

const can = (state: Partial<MachineState>): string[] =>
  machineOptions({ status: 'Running', runStrategy: 'Always', agent: true, notMigratable: null, ...state })
    .filter(({ why }) => why === null)
    .map(({ label }) => label)

describe('what can be done to a VM', () => {
  it.each<[Partial<MachineState>, string[]]>([
    [{ status: 'Running' }, ['Stop', 'Restart', 'Pause', 'Migrate', 'Soft reboot']],
    [{ status: 'Stopped', runStrategy: 'Halted' }, ['Start']],
    [{ status: 'Paused' }, ['Stop', 'Restart', 'Unpause']],
    [{ status: 'Starting' }, ['Stop']],
    [{ status: 'Migrating' }, ['Stop']],
    [{ status: 'Stopping' }, []],
    [{ status: '' }, []],
    [{ status: 'Running', notMigratable: 'its disk is ReadWriteOnce' }, ['Stop', 'Restart', 'Pause', 'Soft reboot']],
    [{ status: 'ErrorUnschedulable' }, ['Stop']],
  ])('%j: %j', (state, options) => expect(can(state)).toEqual(options))

  it('says why of everything that it does not offer', () => {
    for (const status of ['Running', 'Stopped', 'Paused', 'Starting', 'Migrating', 'Stopping', 'Terminating', 'Provisioning', 'CrashLoopBackOff', 'Unknown', '']) {
      for (const { why } of machineOptions({ status, runStrategy: 'Manual', agent: false, notMigratable: 'no' })) expect(why).not.toBe('')
    }
  })
})

const draft: MachineDraft = {
  template: null, project: 'unit1-lab', name: 'web', bootSource: { name: 'rhel9', namespace: 'openshift-virtualization-os-images' }, instanceType: 'u1.medium', preference: 'rhel.9',
  storageClass: '', diskGiB: 30, guestUser: 'student', guestPassword: 'a "quoted": #word\n', starts: true,
} // prettier-ignore

describe('the form for a VM', () => {
  it('makes what KubeVirt takes, and leaves open choices to the cluster', () => {
    expect(problemsOf(draft)).toEqual({})
    expect(machineOf(draft)).toMatchObject({
      kind: 'VirtualMachine',
      metadata: { name: 'web', namespace: 'unit1-lab' },
      spec: { runStrategy: 'Always', instancetype: { name: 'u1.medium' }, dataVolumeTemplates: [{ metadata: { name: 'web-rootdisk' }, spec: { storage: { resources: { requests: { storage: '30Gi' } } } } }] },
    })
    expect(JSON.stringify(machineOf(draft))).not.toContain('storageClassName')
    expect(JSON.stringify(machineOf({ ...draft, guestPassword: '' }))).not.toContain('cloudInit')
  })

  it('keeps a password inside its string, whatever is in it', () => {
    expect(JSON.stringify(machineOf(draft))).toContain(JSON.stringify(`password: ${JSON.stringify(draft.guestPassword)}\n`).slice(1, -1))
  })

  it('fills a template as oc process does, and says what the form says before what it says', () => {
    const template = {
      name: 'rhel9-server-small', namespace: 'openshift', description: '', parameters: { NAME: '', DATA_SOURCE_NAME: 'rhel8', DATA_SOURCE_NAMESPACE: 'elsewhere', CLOUD_USER_PASSWORD: '', CORES: '2', UNUSED: 'x' },
      machine: {
        kind: 'VirtualMachine', metadata: { name: '${NAME}', labels: { app: '${NAME}-${UNKNOWN}' } },
        spec: { running: false, cores: '${{CORES}}', dataVolumeTemplates: [{ spec: { sourceRef: { name: '${DATA_SOURCE_NAME}', namespace: '${DATA_SOURCE_NAMESPACE}' } } }], userData: 'password: ${CLOUD_USER_PASSWORD}', '__proto__x': 1 },
      },
    } // prettier-ignore
    expect(problemsOf({ ...draft, template, guestPassword: '' })).toEqual({ guestPassword: 'The template’s user needs one' })
    expect(machineOf({ ...draft, template, starts: false, guestPassword: 'geheim' })).toEqual({
      kind: 'VirtualMachine',
      metadata: { name: 'web', namespace: 'unit1-lab', labels: { app: 'web-${UNKNOWN}' } },
      spec: { runStrategy: 'Halted', cores: 2, dataVolumeTemplates: [{ spec: { sourceRef: { name: 'rhel9', namespace: 'openshift-virtualization-os-images' } } }], userData: 'password: geheim', '__proto__x': 1 },
    })
    for (const machine of [null, 1, [], {}, { spec: 'x' }, { metadata: [] }]) expect(() => machineOf({ ...draft, template: { ...template, machine } })).not.toThrow()
  })

  it('says what is missing', () => {
    expect(Object.keys(problemsOf({ ...draft, project: '', name: 'Not-A-Name', bootSource: null, diskGiB: Number.NaN }))).toEqual(['project', 'name', 'bootSource', 'diskGiB'])
  })
})

describe('a copy', () => {
  it('of a VM has its own name and disks, no address, and stays off', () => {
    const original = { ...machineOf(draft), status: { ready: true } } as unknown as { metadata: object; spec: { template: { spec: { domain: { devices: object } } } } }
    const domain = { ...original.spec.template.spec.domain, firmware: { serial: '1' }, devices: { interfaces: [{ name: 'default', macAddress: '02:00:00:00:00:01' }] } }
    const raw = { ...original, metadata: { ...original.metadata, uid: 'u', resourceVersion: '7', finalizers: ['x'] }, spec: { ...original.spec, template: { ...original.spec.template, spec: { ...original.spec.template.spec, domain } } } }
    const copy = JSON.stringify(copyOf(raw, 'web-copy'))
    for (const own of ['"u"', 'resourceVersion', 'finalizers', '02:00', 'firmware', 'status', '"Always"']) expect(copy).not.toContain(own)
    for (const kept of ['"web-copy"', '"web-copy-rootdisk"', '"Halted"', 'u1.medium']) expect(copy).toContain(kept)
  })

  it('of anything is no more than what it was', () => {
    for (const raw of [null, 1, [], {}, { metadata: 1, spec: 'x' }, { kind: 'VirtualMachine', spec: { template: 7, dataVolumeTemplates: [null] } }]) expect(() => copyOf(raw, 'a')).not.toThrow()
    expect(copyOf({ kind: 'Service', metadata: { name: 'a' }, spec: { clusterIP: '1.2.3.4', ports: [] } }, 'b')).toEqual({ kind: 'Service', metadata: { name: 'b' }, spec: { ports: [] } })
  })
})

describe('the line for a terminal', () => {
  const machine = { kind: 'virtualmachines.kubevirt.io', namespace: 'unit1-lab', name: 'rhel9-test' }
  it('is the one that the course teaches', () => {
    expect(ocLines.get(machine)).toBe('oc get vm rhel9-test -n unit1-lab')
    expect(ocLines.machine('start', machine)).toBe('virtctl start rhel9-test -n unit1-lab')
    expect(ocLines.machine('pause', machine)).toBe('virtctl pause vm rhel9-test -n unit1-lab')
    expect(ocLines.machine('softreboot', machine)).toBe('virtctl soft-reboot rhel9-test -n unit1-lab')
    expect(ocLines.yaml({ kind: 'nodes', namespace: '', name: 'worker01' })).toBe('oc get node worker01 -o yaml')
    expect(ocLines.remove({ kind: 'lamps.example.com', namespace: '', name: 'a' })).toBe('oc delete lamps.example.com a')
  })

  it('keeps a hostile name one word', () => {
    expect(ocLines.get({ ...machine, name: "x'; rm -rf ~ #" })).toBe("oc get vm 'x'\\''; rm -rf ~ #' -n unit1-lab")
  })
})
