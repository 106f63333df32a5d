import type { JsonObject, KubeObject } from '../objects/json'

const version = '4.19.6'

const operators =
  'authentication baremetal cloud-controller-manager cloud-credential cluster-autoscaler config-operator console control-plane-machine-set csi-snapshot-controller dns etcd image-registry ingress insights kube-apiserver kube-controller-manager kube-scheduler kube-storage-version-migrator machine-api machine-approver machine-config marketplace monitoring network node-tuning olm openshift-apiserver openshift-controller-manager openshift-samples operator-lifecycle-manager operator-lifecycle-manager-catalog operator-lifecycle-manager-packageserver service-ca storage'.split(
    ' ',
  )

function condition(type: string, status: boolean, at: string, message: string, reason = 'AsExpected'): JsonObject {
  return { type, status: status ? 'True' : 'False', lastTransitionTime: at, reason, message }
}

function simple(apiVersion: string, kind: string, name: string, rest: JsonObject, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...rest }
}

function configMap(namespace: string, name: string, data: JsonObject): KubeObject {
  return simple('v1', 'ConfigMap', name, { data }, namespace)
}

function storageClass(name: string, provisioner: string, expandable: boolean, annotations: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations },
    provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    ...(expandable ? { allowVolumeExpansion: true } : {}),
  }
}

function route(namespace: string, name: string, host: string, termination: string): KubeObject {
  return simple(
    'route.openshift.io/v1',
    'Route',
    name,
    { spec: { host, to: { kind: 'Service', name, weight: 100 }, port: { targetPort: 'https' }, tls: { termination, insecureEdgeTerminationPolicy: 'Redirect' }, wildcardPolicy: 'None' }, status: { ingress: [] } },
    namespace,
  )
}

function clusterObjects(created: string): KubeObject[] {
  return [
    simple('config.openshift.io/v1', 'ClusterVersion', 'version', {
      spec: { channel: 'stable-4.19', clusterID: '5a7d1c1e-2f43-4e7b-9a51-0c4f5b8b2d19' },
      status: {
        desired: { version, image: 'quay.io/openshift-release-dev/ocp-release@sha256:0000000000000000000000000000000000000000000000000000000000000000', channels: ['stable-4.19'] },
        history: [{ state: 'Completed', version, startedTime: created, completionTime: created, verified: false }],
        observedGeneration: 1,
        conditions: [
          condition('Available', true, created, `Done applying ${version}`, ''),
          condition('Failing', false, created, '', ''),
          condition('Progressing', false, created, `Cluster version is ${version}`, ''),
        ],
      },
    }),
    ...operators.map((name) =>
      simple('config.openshift.io/v1', 'ClusterOperator', name, {
        spec: {},
        status: {
          versions: [{ name: 'operator', version }],
          conditions: [condition('Available', true, created, ''), condition('Progressing', false, created, ''), condition('Degraded', false, created, ''), condition('Upgradeable', true, created, '')],
        },
      }),
    ),
    simple('config.openshift.io/v1', 'Infrastructure', 'cluster', {
      spec: { platformSpec: { type: 'None' } },
      status: { apiServerURL: 'https://api.ocp4.example.com:6443', apiServerInternalURI: 'https://api-int.ocp4.example.com:6443', infrastructureName: 'ocp4-x7k2q', platform: 'None', controlPlaneTopology: 'HighlyAvailable' },
    }),
    simple('config.openshift.io/v1', 'Ingress', 'cluster', { spec: { domain: 'apps.ocp4.example.com' } }),
    simple('config.openshift.io/v1', 'DNS', 'cluster', { spec: { baseDomain: 'ocp4.example.com' } }),
    simple('config.openshift.io/v1', 'Network', 'cluster', { spec: { networkType: 'OVNKubernetes', clusterNetwork: [{ cidr: '10.128.0.0/14', hostPrefix: 23 }], serviceNetwork: ['172.30.0.0/16'] } }),
    simple('config.openshift.io/v1', 'OAuth', 'cluster', {
      spec: { identityProviders: [{ name: 'htpasswd_provider', mappingMethod: 'claim', type: 'HTPasswd', htpasswd: { fileData: { name: 'htpasswd-secret' } } }] },
    }),
    simple('operator.openshift.io/v1', 'Console', 'cluster', { spec: { managementState: 'Managed', plugins: ['monitoring-plugin', 'networking-console-plugin', 'kubevirt-plugin'] } }),
    ...['master', 'worker'].map((role) =>
      simple('machineconfiguration.openshift.io/v1', 'MachineConfigPool', role, {
        spec: { machineConfigSelector: { matchLabels: { 'machineconfiguration.openshift.io/role': role } } },
        status: {
          configuration: { name: `rendered-${role}-${role === 'worker' ? '6b1f0c6b9c1f5d7a' : '0f4c2d1e8a7b6c5d'}` },
          machineCount: role === 'worker' ? 2 : 3,
          readyMachineCount: role === 'worker' ? 2 : 3,
          updatedMachineCount: role === 'worker' ? 2 : 3,
          degradedMachineCount: 0,
          conditions: [condition('Updated', true, created, ''), condition('Updating', false, created, ''), condition('Degraded', false, created, '')],
        },
      }),
    ),
    // The htpasswd file itself is not here: the passwords of the practice classroom are no secret, their hashes would look like one.
    simple('v1', 'Secret', 'htpasswd-secret', { type: 'Opaque', data: {} }, 'openshift-config'),
    simple('user.openshift.io/v1', 'Group', 'developers', { users: ['developer'] }),
    ...['openshift-challenging-client', 'openshift-browser-client', 'openshift-cli-client', 'console'].map((name) =>
      simple('oauth.openshift.io/v1', 'OAuthClient', name, { grantMethod: 'auto', respondWithChallenges: name === 'openshift-challenging-client', redirectURIs: [] }),
    ),
    ...[
      ['redhat-operators', 'Red Hat Operators', 'Red Hat'],
      ['certified-operators', 'Certified Operators', 'Red Hat'],
      ['community-operators', 'Community Operators', 'Red Hat'],
    ].map(([name = '', displayName = '', publisher = '']) =>
      simple('operators.coreos.com/v1alpha1', 'CatalogSource', name, { spec: { displayName, publisher, sourceType: 'grpc' }, status: { connectionState: { lastObservedState: 'READY' } } }, 'openshift-marketplace'),
    ),
    simple(
      'packages.operators.coreos.com/v1',
      'PackageManifest',
      'kubevirt-hyperconverged',
      {
        status: {
          catalogSource: 'redhat-operators',
          catalogSourceDisplayName: 'Red Hat Operators',
          catalogSourceNamespace: 'openshift-marketplace',
          defaultChannel: 'stable',
          packageName: 'kubevirt-hyperconverged',
          channels: [{ name: 'stable', currentCSV: 'kubevirt-hyperconverged-operator.v4.19.3' }],
        },
      },
      'openshift-marketplace',
    ),
  ]
}

function storageObjects(): KubeObject[] {
  const rbd = 'openshift-storage.rbd.csi.ceph.com'
  const prefix = 'ocs-external-storagecluster'
  return [
    storageClass('nfs-storage', 'k8s-sigs.io/nfs-subdir-external-provisioner', false, { 'storageclass.kubernetes.io/is-default-class': 'true' }),
    storageClass(`${prefix}-ceph-rbd`, rbd, true),
    storageClass(`${prefix}-ceph-rbd-virtualization`, rbd, true, { 'storageclass.kubevirt.io/is-default-virt-class': 'true' }),
    storageClass(`${prefix}-cephfs`, 'openshift-storage.cephfs.csi.ceph.com', true),
    storageClass(`${prefix}-ceph-rgw`, 'openshift-storage.ceph.rook.io/bucket', false),
    storageClass('openshift-storage.noobaa.io', 'openshift-storage.noobaa.io/obc', false),
  ]
}

function routes(consoleHost: string): KubeObject[] {
  return [
    route('openshift-console', 'console', consoleHost, 'reencrypt'),
    route('openshift-console', 'downloads', 'downloads-openshift-console.apps.ocp4.example.com', 'edge'),
    route('openshift-authentication', 'oauth-openshift', 'oauth-openshift.apps.ocp4.example.com', 'passthrough'),
    route('openshift-cnv', 'hyperconverged-cluster-cli-download', 'hyperconverged-cluster-cli-download-openshift-cnv.apps.ocp4.example.com', 'edge'),
  ]
}

function virtualizationObjects(created: string): KubeObject[] {
  const csv = 'kubevirt-hyperconverged-operator.v4.19.3'
  const completed = 'Reconcile completed successfully'
  const reconciled = (type: string, status: boolean): JsonObject => condition(type, status, created, completed, 'ReconcileCompleted')
  const images = ['rhel8', 'rhel9', 'rhel10', 'centos-stream9', 'centos-stream10', 'fedora']
  const space = 'openshift-virtualization-os-images'
  return [
    simple('operators.coreos.com/v1', 'OperatorGroup', 'kubevirt-hyperconverged-group', { spec: { targetNamespaces: ['openshift-cnv'] }, status: { namespaces: ['openshift-cnv'] } }, 'openshift-cnv'),
    simple(
      'operators.coreos.com/v1alpha1',
      'Subscription',
      'hco-operatorhub',
      {
        spec: { source: 'redhat-operators', sourceNamespace: 'openshift-marketplace', name: 'kubevirt-hyperconverged', channel: 'stable', installPlanApproval: 'Automatic' },
        status: { currentCSV: csv, installedCSV: csv, state: 'AtLatestKnown', conditions: [condition('CatalogSourcesUnhealthy', false, created, 'all available catalogsources are healthy', 'AllCatalogSourcesHealthy')] },
      },
      'openshift-cnv',
    ),
    simple('operators.coreos.com/v1alpha1', 'InstallPlan', 'install-8m4xq', { spec: { clusterServiceVersionNames: [csv], approval: 'Automatic', approved: true }, status: { phase: 'Complete' } }, 'openshift-cnv'),
    simple(
      'operators.coreos.com/v1alpha1',
      'ClusterServiceVersion',
      csv,
      {
        spec: { displayName: 'OpenShift Virtualization', version: '4.19.3', replaces: 'kubevirt-hyperconverged-operator.v4.19.2' },
        status: { phase: 'Succeeded', reason: 'InstallSucceeded', message: 'install strategy completed with no errors' },
      },
      'openshift-cnv',
    ),
    simple(
      'hco.kubevirt.io/v1beta1',
      'HyperConverged',
      'kubevirt-hyperconverged',
      {
        spec: {},
        status: {
          conditions: [reconciled('ReconcileComplete', true), reconciled('Available', true), reconciled('Progressing', false), reconciled('Degraded', false), reconciled('Upgradeable', true)],
          versions: [{ name: 'operator', version: '4.19.3' }],
          systemHealthStatus: 'healthy',
        },
      },
      'openshift-cnv',
    ),
    simple(
      'kubevirt.io/v1',
      'KubeVirt',
      'kubevirt-kubevirt-hyperconverged',
      { spec: {}, status: { phase: 'Deployed', observedKubeVirtVersion: 'v1.5.3', conditions: [condition('Available', true, created, 'All components are ready.', 'AllComponentsReady')] } },
      'openshift-cnv',
    ),
    simple('cdi.kubevirt.io/v1beta1', 'CDI', 'cdi-kubevirt-hyperconverged', { spec: {}, status: { phase: 'Deployed' } }),
    simple('ssp.kubevirt.io/v1beta3', 'SSP', 'ssp-kubevirt-hyperconverged', { spec: {}, status: { phase: 'Deployed' } }, 'openshift-cnv'),
    simple('networkaddonsoperator.network.kubevirt.io/v1', 'NetworkAddonsConfig', 'cluster', { spec: {} }),
    ...images.map((name) =>
      simple('cdi.kubevirt.io/v1beta1', 'DataSource', name, { spec: { source: { snapshot: { name, namespace: space } } }, status: { conditions: [condition('Ready', true, created, 'DataSource is ready to be consumed', 'Ready')] } }, space),
    ),
    ...['win10', 'win11', 'win2k22', 'win2k25'].map((name) =>
      simple('cdi.kubevirt.io/v1beta1', 'DataSource', name, { spec: { source: { pvc: { name, namespace: space } } }, status: { conditions: [condition('Ready', false, created, `PVC ${name} not found`, 'NotFound')] } }, space),
    ),
    ...images.map((name) => simple('cdi.kubevirt.io/v1beta1', 'DataImportCron', `${name}-image-cron`, { spec: { managedDataSource: name, schedule: '0 0/12 * * *' }, status: { sourceFormat: 'snapshot' } }, space)),
    ...Object.entries({ nano: [1, '512Mi'], micro: [1, '1Gi'], small: [1, '2Gi'], medium: [1, '4Gi'], large: [2, '8Gi'], xlarge: [4, '16Gi'] } as Record<string, [number, string]>).map(([size, [guest, memory]]) =>
      simple('instancetype.kubevirt.io/v1beta1', 'VirtualMachineClusterInstancetype', `u1.${size}`, { spec: { cpu: { guest }, memory: { guest: memory } } }),
    ),
    ...['rhel.9', 'rhel.10', 'fedora', 'centos.stream9'].map((name) => simple('instancetype.kubevirt.io/v1beta1', 'VirtualMachineClusterPreference', name, { spec: {} })),
    ...['tiny', 'small', 'medium', 'large'].map((size) => ({
      apiVersion: 'template.openshift.io/v1',
      kind: 'Template',
      metadata: { name: `rhel9-server-${size}`, namespace: 'openshift', annotations: { description: 'Template for Red Hat Enterprise Linux 9 VM or newer. A PVC with the RHEL disk image must be available.' } },
      objects: [],
      parameters: [],
    })),
    simple('console.openshift.io/v1', 'ConsoleCLIDownload', 'virtctl-clidownloads-kubevirt-hyperconverged', { spec: { displayName: 'virtctl - KubeVirt command line interface', links: [] } }),
    simple('console.openshift.io/v1', 'ConsolePlugin', 'kubevirt-plugin', { spec: { displayName: 'OpenShift Virtualization' } }),
    simple('apps/v1', 'DaemonSet', 'virt-handler', daemonSet('virt-handler', { 'kubernetes.io/os': 'linux', 'kubevirt.io/schedulable': 'true' }, 2), 'openshift-cnv'),
    ...Object.entries({ 'virt-operator': 2, 'virt-api': 2, 'virt-controller': 2, 'virt-exportproxy': 2, 'virt-template-validator': 2, 'hco-operator': 1, 'hco-webhook': 1, 'cdi-deployment': 1, 'cdi-operator': 1, 'ssp-operator': 1 }).map(([name, replicas]) =>
      simple('apps/v1', 'Deployment', name, deployment(name, replicas), 'openshift-cnv'),
    ),
  ]
}

function podTemplate(name: string, nodeSelector: JsonObject): JsonObject {
  return { metadata: { labels: { app: name } }, spec: { nodeSelector, containers: [{ name, image: `registry.redhat.io/container-native-virtualization/${name}-rhel9:v4.19.3` }] } }
}

function deployment(name: string, replicas: number): JsonObject {
  return {
    spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate(name, {}) },
    status: { replicas, readyReplicas: replicas, updatedReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 },
  }
}

function daemonSet(name: string, nodeSelector: JsonObject, nodes: number): JsonObject {
  return {
    spec: { selector: { matchLabels: { app: name } }, template: podTemplate(name, nodeSelector) },
    status: { desiredNumberScheduled: nodes, currentNumberScheduled: nodes, numberReady: nodes, updatedNumberScheduled: nodes, numberAvailable: nodes, numberMisscheduled: 0, observedGeneration: 1 },
  }
}

/** Everything of the cluster but its namespaces, nodes, pods, rights and machines. */
export function clusterWideObjects(created: string, consoleUrl: string): KubeObject[] {
  return [
    ...clusterObjects(created),
    ...storageObjects(),
    ...routes(new URL(consoleUrl).host),
    ...virtualizationObjects(created),
    configMap('openshift-config-managed', 'console-public', { consoleURL: consoleUrl }),
    configMap('kube-system', 'cluster-config-v1', { 'install-config': 'metadata:\n  name: ocp4\n' }),
  ]
}
