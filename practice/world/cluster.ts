import type { JsonObject, KubeObject } from '../objects/json'
import { clusterQuickStarts } from './quick-starts'
import type { Release } from './release'
import { packageManifest } from './virtualization'

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

function clusterObjects(created: string, release: Release): KubeObject[] {
  const version = release.openshift
  const channel = `stable-${version.replace(/\.\d+$/, '')}`
  return [
    simple('config.openshift.io/v1', 'ClusterVersion', 'version', {
      spec: { channel, clusterID: '5a7d1c1e-2f43-4e7b-9a51-0c4f5b8b2d19' },
      status: {
        desired: { version, image: 'quay.io/openshift-release-dev/ocp-release@sha256:0000000000000000000000000000000000000000000000000000000000000000', channels: [channel] },
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
    simple('operator.openshift.io/v1', 'Console', 'cluster', { spec: { managementState: 'Managed', plugins: ['monitoring-plugin', 'networking-console-plugin'] } }),
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
    packageManifest(release),
    ...clusterQuickStarts(),
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
  ]
}

/** Everything of the cluster but its namespaces, nodes, pods, rights and machines. */
export function clusterWideObjects(created: string, consoleUrl: string, release: Release): KubeObject[] {
  return [
    ...clusterObjects(created, release),
    ...storageObjects(),
    ...routes(new URL(consoleUrl).host),
    configMap('openshift-config-managed', 'console-public', { consoleURL: consoleUrl }),
    simple('v1', 'Service', 'kubernetes', { spec: { clusterIP: '172.30.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }] } }, 'default'),
    simple('v1', 'Service', 'openshift', { spec: { type: 'ExternalName', externalName: 'kubernetes.default.svc.cluster.local' } }, 'default'),
    configMap('kube-system', 'cluster-config-v1', { 'install-config': 'metadata:\n  name: ocp4\n' }),
  ]
}
