import { at, textAt } from './raw'

type Fields = Record<string, unknown>

// What the server writes, and what belongs to this one object only.
const OWN_METADATA = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink', 'ownerReferences', 'finalizers', 'deletionTimestamp', 'deletionGracePeriodSeconds']
const OWN_ANNOTATIONS = ['kubectl.kubernetes.io/last-applied-configuration', 'kubemacpool.io/transaction-timestamp']

/** The same object under another name, ready to be created: without what the server fills in. A VM's own disks get names of their own. */
export function copyOf(raw: unknown, name: string): Fields {
  const { status: _status, ...object } = fieldsOf(raw)
  const metadata = without(fieldsOf(object['metadata']), OWN_METADATA)
  const old = textAt(metadata, ['name']) ?? ''
  const annotations = without(fieldsOf(metadata['annotations']), OWN_ANNOTATIONS)
  const spec = fieldsOf(object['spec'])
  return {
    ...object,
    metadata: { ...metadata, name, ...('annotations' in metadata && { annotations }) },
    ...('spec' in object && { spec: object['kind'] === 'VirtualMachine' ? machineSpec(spec, old, name) : without(spec, ['clusterIP', 'clusterIPs', 'nodeName', 'volumeName']) }),
  }
}

/** Two machines with the same disks, MAC address or serial number would disturb each other. A copy stays off until it is started. */
function machineSpec({ running: _running, ...spec }: Fields, old: string, name: string): Fields {
  const renamed = (disk: unknown): unknown => (typeof disk === 'string' ? (disk.startsWith(old) ? name + disk.slice(old.length) : `${name}-${disk}`) : disk)
  const templates = at(spec, 'dataVolumeTemplates')
  const own = new Set((Array.isArray(templates) ? templates : []).map((template) => at(template, 'metadata', 'name')))
  const template = fieldsOf(spec['template'])
  const inner = fieldsOf(template['spec'])
  const domain = fieldsOf(inner['domain'])
  const devices = fieldsOf(domain['devices'])
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  return {
    ...spec,
    runStrategy: 'Halted',
    ...(Array.isArray(templates) && { dataVolumeTemplates: templates.map((each) => ({ ...fieldsOf(each), metadata: { ...without(fieldsOf(at(each, 'metadata')), ['creationTimestamp']), name: renamed(at(each, 'metadata', 'name')) } })) }),
    template: {
      ...template,
      spec: {
        ...inner,
        domain: {
          ...without(domain, ['firmware']),
          devices: { ...devices, ...('interfaces' in devices && { interfaces: list(devices['interfaces']).map((nic) => without(fieldsOf(nic), ['macAddress'])) }) },
        },
        ...('volumes' in inner && {
          volumes: list(inner['volumes']).map((volume) => (own.has(at(volume, 'dataVolume', 'name')) ? { ...fieldsOf(volume), dataVolume: { name: renamed(at(volume, 'dataVolume', 'name')) } } : volume)),
        }),
      },
    },
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}
