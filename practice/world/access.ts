import type { JsonObject, KubeObject } from '../objects/json'

const rbac = 'rbac.authorization.k8s.io'

type Rule = [groups: string[], resources: string[], verbs: string[], names?: string[]]

function rule([apiGroups, resources, verbs, resourceNames]: Rule): JsonObject {
  return { apiGroups, resources, verbs, ...(resourceNames === undefined ? {} : { resourceNames }) }
}

function clusterRole(name: string, rules: Rule[], paths: string[] = []): KubeObject {
  const nonResource = paths.length === 0 ? [] : [{ nonResourceURLs: paths, verbs: ['get'] }]
  return { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules: [...rules.map(rule), ...nonResource] }
}

type Subject = [kind: 'User' | 'Group', name: string]

export function roleBinding(namespace: string | undefined, name: string, role: string, subjects: Subject[]): KubeObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: subjects.map(([kind, subject]) => ({ apiGroup: rbac, kind, name: subject })),
  }
}

/** What every project's own accounts may do in it: builds and deployments put and fetch images. */
export function serviceAccountBindings(namespace: string): KubeObject[] {
  const account = (name: string): JsonObject => ({ kind: 'ServiceAccount', name, namespace })
  const everyAccount = { apiGroup: rbac, kind: 'Group', name: `system:serviceaccounts:${namespace}` }
  const bound: [name: string, role: string, subject: JsonObject][] = [
    ['system:deployers', 'system:deployer', account('deployer')],
    ['system:image-builders', 'system:image-builder', account('builder')],
    ['system:image-pullers', 'system:image-puller', everyAccount],
  ]
  return bound.map(([name, role, subject]) => ({ ...roleBinding(namespace, name, role, []), subjects: [subject] }))
}

const read = ['get', 'list', 'watch']
const write = ['create', 'delete', 'deletecollection', 'patch', 'update']
const all = [...read, ...write]

const projectCore = ['configmaps', 'endpoints', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'serviceaccounts', 'services']
const projectApps = ['deployments', 'replicasets', 'statefulsets', 'daemonsets']
const machineKinds = ['virtualmachines', 'virtualmachineinstances', 'virtualmachineinstancereplicasets', 'virtualmachineinstancepresets']
const calls = [
  ...['start', 'stop', 'restart'].map((call) => `virtualmachines/${call}`),
  ...['pause', 'unpause', 'softreboot', 'vnc', 'console', 'portforward'].map((call) => `virtualmachineinstances/${call}`),
]
const questions = ['guestosinfo', 'filesystemlist', 'userlist'].map((call) => `virtualmachineinstances/${call}`)

const viewRules: Rule[] = [
  [[''], [...projectCore, 'pods/log', 'pods/status', 'events', 'limitranges', 'resourcequotas', 'namespaces'], read],
  [['apps'], [...projectApps, 'controllerrevisions'], read],
  [['batch'], ['jobs', 'cronjobs'], read],
  [['autoscaling'], ['horizontalpodautoscalers'], read],
  [['networking.k8s.io'], ['networkpolicies', 'ingresses'], read],
  [['policy'], ['poddisruptionbudgets'], read],
  [['discovery.k8s.io'], ['endpointslices'], read],
  [['route.openshift.io'], ['routes', 'routes/status'], read],
  [['image.openshift.io'], ['imagestreams'], read],
  [['template.openshift.io'], ['templates'], read],
  [['project.openshift.io'], ['projects'], ['get']],
  [['kubevirt.io'], [...machineKinds, 'virtualmachineinstancemigrations'], read],
  [['subresources.kubevirt.io'], questions, ['get']],
  [['cdi.kubevirt.io'], ['datavolumes', 'datasources', 'dataimportcrons'], read],
  [['instancetype.kubevirt.io'], ['virtualmachineinstancetypes', 'virtualmachinepreferences'], read],
  [['operators.coreos.com'], ['subscriptions', 'installplans', 'clusterserviceversions', 'catalogsources', 'operatorgroups'], read],
  [['packages.operators.coreos.com'], ['packagemanifests'], read],
  [['snapshot.storage.k8s.io'], ['volumesnapshots'], read],
  [['metrics.k8s.io'], ['pods'], read],
  [['k8s.cni.cncf.io'], ['network-attachment-definitions'], read],
]

const editRules: Rule[] = [
  ...viewRules,
  [[''], [...projectCore, 'secrets', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/eviction', 'serviceaccounts/token'], all],
  [['apps'], [...projectApps, ...projectApps.map((plural) => `${plural}/scale`)], all],
  [['batch'], ['jobs', 'cronjobs'], all],
  [['autoscaling'], ['horizontalpodautoscalers'], all],
  [['networking.k8s.io'], ['networkpolicies', 'ingresses'], all],
  [['policy'], ['poddisruptionbudgets'], all],
  [['route.openshift.io'], ['routes'], all],
  [['image.openshift.io'], ['imagestreams'], all],
  [['template.openshift.io'], ['templates'], all],
  [['kubevirt.io'], machineKinds, all],
  [['subresources.kubevirt.io'], calls, ['get', 'update']],
  [['cdi.kubevirt.io'], ['datavolumes', 'datasources', 'dataimportcrons'], all],
  [['instancetype.kubevirt.io'], ['virtualmachineinstancetypes', 'virtualmachinepreferences'], all],
  [['snapshot.storage.k8s.io'], ['volumesnapshots'], all],
]

const adminRules: Rule[] = [
  ...editRules,
  [['project.openshift.io'], ['projects'], ['get', 'delete', 'patch', 'update']],
  [[''], ['namespaces'], ['get', 'list', 'watch']],
  [['rbac.authorization.k8s.io'], ['roles', 'rolebindings'], all],
  [['authorization.k8s.io'], ['localsubjectaccessreviews'], ['create']],
]

const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', '/version', '/version/', '/healthz', '/livez', '/readyz', '/.well-known', '/.well-known/*', '/']

export function accessObjects(): KubeObject[] {
  const authenticated: Subject[] = [['Group', 'system:authenticated']]
  const everybody: Subject[] = [...authenticated, ['Group', 'system:unauthenticated']]
  return [
    { ...clusterRole('cluster-admin', [[['*'], ['*'], ['*']]]), rules: [rule([['*'], ['*'], ['*']]), { nonResourceURLs: ['*'], verbs: ['*'] }] },
    clusterRole('cluster-reader', [[['*'], ['*'], read]], discoveryPaths),
    clusterRole('admin', adminRules),
    clusterRole('edit', editRules),
    clusterRole('view', viewRules),
    clusterRole('basic-user', [
      [['user.openshift.io'], ['users'], ['get'], ['~']],
      [['project.openshift.io'], ['projectrequests'], ['list']],
      [['project.openshift.io'], ['projects'], ['list', 'watch']],
      [['rbac.authorization.k8s.io'], ['clusterroles'], read],
      [['storage.k8s.io'], ['storageclasses'], ['get', 'list']],
      [['oauth.openshift.io'], ['useroauthaccesstokens'], ['get', 'list', 'watch', 'delete']],
      [['instancetype.kubevirt.io'], ['virtualmachineclusterinstancetypes', 'virtualmachineclusterpreferences'], read],
      [['console.openshift.io'], ['consoleclidownloads', 'consoleplugins', 'consolequickstarts'], read],
      [['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']],
      [['authentication.k8s.io'], ['selfsubjectreviews'], ['create']],
      [['authorization.openshift.io'], ['subjectaccessreviews'], ['create']],
    ]),
    clusterRole('self-provisioner', [[['project.openshift.io'], ['projectrequests'], ['create']]]),
    // Every token may take itself back; its name is a hash that only its holder knows.
    clusterRole('system:oauth-token-deleter', [[['oauth.openshift.io'], ['oauthaccesstokens'], ['delete']]]),
    clusterRole('system:discovery', [], discoveryPaths.slice(0, -1)),
    clusterRole('system:public-info-viewer', [], ['/version', '/version/', '/healthz', '/livez', '/readyz', '/.well-known', '/.well-known/*']),
    clusterRole('system:image-puller', [[['', 'image.openshift.io'], ['imagestreams/layers'], ['get']]]),
    clusterRole('system:image-builder', [[['', 'image.openshift.io'], ['imagestreams/layers'], ['get', 'update']]]),
    clusterRole('system:deployer', [[[''], ['replicationcontrollers', 'pods', 'pods/log'], read]]),
    clusterRole('shared-resource-viewer', [
      [['image.openshift.io'], ['imagestreams'], ['get', 'list', 'watch']],
      [['template.openshift.io'], ['templates'], ['get', 'list', 'watch']],
    ]),
    clusterRole('os-images.kubevirt.io:view', [
      [[''], ['persistentvolumeclaims'], read],
      [['cdi.kubevirt.io'], ['datavolumes', 'datasources', 'dataimportcrons'], read],
    ]),
    clusterRole('kubevirt.io:migrate', [
      [['kubevirt.io'], ['virtualmachineinstancemigrations'], all],
      [['subresources.kubevirt.io'], ['virtualmachines/migrate'], ['update']],
    ]),
    clusterRole('console-configmap-viewer', [[[''], ['configmaps'], ['get'], ['console-public']]]),
    clusterRole('motd-viewer', [[[''], ['configmaps'], ['get'], ['motd']]]),
    roleBinding(undefined, 'cluster-admin', 'cluster-admin', [['Group', 'system:masters']]),
    roleBinding(undefined, 'cluster-admins', 'cluster-admin', [['Group', 'system:cluster-admins'], ['User', 'system:admin']]),
    roleBinding(undefined, 'cluster-admin-0', 'cluster-admin', [['User', 'admin']]),
    roleBinding(undefined, 'basic-users', 'basic-user', authenticated),
    roleBinding(undefined, 'self-provisioners', 'self-provisioner', [['Group', 'system:authenticated:oauth']]),
    roleBinding(undefined, 'system:oauth-token-deleters', 'system:oauth-token-deleter', everybody),
    // After a logout clients still find out what there is, and are then told that they may not read it.
    roleBinding(undefined, 'system:discovery', 'system:discovery', everybody),
    roleBinding(undefined, 'system:public-info-viewer', 'system:public-info-viewer', everybody),
    roleBinding('openshift', 'shared-resource-viewers', 'shared-resource-viewer', authenticated),
    roleBinding('openshift', 'motd-viewers', 'motd-viewer', authenticated),
    roleBinding('openshift-config-managed', 'console-public', 'console-configmap-viewer', authenticated),
  ]
}
