import type { Resources } from '../api/resources'
import { ApiError } from '../api/status'
import { resourceOf, type Kind } from '../kinds/kind'
import type { KubeObject } from '../objects/json'
import { serviceAccountBindings } from '../world/access'
import { securityRanges } from '../world/namespaces'
import { itself, type Controller } from './runner'

// A real project takes some seconds to go; students are to see "Terminating".
const terminatingMs = 1_500

/** Fills a new namespace with what every namespace has, and empties one that is being deleted. */
export function namespaceController(resources: Resources): Controller {
  const { store, kinds } = resources

  /** The ranges of users and labels that OpenShift gives a namespace for its pods. */
  function annotate(namespace: KubeObject): void {
    if (namespace.metadata.annotations?.['openshift.io/sa.scc.uid-range'] !== undefined) return
    const annotations = { ...namespace.metadata.annotations, ...securityRanges(store.list('namespaces').length) }
    store.put('namespaces', { ...namespace, metadata: { ...namespace.metadata, annotations } })
  }

  function furnish(namespace: string): void {
    const put = (resource: string, object: KubeObject): void => {
      if (store.get(resource, namespace, object.metadata.name) === undefined) resources.create(kinds.get(resource), object)
    }
    for (const name of ['default', 'builder', 'deployer']) put('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } })
    // The authorities' certificates themselves are in the classroom's ca.crt.
    for (const [name, key] of [['kube-root-ca.crt', 'ca.crt'], ['openshift-service-ca.crt', 'service-ca.crt']] as const) put('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { [key]: '' } })
    if (!/^(openshift|kube)(-|$)/.test(namespace)) for (const binding of serviceAccountBindings(namespace)) put('rolebindings.rbac.authorization.k8s.io', binding)
  }

  /** A webhook may refuse; then the namespace stays Terminating, and it is tried again. */
  function gone(kind: Kind, object: KubeObject): boolean {
    try {
      return resources.delete(kind, object, { propagation: 'Background' }).gone
    } catch (error) {
      if (error instanceof ApiError) return false
      throw error
    }
  }

  function empty(namespace: string): boolean {
    let left = 0
    for (const kind of kinds.all()) {
      if (!kind.namespaced || kind.view !== undefined || kind.answer !== undefined) continue
      for (const object of store.list(resourceOf(kind), namespace)) {
        if (!gone(kind, object)) left += 1
      }
    }
    return left === 0
  }

  return {
    name: 'namespace',
    triggers: { namespaces: itself },
    reconcile(_, name, wait) {
      const namespace = store.get('namespaces', undefined, name)
      if (namespace === undefined) return
      if (namespace.metadata.deletionTimestamp === undefined) {
        furnish(name)
        return annotate(namespace)
      }
      if (!wait('terminating', terminatingMs)) return
      if (empty(name)) store.remove('namespaces', undefined, name)
      // Whatever lingers (a machine that shuts down) is looked at again.
      else wait('terminating', terminatingMs)
    },
  }
}
