import type { Resources } from '../api/resources'
import { conditionStatus, resourceOf, type Kind } from '../kinds/kind'
import { crdOf } from '../kinds/openshift'
import { kindTable } from '../kinds/registry'
import { at, listAt, objectAt, sameJson, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { releaseOf, virtualizationImage } from '../world/release'
import { components, consoleObjects, consoleWorkloads, operatorNamespace, type Component } from '../world/virtualization'
import { workloadObject, type WorkloadPlan } from '../world/workloads'
import { controlledBy, isControlledBy, itself, targetOf, type Controller, type Target } from './runner'

const hyperConvergeds = 'hyperconvergeds.hco.kubevirt.io'
const definitions = 'customresourcedefinitions.apiextensions.k8s.io'
const consoles = 'consoles.operator.openshift.io'

// Classroom time between two of the operator's steps.
const stepMs = 600
const uninstallMs = 1_500

/** The operators of OpenShift Virtualization: the HyperConverged's own, and those of the components that it creates. */
export function virtualizationControllers(resources: Resources): Controller[] {
  return [hyperConvergedController(resources), ...components.map((component) => componentController(resources, component)), nodeDevicesController(resources)]
}

function conditions(of: KubeObject, now: string, all: [type: string, status: string, reason: string, message: string][]): JsonObject[] {
  return all.map(([type, status, reason, message]) => {
    const known = listAt(of, 'status', 'conditions').find((one) => at(one, 'type') === type)
    const since = textAt(known, 'status') === status ? textAt(known, 'lastTransitionTime') : now
    return { type, status, reason, message, lastTransitionTime: since, observedGeneration: of.metadata.generation }
  })
}

/** An operator runs only while its deployment does: without it, nothing is done. */
function operates({ store }: Resources, name: string): boolean {
  return conditionStatus(store.get('deployments.apps', operatorNamespace, name), 'Available') === 'True'
}

function resourceOfWorkload({ kind }: WorkloadPlan): 'daemonsets.apps' | 'deployments.apps' {
  return kind === 'DaemonSet' ? 'daemonsets.apps' : 'deployments.apps'
}

function present({ store }: Resources, plan: WorkloadPlan): boolean {
  return store.get(resourceOfWorkload(plan), plan.namespace, plan.name) !== undefined
}

function available({ store }: Resources, { kind, namespace, name }: WorkloadPlan): boolean {
  if (kind === 'Deployment') return conditionStatus(store.get('deployments.apps', namespace, name), 'Available') === 'True'
  const set = store.get('daemonsets.apps', namespace, name)
  return set?.['status'] !== undefined && at(set, 'status', 'numberReady') === at(set, 'status', 'desiredNumberScheduled')
}

function deploy(resources: Resources, owner: KubeObject, workloads: WorkloadPlan[]): void {
  const { store, kinds } = resources
  const release = releaseOf(store)
  for (const plan of workloads) {
    if (present(resources, plan)) continue
    const workload = workloadObject(plan, (container) => virtualizationImage(release, container))
    resources.create(kinds.get(resourceOfWorkload(plan)), { ...workload, metadata: { ...workload.metadata, ownerReferences: [controlledBy(owner)] } })
  }
}

const managed = { 'app.kubernetes.io/managed-by': 'hco-operator' }

function kindOf({ kinds }: Resources, { apiVersion, kind }: KubeObject): Kind | undefined {
  return kinds.ofManifest(apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '', kind)
}

/** Creates what is missing; an object's status is its operator's word, so it is kept. */
function furnish(resources: Resources, objects: KubeObject[]): void {
  const { store } = resources
  for (const object of objects) {
    const kind = kindOf(resources, object)
    if (kind === undefined) continue
    const resource = resourceOf(kind)
    const { namespace, name, labels } = object.metadata
    if (store.get(resource, namespace, name) !== undefined) continue
    const made = resources.create(kind, { ...object, metadata: { ...object.metadata, labels: { ...labels, ...managed } } })
    if (object['status'] !== undefined) resources.setStatus(resource, made, objectAt(object, 'status'))
  }
}

function remove(resources: Resources, objects: KubeObject[]): void {
  const { store } = resources
  for (const object of objects) {
    const kind = kindOf(resources, object)
    const live = kind === undefined ? undefined : store.get(resourceOf(kind), object.metadata.namespace, object.metadata.name)
    if (kind !== undefined && live !== undefined && live.metadata.labels?.['app.kubernetes.io/managed-by'] === 'hco-operator') resources.delete(kind, live)
  }
}

function dropFinalizers(resources: Resources, resource: string, object: KubeObject): void {
  resources.update(resources.kinds.get(resource), object, { ...object, metadata: { ...object.metadata, finalizers: [] } })
}

function hyperConvergedController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function componentObject({ resource, namespaced, name }: Component): KubeObject | undefined {
    return store.get(resource, namespaced ? operatorNamespace : undefined, name)
  }

  function createComponent(owner: KubeObject, { resource, apiVersion, kind, name, namespaced }: Component): void {
    resources.create(kinds.get(resource), {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespaced ? { namespace: operatorNamespace } : {}),
        labels: { app: 'kubevirt-hyperconverged', ...managed },
        finalizers: [`${apiVersion.replace(/\/.*$/, '')}/finalizer`],
        ...(namespaced ? { ownerReferences: [controlledBy(owner)] } : {}),
      },
      spec: {},
    })
  }

  function setPlugin(present: boolean): void {
    const console = store.get(consoles, undefined, 'cluster')
    if (console === undefined) return
    const others = listAt(console, 'spec', 'plugins').filter((plugin) => plugin !== 'kubevirt-plugin')
    const plugins = present ? [...others, 'kubevirt-plugin'] : others
    if (!sameJson(listAt(console, 'spec', 'plugins'), plugins)) resources.update(kinds.get(consoles), console, { ...console, spec: { ...objectAt(console, 'spec'), plugins } })
  }

  function report(hco: KubeObject, all: [type: string, status: string, reason: string, message: string][], health: 'healthy' | 'warning' | 'error'): void {
    const related = components.flatMap((component) => {
      const object = componentObject(component)
      return object === undefined ? [] : [{ apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name, namespace: object.metadata.namespace, uid: object.metadata.uid }]
    })
    resources.setStatus(hyperConvergeds, hco, {
      conditions: conditions(hco, timestamp(clock.now()), all),
      versions: health === 'healthy' ? [{ name: 'operator', version: releaseOf(store).virtualization }] : listAt(hco, 'status', 'versions'),
      relatedObjects: related,
      observedGeneration: hco.metadata.generation,
      systemHealthStatus: health,
    })
  }

  function progress(hco: KubeObject, component: Component): void {
    const { kind } = component
    const words = textAt(listAt(componentObject(component), 'status', 'conditions').find((one) => at(one, 'type') === 'Available'), 'message')
    report(
      hco,
      [
        ['ReconcileComplete', 'True', 'ReconcileCompleted', 'Reconcile completed successfully'],
        ['Available', 'False', `${kind}NotAvailable`, `${kind} is not available: ${words}`],
        ['Progressing', 'True', `${kind}Progressing`, `${kind} is progressing: ${words}`],
        ['Degraded', 'False', 'ReconcileCompleted', 'Reconcile completed successfully'],
        ['Upgradeable', 'False', `${kind}Progressing`, `${kind} is progressing: ${words}`],
      ],
      'warning',
    )
  }

  function uninstall(hco: KubeObject): void {
    setPlugin(false)
    remove(resources, consoleObjects())
    const left = components.flatMap((component) => {
      const object = componentObject(component)
      return object === undefined ? [] : [{ component, object }]
    })
    for (const { component, object } of left) if (object.metadata.deletionTimestamp === undefined) resources.delete(kinds.get(component.resource), object)
    if (left.length > 0) return
    store.remove('priorityclasses.scheduling.k8s.io', undefined, 'kubevirt-cluster-critical')
    const live = store.get(hyperConvergeds, hco.metadata.namespace, hco.metadata.name)
    if (live !== undefined) dropFinalizers(resources, hyperConvergeds, live)
  }

  const theOne = (): Target[] => store.list(hyperConvergeds).map(targetOf)

  return {
    name: 'hyperconverged',
    triggers: {
      [hyperConvergeds]: itself,
      'deployments.apps': ({ object }) => (object.metadata.namespace === operatorNamespace ? theOne() : undefined),
      ...Object.fromEntries(components.map(({ resource }) => [resource, theOne])),
    },
    reconcile(namespace, name, wait) {
      const hco = store.get(hyperConvergeds, namespace, name)
      if (hco === undefined || !operates(resources, 'hco-operator')) return
      const uid = hco.metadata.uid ?? ''
      if (hco.metadata.deletionTimestamp !== undefined) return uninstall(hco)
      if (hco['status'] === undefined) {
        const words = 'Initializing HyperConverged cluster'
        return report(
          hco,
          [
            ['ReconcileComplete', 'Unknown', 'Init', words],
            ['Available', 'False', 'Init', words],
            ['Progressing', 'True', 'Init', words],
            ['Degraded', 'False', 'Init', words],
            ['Upgradeable', 'Unknown', 'Init', words],
          ],
          'warning',
        )
      }
      furnish(resources, [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'kubevirt-cluster-critical' }, value: 1_000_000_000, description: 'This priority class should be used for KubeVirt core components only.' }])
      const missing = components.find((component) => componentObject(component) === undefined)
      if (missing !== undefined) {
        if (wait(`${uid} ${missing.kind}`, stepMs)) createComponent(hco, missing)
      } else deploy(resources, hco, consoleWorkloads)
      const behind = components.find((component) => componentObject(component) !== undefined && conditionStatus(componentObject(component), 'Available') !== 'True')
      if (behind !== undefined) return progress(hco, behind)
      if (missing !== undefined) return
      if (!consoleWorkloads.every((plan) => available(resources, plan))) return
      furnish(resources, consoleObjects())
      setPlugin(true)
      const done = (type: string, status: string): [string, string, string, string] => [type, status, 'ReconcileCompleted', 'Reconcile completed successfully']
      report(hco, [done('ReconcileComplete', 'True'), done('Available', 'True'), done('Progressing', 'False'), done('Degraded', 'False'), done('Upgradeable', 'True')], 'healthy')
    },
  }
}

const operators: Record<Component['kind'], string> = { KubeVirt: 'virt-operator', CDI: 'cdi-operator', NetworkAddonsConfig: 'cluster-network-addons-operator', SSP: 'ssp-operator' }

/** One component's operator: defines kinds, deploys, reports; and takes all of it back when the component is deleted. */
function componentController(resources: Resources, component: Component): Controller {
  const { store, kinds, clock } = resources
  const { resource, kind, name, groups, workloads } = component
  const target: Target = { namespace: component.namespaced ? operatorNamespace : undefined, name }

  function ownDefinitions(): KubeObject[] {
    return kindTable.filter((one) => groups.includes(one.group) && resourceOf(one) !== resource).map(crdOf)
  }

  function define(): void {
    for (const definition of ownDefinitions()) if (store.get(definitions, undefined, definition.metadata.name) === undefined) resources.create(kinds.get(definitions), definition)
  }

  function objects(): KubeObject[] {
    return component.objects(store.list('storageclasses.storage.k8s.io').map(({ metadata }) => metadata.name))
  }

  function report(object: KubeObject, deployed: boolean): void {
    const release = releaseOf(store)
    const { reason, message } = deployed ? component.deployed : component.deploying(release)
    const status = deployed ? 'True' : 'False'
    resources.setStatus(resource, object, {
      ...(kind === 'NetworkAddonsConfig' ? {} : { phase: deployed ? 'Deployed' : 'Deploying' }),
      conditions: conditions(object, timestamp(clock.now()), [
        ['Available', status, reason, message],
        ['Progressing', deployed ? 'False' : 'True', reason, message],
        ['Degraded', 'False', reason, message],
      ]),
      ...(kind === 'KubeVirt' ? { observedKubeVirtVersion: release.virtualization, targetKubeVirtVersion: release.virtualization, operatorVersion: release.virtualization } : { observedVersion: release.virtualization, targetVersion: release.virtualization, operatorVersion: release.virtualization }),
      observedGeneration: object.metadata.generation,
    })
  }

  function uninstall(object: KubeObject): void {
    remove(resources, objects())
    for (const plan of workloads) {
      const set = resourceOfWorkload(plan)
      const live = store.get(set, plan.namespace, plan.name)
      if (live !== undefined && isControlledBy(live, object)) resources.delete(kinds.get(set), live)
    }
    for (const { metadata } of ownDefinitions()) store.remove(definitions, undefined, metadata.name)
    dropFinalizers(resources, resource, object)
  }

  return {
    name: `component ${kind}`,
    triggers: {
      [resource]: itself,
      ...Object.fromEntries(['deployments.apps', 'daemonsets.apps'].map((set) => [set, ({ object }: { object: KubeObject }) => (object.metadata.namespace === operatorNamespace ? target : undefined)])),
    },
    reconcile(namespace, objectName, wait) {
      const object = store.get(resource, namespace, objectName)
      if (object === undefined || !operates(resources, operators[kind])) return
      const uid = object.metadata.uid ?? ''
      if (object.metadata.deletionTimestamp !== undefined) {
        if (wait(`${uid} uninstall`, uninstallMs)) uninstall(object)
        return
      }
      if (object['status'] === undefined) return report(object, false)
      if (!component.needs.every((needed) => kinds.has(needed))) return void wait(`${uid} needs`, stepMs)
      if (!workloads.some((plan) => present(resources, plan)) && !wait(`${uid} prepare`, component.preparesMs)) return
      // Its kinds are there before anything that serves them.
      define()
      deploy(resources, object, workloads)
      if (!workloads.every((plan) => available(resources, plan))) return
      if (conditionStatus(object, 'Available') !== 'True') furnish(resources, objects())
      report(object, true)
    },
  }
}

/** On a node that the classroom's control took hardware virtualization from. */
export const noKvm = 'practice/no-kvm'

const kvm = 'devices.kubevirt.io/kvm'
const devices = [kvm, 'devices.kubevirt.io/tun', 'devices.kubevirt.io/vhost-net']
const handlerLabels: Record<string, string> = {
  'kubevirt.io/schedulable': 'true',
  'cpu-feature.node.kubevirt.io/vmx': 'true',
  'cpu-model.node.kubevirt.io/Cascadelake-Server': 'true',
  'cpu-vendor.node.kubevirt.io/Intel': 'true',
  'host-model-cpu.node.kubevirt.io/Cascadelake-Server': 'true',
  'machine-type.node.kubevirt.io/pc-q35-rhel9.6.0': 'true',
}

/** What virt-handler tells of its node: that it can run virtual machines, and its devices. */
function nodeDevicesController(resources: Resources): Controller {
  const { store, clock } = resources
  return {
    name: 'node devices',
    triggers: {
      nodes: itself,
      pods: ({ object }) => (object.metadata.labels?.['app'] === 'virt-handler' ? { namespace: undefined, name: textAt(object, 'spec', 'nodeName') } : undefined),
    },
    reconcile(_, name) {
      const node = store.get('nodes', undefined, name)
      if (node === undefined) return
      const handled = store.list('pods', operatorNamespace).some((pod) => pod.metadata.labels?.['app'] === 'virt-handler' && textAt(pod, 'spec', 'nodeName') === name && conditionStatus(pod, 'Ready') === 'True')
      const told = node.metadata.labels?.['kubevirt.io/schedulable'] === 'true' && textAt(node, 'status', 'allocatable', 'devices.kubevirt.io/kvm') !== ''
      // A handler that only restarts leaves what it told; one whose operator is gone does not.
      const installed = store.get('daemonsets.apps', operatorNamespace, 'virt-handler') !== undefined
      const wantedKvm = node.metadata.annotations?.[noKvm] === undefined ? '1k' : '0'
      const asWanted = textAt(node, 'status', 'allocatable', kvm) === wantedKvm
      if (handled ? told && asWanted : !told || installed) return
      const labels = Object.fromEntries(Object.entries(node.metadata.labels ?? {}).filter(([key]) => !key.includes('kubevirt.io')))
      const annotations = Object.fromEntries(Object.entries(node.metadata.annotations ?? {}).filter(([key]) => !key.startsWith('kubevirt.io/')))
      const metadata = { ...node.metadata, labels: handled ? { ...labels, ...handlerLabels } : labels, annotations: handled ? { ...annotations, 'kubevirt.io/heartbeat': timestamp(clock.now()) } : annotations }
      // 1k of each: as many as a device plugin offers, since /dev/kvm can be opened by all.
      const more: JsonObject = Object.fromEntries(devices.map((device) => [device, device === kvm ? wantedKvm : '1k']))
      const amounts = (part: string): JsonObject => {
        const others = Object.fromEntries(Object.entries(objectAt(node, 'status', part)).filter(([resource]) => !devices.includes(resource)))
        return handled ? { ...others, ...more } : others
      }
      store.put('nodes', { ...node, metadata, status: { ...objectAt(node, 'status'), capacity: amounts('capacity'), allocatable: amounts('allocatable') } })
    },
  }
}
