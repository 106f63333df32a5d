import type { Resources } from '../api/resources'
import { resourceOf } from '../kinds/kind'
import { crdOf } from '../kinds/openshift'
import { kindTable } from '../kinds/registry'
import type { KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { accessObjects, roleBinding } from './access'
import { clusterWideObjects } from './cluster'
import { machineObject, machinePlans } from './machines'
import { namespaceObject, projectPlans, systemNamespaces } from './namespaces'
import { leaseObject, nodeObject, nodePlans } from './nodes'
import { podObject, podPlans } from './pods'

// The classroom looks as if it had been installed this long ago.
const installedAgoMs = 12 * 24 * 60 * 60 * 1000

/** Puts the world of Unit 1 into an empty store. */
export function seedWorld(resources: Resources, consoleUrl: string): void {
  const { store, kinds, clock } = resources
  const created = timestamp(new Date(clock.now().getTime() - installedAgoMs))
  const add = (object: KubeObject): void => {
    const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : ''
    const kind = kinds.ofManifest(group, object.kind)
    if (kind === undefined) throw new Error(`the world contains a ${object.kind}, which no kind of the table describes`)
    const made = resources.create(kind, object)
    // Created through the rules, so that every default is there; then dated back, with the status that create leaves out.
    store.put(resourceOf(kind), { ...made, metadata: { ...made.metadata, creationTimestamp: created }, ...(object['status'] === undefined ? {} : { status: object['status'] }) })
  }
  for (const kind of kindTable) if (kind.origin === 'crd') add(crdOf(kind))
  const names = [...systemNamespaces, 'openshift-storage'].filter((name, index, all) => all.indexOf(name) === index)
  names.forEach((name, index) => add(namespaceObject(name, index)))
  projectPlans.forEach((project, index) => {
    add(namespaceObject(project.name, names.length + index, project))
    if (project.admins.length > 0) add(roleBinding(project.name, 'admin', 'admin', project.admins.map((name) => ['User', name])))
  })
  for (const object of accessObjects()) add(object)
  for (const node of nodePlans) {
    add(nodeObject(node, created))
    add(leaseObject(node, created))
  }
  podPlans().forEach((plan, index) => add(podObject(plan, index, created)))
  for (const object of clusterWideObjects(created, consoleUrl)) add(object)
  for (const plan of machinePlans) add(machineObject(plan))
}

