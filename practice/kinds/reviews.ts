import type { Attributes } from '../access/authorizer'
import type { User } from '../access/user'
import { listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { defineKind, type Kind, type Situation } from './kind'

const review = { namespaced: false, verbs: ['create'], columns: [], names: 'path' } satisfies Partial<Kind>

function answered(request: KubeObject, status: JsonObject): KubeObject {
  return { ...request, status }
}

function attributesOf(from: JsonObject): Attributes {
  const subresource = textAt(from, 'subresource')
  return {
    verb: textAt(from, 'verb'),
    group: textAt(from, 'group') || textAt(from, 'resourceAPIGroup'),
    resource: textAt(from, 'resource'),
    ...(subresource === '' ? {} : { subresource }),
    namespace: textAt(from, 'namespace') || undefined,
    name: textAt(from, 'name') || textAt(from, 'resourceName') || undefined,
  }
}

function decide(user: User, request: KubeObject, situation: Situation): KubeObject {
  const path = objectAt(request, 'spec', 'nonResourceAttributes')
  const allowed =
    textAt(path, 'path') === ''
      ? situation.allowed(user, attributesOf(objectAt(request, 'spec', 'resourceAttributes')))
      : situation.pathAllowed(user, textAt(path, 'verb'), textAt(path, 'path'))
  return answered(request, allowed ? { allowed, reason: 'RBAC: allowed' } : { allowed })
}

function subjectOf(spec: JsonObject): User {
  return { name: textAt(spec, 'user'), uid: textAt(spec, 'uid'), groups: listAt(spec, 'groups').map(String) }
}

function userInfo(user: User): JsonObject {
  // What a token from a login may be used for: everything.
  const extra = user.groups.includes('system:authenticated:oauth') ? { 'scopes.authorization.openshift.io': ['user:full'] } : undefined
  return { username: user.name, uid: user.uid === '' ? undefined : user.uid, groups: user.groups, extra }
}

/** OpenShift's older review: attributes at the top level, the answer has a namespace. */
function openshiftReview(request: KubeObject, situation: Situation): KubeObject {
  const named = textAt(request, 'user')
  const user = named === '' ? situation.user : { name: named, uid: '', groups: listAt(request, 'groups').map(String) }
  const allowed = situation.allowed(user, attributesOf(request))
  return { kind: 'SubjectAccessReviewResponse', apiVersion: 'authorization.openshift.io/v1', metadata: request.metadata, namespace: textAt(request, 'namespace'), allowed }
}

function rulesReview(request: KubeObject, situation: Situation): KubeObject {
  const rules = situation.rules(situation.user, textAt(request, 'spec', 'namespace') || situation.namespace)
  const resourceRules = rules.filter((rule) => rule['resources'] !== undefined)
  const nonResourceRules = rules.filter((rule) => rule['nonResourceURLs'] !== undefined)
  return answered(request, { resourceRules, nonResourceRules, incomplete: false })
}

export const reviewKinds: Kind[] = [
  defineKind('authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview', {
    ...review,
    answer: (request, situation) => answered(request, { userInfo: userInfo(situation.user) }),
  }),
  defineKind('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', {
    ...review,
    answer: (request, situation) => decide(situation.user, request, situation),
  }),
  defineKind('authorization.k8s.io/v1', 'subjectaccessreviews', 'SubjectAccessReview', {
    ...review,
    answer: (request, situation) => decide(subjectOf(objectAt(request, 'spec')), request, situation),
  }),
  defineKind('authorization.k8s.io/v1', 'localsubjectaccessreviews', 'LocalSubjectAccessReview', {
    ...review,
    namespaced: true,
    answer: (request, situation) => decide(subjectOf(objectAt(request, 'spec')), request, situation),
  }),
  defineKind('authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', { ...review, answer: rulesReview }),
  defineKind('authorization.openshift.io/v1', 'subjectaccessreviews', 'SubjectAccessReview', { ...review, origin: 'aggregated', answer: openshiftReview }),
]
