import type { Resources } from '../api/resources'
import { resourceOf, type Kind } from '../kinds/kind'
import { crdOf } from '../kinds/openshift'
import { kindTable } from '../kinds/registry'
import type { KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { accessObjects, roleBinding } from './access'
import { clusterWideObjects } from './cluster'
import { machineObject, machinePlans } from './machines'
import { namespaceObject, projectPlans, systemNamespaces } from './namespaces'
import { leaseObject, nodeObject, nodePlans } from './nodes'
import { staticPodObjects } from './pods'
import { releaseNamed, type Minor } from './release'
import { components, hyperConverged, installation, operatorDefinitions } from './virtualization'
import { clusterWorkloads } from './workloads'

/** What a classroom starts with. */
export interface Profile {
  /** Whether OpenShift Virtualization runs, with three machines; or the unit's student is still to install it. */
  virtualization: 'installed' | 'absent'
  openshift: Minor
}

/** The class's cluster. */
export const defaultProfile: Profile = { virtualization: 'installed', openshift: '4.19' }

// The classroom looks as if it had been installed this long ago.
const installedAgoMs = 12 * 24 * 60 * 60 * 1000

export function installationTime(now: Date): Date {
  return new Date(now.getTime() - installedAgoMs)
}

function adder(resources: Resources): (object: KubeObject) => void {
  const { store, kinds } = resources
  return (object) => {
    const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : ''
    const kind = kinds.ofManifest(group, object.kind)
    if (kind === undefined) throw new Error(`the world contains a ${object.kind}, which no kind of the table describes`)
    const made = resources.create(kind, object)
    // Created through the rules, so that every default is there; then with the status that create leaves out.
    if (object['status'] !== undefined) store.put(resourceOf(kind), { ...made, status: object['status'] })
  }
}

/** Puts the cluster of Unit 1 into an empty store; `resources` has the clock of the day of its installation. */
export function seedWorld(resources: Resources, profile: Profile, consoleUrl: string): void {
  const add = adder(resources)
  const created = timestamp(resources.clock.now())
  const release = releaseNamed(profile.openshift)
  const operatorGroups = new Set(components.flatMap(({ groups }) => groups))
  const comesLater = (kind: Kind): boolean => operatorGroups.has(kind.group) || operatorDefinitions.includes(resourceOf(kind))
  for (const kind of kindTable) if (kind.origin === 'crd' && !comesLater(kind)) add(crdOf(kind))
  const names = [...systemNamespaces, 'openshift-storage'].filter((name, index, all) => all.indexOf(name) === index)
  names.forEach((name, index) => add(namespaceObject(name, index)))
  projectPlans.forEach((project, index) => {
    add(namespaceObject(project.name, names.length + index, project))
    if (project.admins.length > 0) add(roleBinding(project.name, 'admin', 'admin', project.admins.map((name) => ['User', name])))
  })
  for (const object of accessObjects()) add(object)
  for (const node of nodePlans) {
    add(nodeObject(node, created, release))
    add(leaseObject(node, created))
  }
  for (const object of staticPodObjects(created)) add(object)
  for (const object of clusterWideObjects(created, consoleUrl, release)) add(object)
  for (const object of clusterWorkloads()) add(object)
  if (profile.virtualization === 'installed') for (const object of installation()) add(object)
}

/** The second step of an administrator who installs OpenShift Virtualization. False as long as its operator has not come so far. */
export function seedHyperConverged(resources: Resources): boolean {
  if (!resources.kinds.has('hyperconvergeds.hco.kubevirt.io')) return false
  adder(resources)(hyperConverged())
  return true
}

/** Its first users' machines. False as long as there is no such kind. */
export function seedMachines(resources: Resources): boolean {
  if (!resources.kinds.has('virtualmachines.kubevirt.io') || !resources.kinds.has('datavolumes.cdi.kubevirt.io')) return false
  for (const plan of machinePlans) adder(resources)(machineObject(plan))
  return true
}
