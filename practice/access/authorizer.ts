import { at, isObject, listAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import type { User } from './user'

export interface Attributes {
  verb: string
  group: string
  resource: string
  subresource?: string
  namespace?: string | undefined
  name?: string | undefined
}

/** RBAC as Kubernetes evaluates it, over the roles and bindings in the store. */
export class Authorizer {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  allowed(user: User, attributes: Attributes): boolean {
    if (user.groups.includes('system:masters')) return true
    return this.rules(user, attributes.namespace).some((rule) => resourceRuleAllows(rule, attributes))
  }

  pathAllowed(user: User, verb: string, path: string): boolean {
    if (user.groups.includes('system:masters')) return true
    return this.rules(user, undefined).some(
      (rule) =>
        includes(rule['verbs'], verb) &&
        listAt(rule, 'nonResourceURLs').some((pattern) => typeof pattern === 'string' && (pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))))),
    )
  }

  /** What `user` may do: cluster-wide, and in `namespace` if one is given. */
  rules(user: User, namespace: string | undefined): JsonObject[] {
    const bindings = this.#store.list('clusterrolebindings.rbac.authorization.k8s.io')
    const local = namespace === undefined || namespace === '' ? [] : this.#store.list('rolebindings.rbac.authorization.k8s.io', namespace)
    return [...bindings, ...local].filter((binding) => bindsUser(binding, user)).flatMap((binding) => this.#roleRules(binding))
  }

  #roleRules(binding: KubeObject): JsonObject[] {
    const name = textAt(binding, 'roleRef', 'name')
    const role =
      textAt(binding, 'roleRef', 'kind') === 'ClusterRole'
        ? this.#store.get('clusterroles.rbac.authorization.k8s.io', undefined, name)
        : this.#store.get('roles.rbac.authorization.k8s.io', binding.metadata.namespace, name)
    return listAt(role, 'rules').filter(isObject)
  }
}

function bindsUser(binding: KubeObject, user: User): boolean {
  return listAt(binding, 'subjects').some((subject) => {
    const name = textAt(subject, 'name')
    switch (textAt(subject, 'kind')) {
      case 'User':
        return name === user.name
      case 'Group':
        return user.groups.includes(name)
      case 'ServiceAccount':
        return user.name === `system:serviceaccount:${textAt(subject, 'namespace') || (binding.metadata.namespace ?? '')}:${name}`
      default:
        return false
    }
  })
}

function includes(list: Json | undefined, value: string): boolean {
  return Array.isArray(list) && (list.includes('*') || list.includes(value))
}

function resourceRuleAllows(rule: JsonObject, { verb, group, resource, subresource, name }: Attributes): boolean {
  if (!includes(rule['verbs'], verb) || !includes(rule['apiGroups'], group)) return false
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  if (!includes(rule['resources'], full) && !(subresource !== undefined && listAt(rule, 'resources').includes(`*/${subresource}`))) return false
  const names = at(rule, 'resourceNames')
  return !Array.isArray(names) || names.length === 0 || (name !== undefined && names.includes(name))
}
