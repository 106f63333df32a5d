import { NOTHING_KNOWN, readGuest, readMachine } from '../../../core/console'
import { type ClusterChange, createSnapshot, FIRST_VIEW, fold, KINDS, layOutTree, summarize } from '../../../core/cluster'
import { drawAnatomy, type Seen } from '../../../core/cluster/anatomy'
import { statusOfAny } from '../../../core/cluster/any-status'
import { boundObject, GLANCE } from '../../../core/cluster/bounded'
import { placesOf, visibleText } from '../../../core/cluster/log-text'
import { fillTemplate } from '../../../core/cluster/machine-template'
import { overviewOf } from '../../../core/cluster/overview'
import { outlineOf } from '../../../core/cluster/yaml-outline'
import { createLineSplitter } from '../../../main/cluster/line-splitter'
import { writeYaml } from '../../../main/cluster/yaml'
import { readCloudLogins } from '../../../main/console/logins'
import { anyJson, asJson, spoiled } from '../junk'
import { inPieces, texts } from '../texts'
import { nextTurn, type Target, target } from '../target'

const condition = { type: 'Ready', status: 'True', reason: 'X', message: 'm', lastTransitionTime: '2026-01-01T00:00:00Z' }
const metadata = { name: 'a', namespace: 'lab', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels: { app: 'a', 'kubevirt.io': 'virt-launcher' }, annotations: { a: 'b' }, ownerReferences: [{ kind: 'VirtualMachineInstance', name: 'a', uid: 'v', controller: true }] }

/** What servers send, with the fields that the readers look at. */
export const OBJECTS: readonly Record<string, unknown>[] = [
  { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata, spec: { runStrategy: 'Always', instancetype: { name: 'u1.small' }, dataVolumeTemplates: [{ metadata: { name: 'a-rootdisk' } }], template: { spec: { domain: { cpu: { cores: 1 }, memory: { guest: '2Gi' }, devices: { disks: [{ name: 'rootdisk' }], interfaces: [{ name: 'default', masquerade: {} }] } }, networks: [{ name: 'default', pod: {} }], volumes: [{ name: 'rootdisk', dataVolume: { name: 'a-rootdisk' } }] } } }, status: { printableStatus: 'Running', ready: true, conditions: [condition] } },
  { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachineInstance', metadata, status: { phase: 'Running', nodeName: 'worker01', interfaces: [{ name: 'default', ipAddress: '10.0.0.1', mac: '02:00:00:00:00:01', interfaceName: 'eth0' }], guestOSInfo: { prettyName: 'Linux' }, conditions: [condition], migrationState: { sourceNode: 'a', targetNode: 'b', completed: true } } },
  { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'worker01', containers: [{ name: 'compute', image: 'x', ports: [{ containerPort: 80 }] }] }, status: { phase: 'Running', podIP: '10.0.0.1', conditions: [condition], containerStatuses: [{ name: 'compute', ready: true, restartCount: 0, state: { running: {} } }] } },
  { apiVersion: 'v1', kind: 'Node', metadata: { ...metadata, labels: { 'node-role.kubernetes.io/worker': '' } }, status: { capacity: { cpu: '8', memory: '32Gi', 'devices.kubevirt.io/kvm': '1k' }, nodeInfo: { kernelVersion: '5.14' }, conditions: [condition] } },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { storageClassName: 'x', resources: { requests: { storage: '30Gi' } }, accessModes: ['ReadWriteMany'] }, status: { phase: 'Bound', capacity: { storage: '30Gi' } } },
  { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'NodePort', clusterIP: '172.30.0.1', ports: [{ port: 22, nodePort: 30022, targetPort: 22 }], selector: { app: 'a' } } },
  { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'ClusterServiceVersion', metadata, spec: { displayName: 'X', version: '4.19.3' }, status: { phase: 'Succeeded', conditions: [condition] } },
]

const QUANTITIES = ['1', '1k', '2Gi', '1e3', '1e400', '-5', '0.5', '100m', 'Gi', '9'.repeat(400)]
const FILTERS = ['kind:', 'label:', 'status:', 'project:', 'app=', 'web', '"', '-', '!', ',', ' ', '=', '(', '*', '\\', 'é']
const LOG = ['\x1b[31m', '\x9b31m', '\x85', '\x7f', '\x1b]0;t\x07', '\r', '\n', '\t', 'error ', 'a', '\u202e', '\ufeff', ' ', '2026-01-01T00:00:00Z ', '{"a":', '}']
const USER_DATA = ['users:\n  - name: a b;c\n    plain_text_passwd: d\n', 'chpasswd:\n  list: ["a$b:c"]\n', 'user: ', 'password: ', 'users:\n', 'chpasswd:\n', '  list: |\n', '    a:b\n', '  - name: a\n', '    plain_text_passwd: b\n', 'list: [', '"a:b\\n"', '"\\r"', '"\\0"', 'a', '\n', '  ', '- ', '[', '{', ']', '}', ',', '&a ', '*a', '<<: *a', '|\n', '"', "'", '? ', '!!binary ', '$6$x', '1e3', 'R']
const seen = (object: unknown): Seen => ({ state: 'seen', objects: [object, object] })

export const clusterTargets: readonly Target[] = [
  target('an object of the cluster: its row, its page, its drawing, its YAML', {
    runs: 20_000,
    inputs: (fc) => fc.tuple(fc.constantFrom(...KINDS), fc.oneof({ weight: 5, arbitrary: spoiled(fc, spoiled(fc, fc.constantFrom(...OBJECTS))) }, { weight: 1, arbitrary: anyJson(fc) }).map(asJson)),
    async holds([kind, raw]) {
      const snapshot = createSnapshot()
      const row = summarize(kind, raw)
      if (row) fold(snapshot, { type: 'put', object: row })
      const rows = layOutTree(snapshot, FIRST_VIEW)
      for (let index = 0; index < Math.min(rows.length, 100); index += 1) rows.at(index)
      // Each is asked for by itself.
      await nextTurn()
      overviewOf(kind.name, raw)
      statusOfAny(kind.name, raw)
      await nextTurn()
      readMachine(raw, raw, 0, NOTHING_KNOWN)
      readGuest({ info: raw, users: raw, fileSystems: raw, instance: raw, asked: '' })
      await nextTurn()
      const all = seen(raw)
      drawAnatomy({ machine: raw, instance: raw, pods: all, nodes: all, dataVolumes: all, claims: all, storageClasses: all, services: all, endpointSlices: all, policies: all, migrations: all, guest: raw })
      await nextTurn()
      const { object } = boundObject(raw, GLANCE)
      if (typeof object === 'object' && object !== null) await writeYaml(object as Record<string, unknown>)
      await nextTurn()
      fillTemplate(raw, { NAME: 'a' })
    },
  }),
  target('quantities', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(fc.constantFrom(...OBJECTS), fc.constantFrom(...QUANTITIES)),
    holds([object, quantity]) {
      const raw: unknown = JSON.parse(JSON.stringify(object).replaceAll(/"(?:8|32Gi|30Gi|2Gi)"/g, JSON.stringify(quantity)))
      for (const kind of KINDS) overviewOf(kind.name, raw)
    },
  }),
  target('a watch, line by line', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(fc.constantFrom(...KINDS), fc.array(fc.oneof(texts(fc, { tokens: ['{', '}', '"type"', ':', '"ADDED"', ',', '"object"', '\n', '\0', '\\u0000', 'null'], length: 500 }), fc.tuple(fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', ''), spoiled(fc, fc.constantFrom(...OBJECTS))).map(([type, object]) => `${JSON.stringify({ type, object: asJson(object) })}\n`)), { maxLength: 20 }), fc.array(fc.integer({ min: 1_000, max: 70_000 }), { minLength: 1, maxLength: 4 })),
    holds([kind, lines, sizes]) {
      const snapshot = createSnapshot()
      const split = createLineSplitter((line) => {
        let event: { object?: unknown } | null
        try {
          event = JSON.parse(line) as { object?: unknown } | null
        } catch {
          return
        }
        const object = summarize(kind, event?.object)
        if (object === null) return
        const changes: ClusterChange[] = [{ type: 'put', object }, { type: 'gone', kind: object.kind, namespace: object.namespace, name: object.name }]
        for (const change of changes) fold(snapshot, change)
      })
      for (const piece of inPieces(lines.join(''), sizes)) split(Buffer.from(piece))
    },
  }),
  target('a filter of the tree', {
    runs: 10_000,
    inputs: (fc) => texts(fc, { tokens: FILTERS, length: 200 }),
    holds(filter) {
      const snapshot = createSnapshot()
      for (const kind of KINDS) for (const raw of OBJECTS) { const object = summarize(kind, raw); if (object) fold(snapshot, { type: 'put', object }) } // prettier-ignore
      layOutTree(snapshot, { ...FIRST_VIEW, filter }).at(0)
    },
  }),
  target('a pod’s log, and what is looked for in it', {
    runs: 10_000,
    inputs: (fc) => fc.tuple(texts(fc, { tokens: LOG }), texts(fc, { tokens: LOG, length: 100 })),
    holds([line, wanted]) {
      const shown = visibleText(line)
       
      if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(shown)) throw new Error('a control character is left')
      placesOf(shown, wanted)
    },
  }),
  target('the logins in a VM’s user data', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(fc.constantFrom('cloudInitNoCloud', 'cloudInitConfigDrive'), fc.constantFrom('userData', 'userDataBase64'), texts(fc, { tokens: USER_DATA, length: 4_000 })),
    holds([volume, field, text]) {
      const userData = `#cloud-config\n${text}`
      const logins = readCloudLogins({ spec: { template: { spec: { volumes: [{ [volume]: { [field]: field === 'userData' ? userData : Buffer.from(userData).toString('base64') } }] } } } })
      for (const { user, password } of logins) if (/[^\w.-]/.test(user) || /[\r\n\0]/.test(password)) throw new Error('more than a name and a password would be typed')
    },
  }),
  target('the outline of a YAML text', { runs: 5_000, inputs: (fc) => texts(fc, { tokens: ['a: ', '- ', '  ', '\n', '"', "'", '|\n', '#', '{', ':', '\t', 'b'] }), holds: (text) => void outlineOf(text.split('\n')) }),
]
