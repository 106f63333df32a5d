import type { Resource } from '../store/store'
import type { JsonObject, KubeObject } from '../objects/json'
import { roleBinding } from './access'
import { virtualizationQuickStarts } from './quick-starts'
import { operatorVersionOf, type Release } from './release'
import type { WorkloadPlan } from './workloads'

export const operatorNamespace = 'openshift-cnv'
const packageName = 'kubevirt-hyperconverged'
const imagesNamespace = 'openshift-virtualization-os-images'

type Row = [name: string, on: WorkloadPlan['on'], replicas: number, containers: string]

function deployments(rows: Row[]): WorkloadPlan[] {
  return rows.map(([name, on, replicas, containers]) => ({ kind: 'Deployment', name, namespace: operatorNamespace, on, replicas, containers: containers.split(' ') }))
}

function daemonSet(name: string, containers: string): WorkloadPlan {
  return { kind: 'DaemonSet', name, namespace: operatorNamespace, on: 'workers', replicas: 0, containers: containers.split(' ') }
}

/** What the operator's ClusterServiceVersion brings: no virtual machines yet. */
export const operatorDefinitions: Resource[] = [
  'hyperconvergeds.hco.kubevirt.io',
  'kubevirts.kubevirt.io',
  'cdis.cdi.kubevirt.io',
  'networkaddonsconfigs.networkaddonsoperator.network.kubevirt.io',
  'ssps.ssp.kubevirt.io',
  'hostpathprovisioners.hostpathprovisioner.kubevirt.io',
  'aaqs.aaq.kubevirt.io',
]

export const operatorWorkloads: WorkloadPlan[] = deployments([
  ['aaq-operator', 'workers', 1, 'aaq-operator'],
  ['cdi-operator', 'workers', 1, 'cdi-operator'],
  ['cluster-network-addons-operator', 'workers', 1, 'cluster-network-addons-operator kube-rbac-proxy'],
  ['hco-operator', 'workers', 1, 'hyperconverged-cluster-operator'],
  ['hco-webhook', 'workers', 1, 'hyperconverged-cluster-webhook'],
  ['hostpath-provisioner-operator', 'workers', 1, 'hostpath-provisioner-operator'],
  ['hyperconverged-cluster-cli-download', 'workers', 1, 'server'],
  ['ssp-operator', 'workers', 1, 'manager'],
  ['virt-operator', 'workers', 2, 'virt-operator'],
])

/** What the HyperConverged's own operator adds to the console. */
export const consoleWorkloads: WorkloadPlan[] = deployments([
  ['kubevirt-apiserver-proxy', 'workers', 2, 'kubevirt-apiserver-proxy'],
  ['kubevirt-console-plugin', 'workers', 2, 'kubevirt-console-plugin'],
])

/** One of the operators' own objects, which the HyperConverged creates and whose operator then deploys the rest. */
export interface Component {
  resource: Resource
  apiVersion: string
  kind: 'KubeVirt' | 'CDI' | 'NetworkAddonsConfig' | 'SSP'
  name: string
  namespaced: boolean
  /** API groups whose kinds it defines. */
  groups: string[]
  workloads: WorkloadPlan[]
  /** Classroom time that its operator takes before it deploys. */
  preparesMs: number
  /** Kinds of other components that its objects need. */
  needs: Resource[]
  /** What there is besides, once it is deployed. */
  objects(storageClasses: string[]): KubeObject[]
  deploying(release: Release): { reason: string; message: string }
  deployed: { reason: string; message: string }
}

function object(apiVersion: string, kind: string, name: string, rest: JsonObject, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...rest }
}

const sizes: Record<string, [guest: number, memory: string]> = {
  nano: [1, '512Mi'],
  micro: [1, '1Gi'],
  small: [1, '2Gi'],
  medium: [1, '4Gi'],
  '2xmedium': [2, '4Gi'],
  large: [2, '8Gi'],
  xlarge: [4, '16Gi'],
  '2xlarge': [8, '32Gi'],
  '4xlarge': [16, '64Gi'],
  '8xlarge': [32, '128Gi'],
}
// The series of common-instancetypes: from which size on, and how much more memory than u1 each CPU has.
const series: Record<string, { from: number; memory: number }> = { cx1: { from: 3, memory: 0.5 }, m1: { from: 5, memory: 2 }, n1: { from: 3, memory: 1 }, o1: { from: 0, memory: 1 }, rt1: { from: 2, memory: 1 }, u1: { from: 0, memory: 1 } }

function instanceTypes(): KubeObject[] {
  return Object.entries(series).flatMap(([name, { from, memory }]) =>
    Object.entries(sizes)
      .slice(from)
      .map(([size, [guest, base]]) => {
        const amount = base.endsWith('Mi') ? `${parseInt(base) * memory}Mi` : `${parseInt(base) * memory}Gi`
        return object('instancetype.kubevirt.io/v1beta1', 'VirtualMachineClusterInstancetype', `${name}.${size}`, { spec: { cpu: { guest }, memory: { guest: amount } } })
      }),
  )
}

const preferences = ['alpine', 'centos.stream9', 'centos.stream10', 'fedora', 'linux', 'opensuse.leap', 'rhel.8', 'rhel.9', 'rhel.10', 'sles', 'ubuntu', 'windows.10', 'windows.11', 'windows.2k22', 'windows.2k25']

// The boot sources that the cluster imports by itself.
const importedImages = ['rhel8', 'rhel9', 'rhel10', 'centos-stream9', 'centos-stream10', 'fedora']
const uploadedImages = ['win10', 'win11', 'win2k22', 'win2k25']

const notFound = (kind: string, name: string): JsonObject => ({ conditions: [{ type: 'Ready', status: 'False', reason: 'NotFound', message: `${kind} ${name} not found` }] })

function bootSources(): KubeObject[] {
  const source = (name: string, spec: JsonObject, status: JsonObject): KubeObject => ({
    ...object('cdi.kubevirt.io/v1beta1', 'DataSource', name, { spec, status }, imagesNamespace),
    metadata: { name, namespace: imagesNamespace, labels: { 'instancetype.kubevirt.io/default-instancetype': 'u1.medium', 'instancetype.kubevirt.io/default-preference': preferenceOf(name) } },
  })
  return [
    object('v1', 'Namespace', imagesNamespace, {}),
    roleBinding(imagesNamespace, 'os-images.kubevirt.io:view', 'os-images.kubevirt.io:view', [['Group', 'system:authenticated']]),
    ...importedImages.map((name) => source(name, { source: { snapshot: { name, namespace: imagesNamespace } } }, notFound('VolumeSnapshot', name))),
    ...uploadedImages.map((name) => source(name, { source: { pvc: { name, namespace: imagesNamespace } } }, notFound('PVC', name))),
    ...importedImages.map((name) =>
      object('cdi.kubevirt.io/v1beta1', 'DataImportCron', `${name}-image-cron`, { spec: { managedDataSource: name, schedule: '0 0/12 * * *', garbageCollect: 'Outdated' } }, imagesNamespace),
    ),
  ]
}

function preferenceOf(image: string): string {
  return image.replace(/^rhel(\d+)$/, 'rhel.$1').replace(/^centos-/, 'centos.').replace(/^win/, 'windows.')
}

/** CPUs and memory of the templates' sizes. */
const templateSizes: Record<string, [cores: number, memory: string]> = { tiny: [1, '1.5Gi'], small: [1, '2Gi'], medium: [1, '4Gi'], large: [2, '8Gi'] }

/** What a template makes, with the places that `oc process` fills. */
function templateMachine(template: string, system: string, [cores, memory]: [number, string]): JsonObject {
  const disk = (name: string): JsonObject => ({ name, disk: { bus: 'virtio' } })
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: '${NAME}', labels: { app: '${NAME}', 'vm.kubevirt.io/template': template, 'vm.kubevirt.io/template.namespace': 'openshift' }, annotations: { 'vm.kubevirt.io/os': system } },
    spec: {
      runStrategy: 'Halted',
      dataVolumeTemplates: [
        {
          apiVersion: 'cdi.kubevirt.io/v1beta1',
          kind: 'DataVolume',
          metadata: { name: '${NAME}' },
          spec: { sourceRef: { kind: 'DataSource', name: '${DATA_SOURCE_NAME}', namespace: '${DATA_SOURCE_NAMESPACE}' }, storage: { resources: { requests: { storage: '30Gi' } } } },
        },
      ],
      template: {
        metadata: { labels: { 'kubevirt.io/domain': '${NAME}', 'kubevirt.io/size': template.split('-').at(-1) ?? '' } },
        spec: {
          domain: {
            cpu: { cores, sockets: 1, threads: 1 },
            memory: { guest: memory },
            devices: { disks: [disk('rootdisk'), disk('cloudinitdisk')], interfaces: [{ masquerade: {}, model: 'virtio', name: 'default' }], rng: {} },
          },
          networks: [{ name: 'default', pod: {} }],
          terminationGracePeriodSeconds: 180,
          volumes: [
            { name: 'rootdisk', dataVolume: { name: '${NAME}' } },
            { name: 'cloudinitdisk', cloudInitNoCloud: { userData: '#cloud-config\nuser: cloud-user\npassword: ${CLOUD_USER_PASSWORD}\nchpasswd: { expire: False }' } },
          ],
        },
      },
    },
  }
}

function templates(): KubeObject[] {
  const systems: Record<string, string> = { rhel8: 'Red Hat Enterprise Linux 8', rhel9: 'Red Hat Enterprise Linux 9', rhel10: 'Red Hat Enterprise Linux 10', 'centos-stream9': 'CentOS Stream 9', fedora: 'Fedora' }
  return Object.entries(systems).flatMap(([system, words]) =>
    Object.entries(templateSizes).map(([size, amount]) => ({
      apiVersion: 'template.openshift.io/v1',
      kind: 'Template',
      metadata: {
        name: `${system}-server-${size}`,
        namespace: 'openshift',
        labels: { 'template.kubevirt.io/type': 'base' },
        annotations: { description: `Template for ${words} VM or newer. A PVC with the disk image must be available.` },
      },
      objects: [templateMachine(`${system}-server-${size}`, system, amount)],
      parameters: [
        { name: 'NAME', description: 'VM name', generate: 'expression', from: `${system}-[a-z0-9]{16}` },
        { name: 'DATA_SOURCE_NAME', description: 'Name of the DataSource to clone', value: system },
        { name: 'DATA_SOURCE_NAMESPACE', description: 'Namespace of the DataSource', value: imagesNamespace },
        { name: 'CLOUD_USER_PASSWORD', description: 'Randomized password for the cloud-init user', generate: 'expression', from: '[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}' },
      ],
    })),
  )
}

const allResourcesReady = { reason: 'AllComponentsReady', message: 'All components are ready.' }

/** In the order in which the HyperConverged creates them. */
export const components: Component[] = [
  {
    resource: 'kubevirts.kubevirt.io',
    apiVersion: 'kubevirt.io/v1',
    kind: 'KubeVirt',
    name: 'kubevirt-kubevirt-hyperconverged',
    namespaced: true,
    groups: ['kubevirt.io', 'instancetype.kubevirt.io'],
    workloads: [
      ...deployments([
        ['virt-api', 'masters', 2, 'virt-api'],
        ['virt-controller', 'masters', 2, 'virt-controller'],
        ['virt-exportproxy', 'workers', 2, 'exportproxy'],
      ]),
      daemonSet('virt-handler', 'virt-handler'),
    ].map((plan) => ({ ...plan, podLabels: { 'kubevirt.io': plan.name } })),
    // virt-operator first has a job write down what it will install.
    preparesMs: 3_000,
    needs: [],
    objects: () => [...instanceTypes(), ...preferences.map((name) => object('instancetype.kubevirt.io/v1beta1', 'VirtualMachineClusterPreference', name, { spec: {} }))],
    deploying: ({ virtualization }) => ({ reason: 'DeploymentInProgress', message: `Deploying version ${virtualization} with registry registry.redhat.io/container-native-virtualization` }),
    deployed: allResourcesReady,
  },
  {
    resource: 'cdis.cdi.kubevirt.io',
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'CDI',
    name: 'cdi-kubevirt-hyperconverged',
    namespaced: false,
    groups: ['cdi.kubevirt.io'],
    workloads: deployments([
      ['cdi-apiserver', 'workers', 1, 'cdi-apiserver'],
      ['cdi-deployment', 'workers', 1, 'cdi-deployment'],
      ['cdi-uploadproxy', 'workers', 1, 'cdi-uploadproxy'],
    ]),
    preparesMs: 0,
    needs: [],
    objects: (storageClasses) =>
      storageClasses.map((name) =>
        object('cdi.kubevirt.io/v1beta1', 'StorageProfile', name, { spec: {}, status: { storageClass: name, claimPropertySets: [{ accessModes: ['ReadWriteMany'], volumeMode: name.includes('rbd') ? 'Block' : 'Filesystem' }] } }),
      ),
    deploying: () => ({ reason: 'DeployStarted', message: 'Started Deployment' }),
    deployed: { reason: 'DeployCompleted', message: 'Deployment Completed' },
  },
  {
    resource: 'networkaddonsconfigs.networkaddonsoperator.network.kubevirt.io',
    apiVersion: 'networkaddonsoperator.network.kubevirt.io/v1',
    kind: 'NetworkAddonsConfig',
    name: 'cluster',
    namespaced: false,
    groups: [],
    workloads: [
      daemonSet('bridge-marker', 'bridge-marker'),
      daemonSet('kube-cni-linux-bridge-plugin', 'cni-plugins'),
      ...deployments([
        ['kubemacpool-cert-manager', 'workers', 1, 'manager'],
        ['kubemacpool-mac-controller-manager', 'workers', 1, 'manager kube-rbac-proxy'],
        ['kubevirt-ipam-controller-manager', 'workers', 1, 'manager'],
      ]),
    ],
    preparesMs: 0,
    needs: [],
    objects: () => [],
    deploying: () => ({ reason: 'Deploying', message: 'DaemonSet "openshift-cnv/bridge-marker" is not available (awaiting 2 nodes)' }),
    deployed: { reason: '', message: '' },
  },
  {
    resource: 'ssps.ssp.kubevirt.io',
    apiVersion: 'ssp.kubevirt.io/v1beta3',
    kind: 'SSP',
    name: 'ssp-kubevirt-hyperconverged',
    namespaced: true,
    groups: [],
    workloads: deployments([['virt-template-validator', 'workers', 2, 'webhook']]),
    preparesMs: 0,
    needs: ['datasources.cdi.kubevirt.io', 'virtualmachines.kubevirt.io'],
    objects: () => [...bootSources(), ...templates()],
    deploying: () => ({ reason: 'Available', message: 'Reconciling SSP resources' }),
    deployed: { reason: 'Available', message: 'All SSP resources are available' },
  },
]

/** What the HyperConverged adds for users: the download of virtctl, the console's menu and lessons. */
export function consoleObjects(): KubeObject[] {
  const download = 'hyperconverged-cluster-cli-download'
  const host = `${download}-${operatorNamespace}.apps.ocp4.example.com`
  const systems: [path: string, words: string][] = [
    ['amd64/linux/virtctl.tar.gz', 'Linux for x86_64'],
    ['amd64/mac/virtctl.zip', 'Mac for x86_64'],
    ['amd64/windows/virtctl.zip', 'Windows for x86_64'],
  ]
  return [
    object(
      'route.openshift.io/v1',
      'Route',
      download,
      { spec: { host, to: { kind: 'Service', name: download, weight: 100 }, port: { targetPort: 'https' }, tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' }, wildcardPolicy: 'None' }, status: { ingress: [] } },
      operatorNamespace,
    ),
    object('console.openshift.io/v1', 'ConsoleCLIDownload', 'virtctl-clidownloads-kubevirt-hyperconverged', {
      spec: {
        displayName: 'virtctl - KubeVirt command line interface',
        description: 'The virtctl client is a supplemental command-line utility for managing virtualization resources from the command line.',
        links: systems.map(([path, words]) => ({ href: `https://${host}/${path}`, text: `Download virtctl for ${words}` })),
      },
    }),
    object('console.openshift.io/v1', 'ConsolePlugin', 'kubevirt-plugin', {
      spec: { displayName: 'Kubevirt Console Plugin', backend: { type: 'Service', service: { name: 'kubevirt-console-plugin-service', namespace: operatorNamespace, port: 9443, basePath: '/' } } },
    }),
    ...virtualizationQuickStarts(),
  ]
}

/** The catalog's entry, there before anything is installed. */
export function packageManifest(release: Release): KubeObject {
  return object(
    'packages.operators.coreos.com/v1',
    'PackageManifest',
    packageName,
    {
      status: {
        catalogSource: 'redhat-operators',
        catalogSourceDisplayName: 'Red Hat Operators',
        catalogSourceNamespace: 'openshift-marketplace',
        catalogSourcePublisher: 'Red Hat',
        defaultChannel: 'stable',
        packageName,
        channels: [{ name: 'stable', currentCSV: operatorVersionOf(release) }],
      },
    },
    'openshift-marketplace',
  )
}

/** What an administrator applies to install OpenShift Virtualization. */
export function installation(): KubeObject[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: operatorNamespace, labels: { 'openshift.io/cluster-monitoring': 'true' } } },
    object('operators.coreos.com/v1', 'OperatorGroup', 'kubevirt-hyperconverged-group', { spec: { targetNamespaces: [operatorNamespace] } }, operatorNamespace),
    object(
      'operators.coreos.com/v1alpha1',
      'Subscription',
      'hco-operatorhub',
      { spec: { source: 'redhat-operators', sourceNamespace: 'openshift-marketplace', name: packageName, channel: 'stable', installPlanApproval: 'Automatic' } },
      operatorNamespace,
    ),
  ]
}

export function hyperConverged(): KubeObject {
  return object('hco.kubevirt.io/v1beta1', 'HyperConverged', packageName, { spec: {} }, operatorNamespace)
}
