import { fillTemplate, type MachineTemplate, TEMPLATE_NAME, TEMPLATE_PASSWORD, TEMPLATE_SOURCE, TEMPLATE_SOURCE_NAMESPACE } from './machine-template'

/** A VM as the short form asks for it. Empty strings leave a choice to the cluster. */
export interface MachineDraft {
  /** Null for one that is made of a boot source and an instance type. */
  template: MachineTemplate | null
  project: string
  name: string
  bootSource: { name: string; namespace: string } | null
  instanceType: string
  preference: string
  storageClass: string
  diskGiB: number
  guestUser: string
  guestPassword: string
  starts: boolean
}

/** What is still missing or wrong in a form, by field. */
export type DraftProblems = Partial<Record<keyof MachineDraft, string>>

// RFC 1123; KubeVirt itself allows more, but the name becomes a host name, and -rootdisk and a pod's ending are added to it.
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const MAX_NAME = 50

export function problemsOf(draft: MachineDraft): DraftProblems {
  return {
    ...(draft.project === '' && { project: 'A VM lives in a project' }),
    ...(draft.name === '' && { name: 'It needs a name' }),
    ...(draft.name !== '' && !NAME.test(draft.name) && { name: 'Small letters, digits and - only, with a letter or digit at both ends' }),
    ...(draft.name.length > MAX_NAME && { name: `At most ${MAX_NAME} characters` }),
    ...(draft.bootSource === null && { bootSource: 'It needs something to boot from' }),
    ...(draft.template?.parameters[TEMPLATE_PASSWORD] === '' && draft.guestPassword === '' && { guestPassword: 'The template’s user needs one' }),
    ...((!Number.isFinite(draft.diskGiB) || draft.diskGiB < 1) && { diskGiB: 'At least 1 GiB' }),
    ...(/[\s:"]/.test(draft.guestUser) && { guestUser: 'No spaces, colons or quotes' }),
  }
}

/** The object of a form, in the order in which people write it. */
export function machineOf(draft: MachineDraft): Record<string, unknown> {
  return draft.template === null ? composed(draft) : processed(draft, draft.template)
}

/** What the form says goes before what the template says; the rest is the template's. */
function processed({ project, name, bootSource, guestPassword, starts }: MachineDraft, { machine, parameters }: MachineTemplate): Record<string, unknown> {
  const values = {
    ...parameters,
    [TEMPLATE_NAME]: name,
    ...(bootSource && { [TEMPLATE_SOURCE]: bootSource.name, [TEMPLATE_SOURCE_NAMESPACE]: bootSource.namespace }),
    ...(guestPassword !== '' && { [TEMPLATE_PASSWORD]: guestPassword }),
  }
  const { metadata, spec, ...rest } = (fillTemplate(machine, values) ?? {}) as { metadata?: object; spec?: Record<string, unknown> }
  // `running` is the older word for the same, and the two exclude each other.
  const { running: _running, ...wanted } = spec ?? {}
  return { ...rest, metadata: { ...metadata, name, namespace: project }, spec: { ...wanted, runStrategy: starts ? 'Always' : 'Halted' } }
}

function composed(draft: MachineDraft): Record<string, unknown> {
  const { project, name, bootSource, instanceType, preference, storageClass, diskGiB, guestUser, guestPassword, starts } = draft
  const login = guestUser !== '' && guestPassword !== ''
  const disk = (volume: string): Record<string, unknown> => ({ name: volume, disk: { bus: 'virtio' } })
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name, namespace: project },
    spec: {
      runStrategy: starts ? 'Always' : 'Halted',
      ...(instanceType !== '' && { instancetype: { kind: 'VirtualMachineClusterInstancetype', name: instanceType } }),
      ...(preference !== '' && { preference: { kind: 'VirtualMachineClusterPreference', name: preference } }),
      dataVolumeTemplates: [
        {
          metadata: { name: `${name}-rootdisk` },
          spec: {
            sourceRef: { kind: 'DataSource', name: bootSource?.name ?? '', namespace: bootSource?.namespace ?? '' },
            storage: { ...(storageClass !== '' && { storageClassName: storageClass }), resources: { requests: { storage: `${diskGiB}Gi` } } },
          },
        },
      ],
      template: {
        metadata: { labels: { app: name } },
        spec: {
          domain: {
            ...(instanceType === '' && { cpu: { cores: 1 }, memory: { guest: '2Gi' } }),
            devices: { interfaces: [{ name: 'default', masquerade: {} }], disks: [disk('rootdisk'), ...(login ? [disk('cloudinitdisk')] : [])] },
          },
          networks: [{ name: 'default', pod: {} }],
          volumes: [
            { name: 'rootdisk', dataVolume: { name: `${name}-rootdisk` } },
            // JSON's strings are YAML's: whatever is in the password stays inside it.
            ...(login
              ? [{ name: 'cloudinitdisk', cloudInitNoCloud: { userData: `#cloud-config\nuser: ${JSON.stringify(guestUser)}\npassword: ${JSON.stringify(guestPassword)}\nchpasswd: {expire: false}\n` } }]
              : []),
          ],
        },
      },
    },
  }
}
