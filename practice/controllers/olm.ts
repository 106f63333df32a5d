import { suffix, type Resources } from '../api/resources'
import { conditionStatus, resourceOf } from '../kinds/kind'
import { crdOf } from '../kinds/openshift'
import { kindTable } from '../kinds/registry'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import type { Resource } from '../store/store'
import { operatorVersionOf, releaseOf, virtualizationImage } from '../world/release'
import { operatorDefinitions, operatorWorkloads } from '../world/virtualization'
import { workloadObject, clusterImage } from '../world/workloads'
import { recordEvent } from './events'
import { controlledBy, isControlledBy, itself, ownerOf, targetOf, type Controller, type Target } from './runner'

const subscriptions = 'subscriptions.operators.coreos.com'
const installPlans = 'installplans.operators.coreos.com'
const versions = 'clusterserviceversions.operators.coreos.com'
const groups = 'operatorgroups.operators.coreos.com'
const catalogs = 'catalogsources.operators.coreos.com'
const packages = 'packagemanifests.packages.operators.coreos.com'
const definitions = 'customresourcedefinitions.apiextensions.k8s.io'

const operatorKinds = kindTable.filter((kind) => operatorDefinitions.includes(resourceOf(kind)))

// Classroom time: a real install takes about a minute, most of it for unpacking and for pods that start.
const resolveMs = 800
const unpackMs = 3_000
const installMs = 1_500
const requirementsMs = 1_000
const pollMs = 1_000

/** OLM: from a Subscription by an InstallPlan to a ClusterServiceVersion, with the words that tell what is wrong. */
export function olmControllers(resources: Resources): Controller[] {
  return [catalogController(resources), groupController(resources), subscriptionController(resources), planController(resources), versionController(resources)]
}

function condition(of: KubeObject, type: string, status: 'True' | 'False', now: string, reason = '', message = ''): JsonObject {
  const known = listAt(of, 'status', 'conditions').find((one) => at(one, 'type') === type)
  const since = textAt(known, 'status') === status ? textAt(known, 'lastTransitionTime') : now
  return { type, status, lastTransitionTime: since, ...(reason === '' ? {} : { reason }), ...(message === '' ? {} : { message }) }
}

/** A catalog's registry pod. */
function catalogController(resources: Resources): Controller {
  const { store, kinds } = resources
  return {
    name: 'catalog',
    triggers: { [catalogs]: itself, pods: ownerOf('CatalogSource') },
    reconcile(namespace, name) {
      const catalog = store.get(catalogs, namespace, name)
      if (catalog === undefined || catalog.metadata.deletionTimestamp !== undefined) return
      const pods = store.list('pods', namespace).filter((pod) => isControlledBy(pod, catalog))
      if (pods.length > 0) return
      resources.create(kinds.get('pods'), {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `${name}-${suffix()}`, namespace: namespace ?? '', labels: { 'olm.catalogSource': name }, ownerReferences: [controlledBy(catalog)] },
        spec: { containers: [{ name: 'registry-server', image: clusterImage('registry-server') }], nodeSelector: { 'kubernetes.io/os': 'linux' } },
      })
    },
  }
}

function groupController(resources: Resources): Controller {
  const { store } = resources
  return {
    name: 'operator-group',
    triggers: { [groups]: itself },
    reconcile(namespace, name) {
      const group = store.get(groups, namespace, name)
      if (group === undefined || group.metadata.deletionTimestamp !== undefined) return
      const targets = listAt(group, 'spec', 'targetNamespaces')
      const lastUpdated = textAt(group, 'status', 'lastUpdated') || timestamp(resources.clock.now())
      resources.setStatus(groups, group, { lastUpdated, namespaces: targets.length === 0 ? [''] : targets })
    },
  }
}

function subscriptionController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function neighbours(resource: Resource): Controller['triggers'][string] {
    return ({ object }) => store.list(subscriptions, resource === catalogs ? undefined : object.metadata.namespace).map(targetOf)
  }

  /** The version that the catalog offers, or the resolver's words for why there is none. */
  function resolve(subscription: KubeObject): { version: string } | { problem: string } {
    const spec = objectAt(subscription, 'spec')
    const [name, channel, source, pinned] = ['name', 'channel', 'source', 'startingCSV'].map((field) => textAt(spec, field)) as [string, string, string, string]
    const here = `the catalog referenced by subscription ${subscription.metadata.name}`
    const exists = `subscription ${subscription.metadata.name} exists`
    if (store.get(catalogs, textAt(spec, 'sourceNamespace'), source) === undefined) {
      return { problem: `constraints not satisfiable: no operators found from catalog ${source} in namespace ${textAt(spec, 'sourceNamespace')} referenced by subscription ${subscription.metadata.name}, ${exists}` }
    }
    const offered = store.list(packages).find((one) => one.metadata.name === name && textAt(one, 'status', 'catalogSource') === source)
    if (offered === undefined) return { problem: `constraints not satisfiable: no operators found in package ${name} in ${here}, ${exists}` }
    const found = listAt(offered, 'status', 'channels').find((one) => textAt(one, 'name') === (channel || textAt(offered, 'status', 'defaultChannel')))
    if (found === undefined) return { problem: `constraints not satisfiable: no operators found in channel ${channel} of package ${name} in ${here}, ${exists}` }
    const version = textAt(found, 'currentCSV')
    if (pinned !== '' && pinned !== version) return { problem: `constraints not satisfiable: no operators found with name ${pinned} in channel ${channel} of package ${name} in ${here}, ${exists}` }
    return { version }
  }

  function planFor(subscription: KubeObject, version: string): KubeObject | undefined {
    return store.list(installPlans, subscription.metadata.namespace).find((plan) => isControlledBy(plan, subscription) && at(plan, 'spec', 'clusterServiceVersionNames', 0) === version)
  }

  function createPlan(subscription: KubeObject, version: string): KubeObject {
    const manual = textAt(subscription, 'spec', 'installPlanApproval') === 'Manual'
    return resources.create(kinds.get(installPlans), {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'InstallPlan',
      metadata: { name: `install-${suffix()}`, namespace: subscription.metadata.namespace ?? '', ownerReferences: [controlledBy(subscription)] },
      spec: { clusterServiceVersionNames: [version], approval: manual ? 'Manual' : 'Automatic', approved: !manual, generation: 1 },
    })
  }

  return {
    name: 'subscription',
    triggers: { [subscriptions]: itself, [installPlans]: ownerOf('Subscription'), [groups]: neighbours(groups), [versions]: neighbours(versions), [catalogs]: neighbours(catalogs) },
    reconcile(namespace, name, wait) {
      const subscription = store.get(subscriptions, namespace, name)
      if (subscription === undefined || subscription.metadata.deletionTimestamp !== undefined) return
      const now = timestamp(clock.now())
      const set = (more: JsonObject, ...conditions: JsonObject[]): void => {
        const healthy = condition(subscription, 'CatalogSourcesUnhealthy', 'False', now, 'AllCatalogSourcesHealthy', 'all available catalogsources are healthy')
        const { lastUpdated, conditions: _, ...known } = objectAt(subscription, 'status')
        resources.setStatus(subscriptions, subscription, { ...known, ...more, lastUpdated: lastUpdated ?? now, conditions: [healthy, ...conditions] })
      }
      if (subscription['status'] === undefined) return set({})
      const uid = `${subscription.metadata.uid ?? ''} ${subscription.metadata.generation ?? 0}`
      const resolved = resolve(subscription)
      if ('problem' in resolved) return set({}, condition(subscription, 'ResolutionFailed', 'True', now, 'ConstraintsNotSatisfiable', resolved.problem))
      const { version } = resolved
      const plan = planFor(subscription, version)
      if (plan === undefined) {
        if (store.get(versions, namespace, version) !== undefined) return set({ currentCSV: version, installedCSV: version, state: 'AtLatestKnown' })
        const unpacking = conditionStatus(subscription, 'BundleUnpacking')
        if (unpacking !== 'True') {
          if (wait(`${uid} resolve`, resolveMs)) set({}, condition(subscription, 'BundleUnpacking', 'True', now, 'UnpackingInProgress'))
        } else if (wait(`${uid} unpack`, unpackMs)) createPlan(subscription, version)
        return
      }
      const installPlanRef = { apiVersion: plan.apiVersion, kind: plan.kind, name: plan.metadata.name, namespace: namespace ?? '', uid: plan.metadata.uid ?? '' }
      const references = { currentCSV: version, installPlanRef, installplan: { apiVersion: plan.apiVersion, kind: plan.kind, name: plan.metadata.name, uuid: plan.metadata.uid ?? '' }, installPlanGeneration: 1 }
      const unpacked = condition(subscription, 'BundleUnpacking', 'False', now)
      const phase = textAt(plan, 'status', 'phase')
      if (phase === 'Complete' && store.get(versions, namespace, version) !== undefined) return set({ ...references, installedCSV: version, state: 'AtLatestKnown' }, unpacked)
      set({ ...references, state: 'UpgradePending' }, unpacked, condition(subscription, 'InstallPlanPending', 'True', now, phase || 'Installing'))
    },
  }
}

function planController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function define(): void {
    for (const kind of operatorKinds) {
      if (store.get(definitions, undefined, resourceOf(kind)) === undefined) resources.create(kinds.get(definitions), crdOf(kind))
    }
  }

  function createVersion(plan: KubeObject, name: string): void {
    const { namespace } = plan.metadata
    if (store.get(versions, namespace, name) !== undefined) return
    const release = releaseOf(store)
    const [minor, patch] = [release.virtualization.replace(/\.\d+$/, ''), Number(release.virtualization.replace(/^.*\./, ''))]
    resources.create(kinds.get(versions), {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'ClusterServiceVersion',
      metadata: { name, namespace: namespace ?? '', labels: { [`operators.coreos.com/kubevirt-hyperconverged.${namespace ?? ''}`]: '' } },
      spec: {
        displayName: 'OpenShift Virtualization',
        version: release.virtualization,
        ...(patch > 0 ? { replaces: `kubevirt-hyperconverged-operator.v${minor}.${patch - 1}` } : {}),
        provider: { name: 'Red Hat' },
        minKubeVersion: `1.${Number(minor.replace('4.', '')) + 13}.0`,
        installModes: [
          { type: 'OwnNamespace', supported: true },
          { type: 'SingleNamespace', supported: false },
          { type: 'MultiNamespace', supported: false },
          { type: 'AllNamespaces', supported: true },
        ],
        customresourcedefinitions: { owned: operatorKinds.map((kind) => ({ name: resourceOf(kind), kind: kind.kind, version: kind.version })) },
      },
    })
  }

  return {
    name: 'install-plan',
    triggers: { [installPlans]: itself, [groups]: ({ object }) => store.list(installPlans, object.metadata.namespace).map(targetOf) },
    reconcile(namespace, name, wait) {
      const plan = store.get(installPlans, namespace, name)
      if (plan === undefined || plan.metadata.deletionTimestamp !== undefined) return
      const phase = textAt(plan, 'status', 'phase')
      const now = timestamp(clock.now())
      const version = textAt(plan, 'spec', 'clusterServiceVersionNames', 0)
      if (phase === 'Complete') return
      if (at(plan, 'spec', 'approved') !== true) return void resources.setStatus(installPlans, plan, { catalogSources: [], phase: 'RequiresApproval' })
      if (phase !== 'Installing') return void resources.setStatus(installPlans, plan, { catalogSources: [], phase: 'Installing' })
      if (store.list(groups, namespace).length === 0) {
        const failed = condition(plan, 'Installed', 'False', now, 'InstallCheckFailed', 'no operator group found that is managing this namespace')
        return void resources.setStatus(installPlans, plan, { ...objectAt(plan, 'status'), conditions: [failed] })
      }
      if (!wait(`${plan.metadata.uid ?? ''} install`, installMs)) return
      define()
      createVersion(plan, version)
      const step = (kind: string, resource: string): JsonObject => ({ resolving: version, status: 'Created', resource: { kind, name: resource } })
      const steps = [step('ClusterServiceVersion', version), ...operatorDefinitions.map((one) => step('CustomResourceDefinition', one))]
      resources.setStatus(installPlans, plan, { catalogSources: [], phase: 'Complete', startTime: now, conditions: [condition(plan, 'Installed', 'True', now)], plan: steps })
    },
  }
}

interface Verdict {
  phase: 'Pending' | 'InstallReady' | 'Installing' | 'Succeeded' | 'Failed'
  reason: string
  message: string
}

function versionController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function tell(version: KubeObject, { phase, reason, message }: Verdict): void {
    const now = timestamp(clock.now())
    if (textAt(version, 'status', 'phase') === phase && textAt(version, 'status', 'reason') === reason && textAt(version, 'status', 'message') === message) return
    const moved = textAt(version, 'status', 'phase') === phase ? textAt(version, 'status', 'lastTransitionTime') || now : now
    const entry = { phase, reason, message, lastTransitionTime: moved, lastUpdateTime: now }
    resources.setStatus(versions, version, { ...objectAt(version, 'status'), ...entry, conditions: [...listAt(version, 'status', 'conditions'), entry] })
    recordEvent(resources, version, { type: phase === 'Failed' ? 'Warning' : 'Normal', reason, message, component: 'operator-lifecycle-manager' })
  }

  /** What is wrong with the namespace's OperatorGroups, if anything. */
  function groupProblem(version: KubeObject): Verdict | undefined {
    const { namespace } = version.metadata
    const here = store.list(groups, namespace)
    const [only] = here
    const failed = (reason: string, message: string): Verdict => ({ phase: 'Failed', reason, message })
    if (only === undefined) return failed('NoOperatorGroup', 'csv in namespace with no operatorgroups')
    if (here.length > 1) return failed('TooManyOperatorGroups', "csv created in namespace with multiple operatorgroups, can't pick one automatically")
    const targets = listAt(only, 'spec', 'targetNamespaces').map(String)
    const unsupported = (mode: string, words: string): Verdict => failed('UnsupportedOperatorGroup', `${mode} InstallModeType not supported, cannot configure to watch ${words}`)
    if (targets.length > 1) return unsupported('MultiNamespace', `${targets.length} namespaces`)
    if (targets.length === 1 && targets[0] !== namespace) return unsupported('SingleNamespace', 'one namespace')
    return undefined
  }

  function deploy(version: KubeObject): void {
    const release = releaseOf(store)
    for (const plan of operatorWorkloads) {
      const { namespace } = version.metadata
      if (store.get('deployments.apps', namespace, plan.name) !== undefined) continue
      const workload = workloadObject({ ...plan, namespace: namespace ?? '' }, (container) => virtualizationImage(release, container))
      resources.create(kinds.get('deployments.apps'), { ...workload, metadata: { ...workload.metadata, ownerReferences: [controlledBy(version)] } })
    }
  }

  /** The operator's deployment that is not there or not available. */
  function unready(version: KubeObject): string | undefined {
    return operatorWorkloads.find(({ name }) => conditionStatus(store.get('deployments.apps', version.metadata.namespace, name), 'Available') !== 'True')?.name
  }

  function waiting(name: string): string {
    return `installing: waiting for deployment ${name} to become ready: deployment "${name}" not available: Deployment does not have minimum availability.`
  }

  const inNamespace: Controller['triggers'][string] = ({ object }): Target[] => store.list(versions, object.metadata.namespace).map(targetOf)

  return {
    name: 'cluster-service-version',
    triggers: { [versions]: itself, [groups]: inNamespace, 'deployments.apps': ownerOf('ClusterServiceVersion') },
    reconcile(namespace, name, wait) {
      const version = store.get(versions, namespace, name)
      if (version === undefined || version.metadata.deletionTimestamp !== undefined || name !== operatorVersionOf(releaseOf(store))) return
      const uid = version.metadata.uid ?? ''
      const phase = textAt(version, 'status', 'phase')
      const reason = textAt(version, 'status', 'reason')
      const problem = groupProblem(version)
      if (problem !== undefined) return tell(version, problem)
      if (phase === '') return tell(version, { phase: 'Pending', reason: 'RequirementsUnknown', message: 'requirements not yet checked' })
      if (phase === 'Failed') return tell(version, { phase: 'Pending', reason: 'RequirementsUnknown', message: 'InvalidOperatorGroup is repaired, requirements not yet checked' })
      if (phase === 'Pending' && reason === 'RequirementsUnknown') {
        if (wait(`${uid} check`, requirementsMs)) tell(version, { phase: 'Pending', reason: 'RequirementsNotMet', message: "one or more requirements couldn't be found" })
      } else if (phase === 'Pending') {
        if (wait(`${uid} met`, requirementsMs)) tell(version, { phase: 'InstallReady', reason: 'AllRequirementsMet', message: 'all requirements found, attempting install' })
      } else if (phase === 'InstallReady') {
        if (!wait(`${uid} install`, requirementsMs)) return
        deploy(version)
        tell(version, { phase: 'Installing', reason: 'InstallSucceeded', message: 'waiting for install components to report healthy' })
      } else if (phase === 'Installing') {
        const missing = unready(version)
        if (missing === undefined) tell(version, { phase: 'Succeeded', reason: 'InstallSucceeded', message: 'install strategy completed with no errors' })
        else if (reason !== 'InstallWaiting' ? wait(`${uid} waiting`, pollMs) : true) tell(version, { phase: 'Installing', reason: 'InstallWaiting', message: waiting(missing) })
      } else if (phase === 'Succeeded' && unready(version) !== undefined) {
        deploy(version)
      }
    },
  }
}
