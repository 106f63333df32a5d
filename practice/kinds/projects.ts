import { alreadyExists, invalid } from '../api/status'
import { textAt, type KubeObject } from '../objects/json'
import { age, column, defineKind, type Kind, type Situation, type View } from './kind'

const projectVersion = 'project.openshift.io/v1'

function showNamespace(namespace: KubeObject): KubeObject {
  return { ...namespace, kind: 'Project', apiVersion: projectVersion }
}

const projectView: View = {
  of: 'namespaces',
  show: showNamespace,
  visible: (object, user, situation) =>
    situation.allowed(user, { verb: 'get', group: '', resource: 'namespaces', namespace: object.metadata.name, name: object.metadata.name }),
}

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

/** What OpenShift's project template makes: the namespace and, for its requester, the role `admin` in it. */
function createProject(request: KubeObject, situation: Situation): KubeObject {
  const { name } = request.metadata
  const user = situation.user.name
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > 63) {
    throw invalid('', 'ProjectRequest', name, [{ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${labelRule}`, field: 'metadata.name' }])
  }
  if (situation.store.get('namespaces', undefined, name) !== undefined) throw alreadyExists({ group: 'project.openshift.io', resource: 'project' }, name)
  const namespace = situation.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      annotations: {
        'openshift.io/description': textAt(request, 'description'),
        'openshift.io/display-name': textAt(request, 'displayName'),
        'openshift.io/requester': user,
      },
    },
  })
  situation.create('rolebindings.rbac.authorization.k8s.io', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'admin', namespace: name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  })
  return showNamespace(namespace)
}

export const projectKinds: Kind[] = [
  defineKind(projectVersion, 'projects', 'Project', {
    namespaced: false,
    origin: 'aggregated',
    names: 'label',
    fields: ['status.phase'],
    description: 'Projects are the unit of isolation and collaboration in OpenShift.',
    columns: [column('Display Name', (project) => project.metadata.annotations?.['openshift.io/display-name'] ?? ''), column('Status', 'status.phase')],
    view: projectView,
  }),
  defineKind(projectVersion, 'projectrequests', 'ProjectRequest', {
    namespaced: false,
    origin: 'aggregated',
    names: 'path',
    verbs: ['create', 'list'],
    columns: [age],
    answer: createProject,
  }),
]
