import type { Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { listAt, numberAt, objectAt, sameJson, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { controlledBy, itself, targetOf, type Controller } from './runner'

const slices = 'endpointslices.discovery.k8s.io'

/** Keeps, for every service with a selector, the addresses of the pods that it selects: virtual machines' launchers are such pods. */
export function endpointsController(resources: Resources): Controller {
  const { store, kinds } = resources

  function selectedPods(service: KubeObject): KubeObject[] {
    const wanted = Object.entries(objectAt(service, 'spec', 'selector'))
    return store.list('pods', service.metadata.namespace).filter((pod) => {
      const ended = pod.metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'))
      return !ended && textAt(pod, 'status', 'podIP') !== '' && wanted.every(([key, value]) => pod.metadata.labels?.[key] === textAt(value))
    })
  }

  function ports(service: KubeObject, pods: KubeObject[]): JsonObject[] {
    return listAt(service, 'spec', 'ports').flatMap((port) => {
      const target = objectAt(port)['targetPort']
      const number = typeof target === 'string' ? namedPort(pods, target) : numberAt(port, 'targetPort') || numberAt(port, 'port')
      if (number === undefined) return []
      const name = textAt(port, 'name')
      return [{ ...(name === '' ? {} : { name }), port: number, protocol: textAt(port, 'protocol') || 'TCP' }]
    })
  }

  function address(pod: KubeObject): JsonObject {
    const { name, namespace, uid } = pod.metadata
    return { ip: textAt(pod, 'status', 'podIP'), nodeName: textAt(pod, 'spec', 'nodeName'), targetRef: { kind: 'Pod', name, namespace, uid } }
  }

  function write(resource: 'endpoints' | typeof slices, object: KubeObject): void {
    const known = store.get(resource, object.metadata.namespace, object.metadata.name)
    if (known === undefined) resources.create(kinds.get(resource), object)
    else if (!sameJson(known['subsets'], object['subsets']) || !sameJson(known['endpoints'], object['endpoints']) || !sameJson(known['ports'], object['ports'])) store.put(resource, { ...known, ...object, metadata: known.metadata })
  }

  return {
    name: 'endpoints',
    triggers: {
      services: itself,
      pods: ({ object }) => store.list('services', object.metadata.namespace).map(targetOf),
    },
    reconcile(namespace, name) {
      const service = store.get('services', namespace, name)
      if (service === undefined) return void store.remove('endpoints', namespace, name)
      if (Object.keys(objectAt(service, 'spec', 'selector')).length === 0) return
      if (store.get('namespaces', undefined, namespace ?? '')?.metadata.deletionTimestamp !== undefined) return
      const pods = selectedPods(service)
      const open = ports(service, pods)
      const ready = pods.filter((pod) => conditionStatus(pod, 'Ready') === 'True')
      const waiting = pods.filter((pod) => !ready.includes(pod))
      const subset: JsonObject = { addresses: ready.length === 0 ? undefined : ready.map(address), notReadyAddresses: waiting.length === 0 ? undefined : waiting.map(address), ports: open }
      const metadata = { name, namespace: namespace ?? '', labels: service.metadata.labels ?? {} }
      write('endpoints', { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: pods.length === 0 ? [] : [subset] })
      write(slices, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: `${name}-${(service.metadata.uid ?? '').slice(0, 5)}`, namespace: namespace ?? '', labels: { ...service.metadata.labels, 'kubernetes.io/service-name': name }, ownerReferences: [controlledBy(service)] },
        addressType: 'IPv4',
        endpoints: pods.map((pod) => ({ addresses: [textAt(pod, 'status', 'podIP')], conditions: { ready: ready.includes(pod) }, nodeName: textAt(pod, 'spec', 'nodeName'), targetRef: address(pod)['targetRef'] })),
        ports: open,
      })
    },
  }
}

function namedPort(pods: KubeObject[], name: string): number | undefined {
  const all: Json[] = pods.flatMap((pod) => listAt(pod, 'spec', 'containers').flatMap((container) => listAt(container, 'ports')))
  const found = all.find((port) => textAt(port, 'name') === name)
  return found === undefined ? undefined : numberAt(found, 'containerPort')
}
