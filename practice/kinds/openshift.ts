import { at, isObject, listAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { operatorGroupSchema, subscriptionSchema } from './core-schema'
import { age, column, conditionColumn, defineKind, since, type Column, type Kind, type Situation } from './kind'
import { described } from './schema'

const cluster = { namespaced: false } as const
const custom = { origin: 'crd', subresources: ['status'] } satisfies Partial<Kind>
const aggregated = { origin: 'aggregated' } as const
const clusterCustom = { ...custom, ...cluster } satisfies Partial<Kind>

function condition(object: KubeObject, type: string): Json | undefined {
  return listAt(object, 'status', 'conditions').find((one) => at(one, 'type') === type)
}

function conditionSince(type: string): Column['cell'] {
  return (object, now) => since(textAt(condition(object, type), 'lastTransitionTime'), now)
}

function currentVersion(version: KubeObject): string {
  return textAt(listAt(version, 'status', 'history').find((entry) => at(entry, 'state') === 'Completed'), 'version')
}

function userObject(situation: Situation): KubeObject {
  const { user, store } = situation
  const stored = store.get('users.user.openshift.io', undefined, user.name)
  const known = stored ?? ({ kind: 'User', apiVersion: 'user.openshift.io/v1', metadata: { name: user.name } } satisfies KubeObject)
  return { ...known, identities: listAt(known, 'identities'), groups: user.groups }
}

function ownToken(object: KubeObject, user: string): boolean {
  return textAt(object, 'userName') === user
}

const tokenColumns = [
  column('User Name', 'userName'),
  column('Client Name', 'clientName'),
  column('Created', (token, now) => since(token.metadata.creationTimestamp, now)),
  column('Expires', (token) => {
    const created = Date.parse(token.metadata.creationTimestamp ?? '')
    const seconds = Number(textAt(token, 'expiresIn'))
    return Number.isFinite(created) && Number.isFinite(seconds) ? new Date(created + seconds * 1000).toISOString() : ''
  }),
  column('Redirect URI', 'redirectURI'),
  column('Scopes', (token) => listAt(token, 'scopes').map(String).join(',')),
]

function configuration(plural: string, kind: string): Kind {
  return defineKind('config.openshift.io/v1', plural, kind, clusterCustom)
}

export const openshiftKinds: Kind[] = [
  defineKind('config.openshift.io/v1', 'clusterversions', 'ClusterVersion', {
    ...clusterCustom,
    description: "ClusterVersion is the configuration for the ClusterVersionOperator. This is where parameters related to automatic updates can be set.",
    columns: [
      column('Version', currentVersion),
      conditionColumn('Available', 'Available'),
      conditionColumn('Progressing', 'Progressing'),
      column('Since', conditionSince('Progressing'), { type: 'date' }),
      column('Status', (version) => textAt(condition(version, 'Progressing'), 'message')),
    ],
  }),
  defineKind('config.openshift.io/v1', 'clusteroperators', 'ClusterOperator', {
    ...clusterCustom,
    shortNames: ['co'],
    columns: [
      column('Version', (operator) => textAt(listAt(operator, 'status', 'versions').find((one) => at(one, 'name') === 'operator'), 'version')),
      conditionColumn('Available', 'Available'),
      conditionColumn('Progressing', 'Progressing'),
      conditionColumn('Degraded', 'Degraded'),
      column('Since', conditionSince('Available'), { type: 'date' }),
      column('Message', (operator) => textAt(condition(operator, 'Progressing'), 'message')),
    ],
  }),
  configuration('infrastructures', 'Infrastructure'),
  configuration('oauths', 'OAuth'),
  configuration('ingresses', 'Ingress'),
  configuration('networks', 'Network'),
  configuration('dnses', 'DNS'),
  configuration('consoles', 'Console'),
  configuration('apiservers', 'APIServer'),
  configuration('authentications', 'Authentication'),
  configuration('images', 'Image'),
  configuration('proxies', 'Proxy'),
  configuration('schedulers', 'Scheduler'),
  configuration('featuregates', 'FeatureGate'),
  defineKind('operator.openshift.io/v1', 'consoles', 'Console', clusterCustom),
  defineKind('console.openshift.io/v1', 'consoleclidownloads', 'ConsoleCLIDownload', { ...clusterCustom, columns: [column('Display name', 'spec.displayName'), age] }),
  defineKind('console.openshift.io/v1', 'consoleplugins', 'ConsolePlugin', clusterCustom),
  defineKind('console.openshift.io/v1', 'consolequickstarts', 'ConsoleQuickStart', { origin: 'crd', ...cluster, description: "ConsoleQuickStart is an extension for guiding user through various workflows in the OpenShift web console." }),
  defineKind('machineconfiguration.openshift.io/v1', 'machineconfigpools', 'MachineConfigPool', {
    ...clusterCustom,
    shortNames: ['mcp'],
    columns: [
      column('Config', 'status.configuration.name'),
      conditionColumn('Updated', 'Updated'),
      conditionColumn('Updating', 'Updating'),
      conditionColumn('Degraded', 'Degraded'),
      column('MachineCount', 'status.machineCount'),
      column('ReadyMachineCount', 'status.readyMachineCount'),
      column('UpdatedMachineCount', 'status.updatedMachineCount'),
      column('DegradedMachineCount', 'status.degradedMachineCount'),
      age,
    ],
  }),
  defineKind('user.openshift.io/v1', 'users', 'User', {
    ...cluster,
    ...aggregated,
    names: 'path',
    columns: [
      column('UID', (user) => user.metadata.uid ?? ''),
      column('Full Name', 'fullName'),
      column('Identities', (user) => listAt(user, 'identities').map(String).join(',')),
    ],
    find: (name, situation) => (name === '~' ? userObject(situation) : undefined),
  }),
  defineKind('user.openshift.io/v1', 'identities', 'Identity', {
    ...cluster,
    ...aggregated,
    names: 'path',
    columns: [column('IDP Name', 'providerName'), column('IDP User Name', 'providerUserName'), column('User Name', 'user.name'), column('User UID', 'user.uid')],
  }),
  defineKind('user.openshift.io/v1', 'groups', 'Group', {
    ...cluster,
    ...aggregated,
    names: 'path',
    columns: [column('Users', (group) => listAt(group, 'users').map(String).join(', '))],
  }),
  defineKind('oauth.openshift.io/v1', 'oauthaccesstokens', 'OAuthAccessToken', { ...cluster, ...aggregated, names: 'path', fields: ['clientName', 'userName'], columns: tokenColumns }),
  defineKind('oauth.openshift.io/v1', 'useroauthaccesstokens', 'UserOAuthAccessToken', {
    ...cluster,
    ...aggregated,
    names: 'path',
    verbs: ['delete', 'get', 'list', 'watch'],
    columns: tokenColumns,
    view: {
      of: 'oauthaccesstokens.oauth.openshift.io',
      show: (token) => ({ ...token, kind: 'UserOAuthAccessToken' }),
      visible: (token, user) => ownToken(token, user.name),
    },
  }),
  defineKind('oauth.openshift.io/v1', 'oauthclients', 'OAuthClient', {
    ...cluster,
    ...aggregated,
    names: 'path',
    columns: [
      column('Secret', 'secret'),
      column('WWW-Challenge', (client) => at(client, 'respondWithChallenges') === true, { type: 'boolean' }),
      column('Token-Max-Age', (client) => textAt(client, 'accessTokenMaxAgeSeconds') || 'default'),
      column('Redirect URIs', (client) => listAt(client, 'redirectURIs').map(String).join(',')),
    ],
  }),
  defineKind('route.openshift.io/v1', 'routes', 'Route', {
    ...aggregated,
    categories: ['all'],
    subresources: ['status'],
    fields: ['spec.host', 'spec.to.name'],
    columns: [
      column('Host/Port', 'spec.host'),
      column('Path', 'spec.path'),
      column('Services', 'spec.to.name'),
      column('Port', (route) => textAt(route, 'spec', 'port', 'targetPort') || '<all>'),
      column('Termination', (route) =>
        [textAt(route, 'spec', 'tls', 'termination'), textAt(route, 'spec', 'tls', 'insecureEdgeTerminationPolicy')].filter((part) => part !== '').join('/'),
      ),
      column('Wildcard', (route) => textAt(route, 'spec', 'wildcardPolicy') || 'None'),
    ],
    prepare(route) {
      const spec = objectAt(route, 'spec')
      spec['host'] ??= `${route.metadata.name}-${route.metadata.namespace ?? ''}.apps.ocp4.example.com`
      spec['wildcardPolicy'] ??= 'None'
      route['spec'] = spec
    },
  }),
  defineKind('image.openshift.io/v1', 'imagestreams', 'ImageStream', {
    ...aggregated,
    shortNames: ['is'],
    categories: ['all'],
    subresources: ['status'],
    columns: [
      column('Image Repository', 'status.dockerImageRepository'),
      column('Tags', (stream) => listAt(stream, 'spec', 'tags').map((tag) => textAt(tag, 'name')).join(',')),
    ],
  }),
  defineKind('template.openshift.io/v1', 'templates', 'Template', {
    ...aggregated,
    columns: [
      column('Description', (template) => template.metadata.annotations?.['description'] ?? ''),
      column('Parameters', (template) => {
        const parameters = listAt(template, 'parameters')
        const generated = parameters.filter((parameter) => textAt(parameter, 'generate') !== '').length
        return `${parameters.length} (${generated > 0 ? `${generated} generated` : 'all set'})`
      }),
      column('Objects', (template) => listAt(template, 'objects').length),
    ],
  }),
  defineKind('security.openshift.io/v1', 'securitycontextconstraints', 'SecurityContextConstraints', { ...cluster, origin: 'crd', shortNames: ['scc'], singular: 'securitycontextconstraints' }),
  defineKind('operators.coreos.com/v1alpha1', 'subscriptions', 'Subscription', {
    ...custom,
    shortNames: ['sub', 'subs'],
    categories: ['olm'],
    description: 'Subscription keeps operators up to date by tracking changes to Catalogs.',
    schema: described(subscriptionSchema),
    columns: [column('Package', 'spec.name'), column('Source', 'spec.source'), column('Channel', 'spec.channel')],
  }),
  defineKind('operators.coreos.com/v1alpha1', 'installplans', 'InstallPlan', {
    ...custom,
    shortNames: ['ip'],
    categories: ['olm'],
    columns: [
      column('CSV', (plan) => textAt(plan, 'spec', 'clusterServiceVersionNames', 0)),
      column('Approval', 'spec.approval'),
      column('Approved', (plan) => at(plan, 'spec', 'approved') === true, { type: 'boolean' }),
    ],
  }),
  defineKind('operators.coreos.com/v1alpha1', 'clusterserviceversions', 'ClusterServiceVersion', {
    ...custom,
    shortNames: ['csv', 'csvs'],
    categories: ['olm'],
    columns: [column('Display', 'spec.displayName'), column('Version', 'spec.version'), column('Replaces', 'spec.replaces'), column('Phase', 'status.phase')],
  }),
  defineKind('operators.coreos.com/v1alpha1', 'catalogsources', 'CatalogSource', {
    ...custom,
    shortNames: ['catsrc'],
    categories: ['olm'],
    columns: [column('Display', 'spec.displayName'), column('Type', 'spec.sourceType'), column('Publisher', 'spec.publisher'), age],
  }),
  defineKind('operators.coreos.com/v1', 'operatorgroups', 'OperatorGroup', {
    ...custom,
    shortNames: ['og'],
    categories: ['olm'],
    description: 'OperatorGroup is the unit of multitenancy for OLM managed operators. It constrains the installation of operators in its namespace to a specified set of target namespaces.',
    schema: described(operatorGroupSchema),
  }),
  defineKind('packages.operators.coreos.com/v1', 'packagemanifests', 'PackageManifest', {
    ...aggregated,
    verbs: ['get', 'list'],
    columns: [column('Catalog', 'status.catalogSourceDisplayName'), age],
  }),
  defineKind('snapshot.storage.k8s.io/v1', 'volumesnapshots', 'VolumeSnapshot', { ...custom, shortNames: ['vs'] }),
  defineKind('snapshot.storage.k8s.io/v1', 'volumesnapshotclasses', 'VolumeSnapshotClass', { origin: 'crd', ...cluster, shortNames: ['vsclass'] }),
  defineKind('k8s.cni.cncf.io/v1', 'network-attachment-definitions', 'NetworkAttachmentDefinition', { origin: 'crd', shortNames: ['net-attach-def'] }),
]

/** The definition that OpenShift's installer or an operator has put there for a custom kind. */
export function crdOf(kind: Kind): KubeObject {
  const printed: JsonObject[] = []
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${kind.group}` },
    spec: {
      group: kind.group,
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      names: { plural: kind.plural, singular: kind.singular, kind: kind.kind, listKind: `${kind.kind}List`, shortNames: kind.shortNames, categories: kind.categories },
      versions: [{ name: kind.version, served: true, storage: true, subresources: kind.subresources.includes('status') ? { status: {} } : {}, additionalPrinterColumns: printed }],
    },
  }
}

const columnTypes: Record<string, Column['type']> = { string: 'string', integer: 'integer', date: 'date', boolean: 'boolean', number: 'integer' }

/** The kind that a user's own CustomResourceDefinition describes: its first served version. */
export function kindOfCrd(definition: KubeObject): Kind | undefined {
  const spec = objectAt(definition, 'spec')
  const names = objectAt(spec, 'names')
  const version = listAt(spec, 'versions').find((one) => at(one, 'served') === true)
  if (version === undefined) return undefined
  const columns = listAt(version, 'additionalPrinterColumns')
    .filter(isObject)
    .map((printed): Column => {
      const path = textAt(printed, 'jsonPath').replace(/^\./, '').split('.')
      const type = columnTypes[textAt(printed, 'type')] ?? 'string'
      const cell: Column['cell'] = type === 'date' ? (object, now) => since(textAt(object, ...path), now) : (object) => textAt(object, ...path)
      return { name: textAt(printed, 'name'), type, priority: Number(textAt(printed, 'priority')) > 0 ? 1 : 0, cell }
    })
  return defineKind(`${textAt(spec, 'group')}/${textAt(version, 'name')}`, textAt(names, 'plural'), textAt(names, 'kind'), {
    singular: textAt(names, 'singular') || textAt(names, 'kind').toLowerCase(),
    shortNames: listAt(names, 'shortNames').map(String),
    categories: listAt(names, 'categories').map(String),
    namespaced: textAt(spec, 'scope') === 'Namespaced',
    origin: 'crd',
    subresources: isObject(at(version, 'subresources', 'status')) ? ['status'] : [],
    columns: columns.length > 0 ? columns : [age],
  })
}

