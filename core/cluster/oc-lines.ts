import type { KindName } from './model'

interface Named {
  kind: KindName
  namespace: string
  name: string
}

/** The short names that `oc` itself teaches; any other kind goes by its plural and group, which is always understood. */
const SHORT: Readonly<Record<KindName, string>> = {
  nodes: 'node',
  pods: 'pod',
  services: 'service',
  persistentvolumeclaims: 'pvc',
  persistentvolumes: 'pv',
  configmaps: 'configmap',
  secrets: 'secret',
  'deployments.apps': 'deployment',
  'projects.project.openshift.io': 'project',
  'routes.route.openshift.io': 'route',
  'virtualmachines.kubevirt.io': 'vm',
  'virtualmachineinstances.kubevirt.io': 'vmi',
  'virtualmachineinstancemigrations.kubevirt.io': 'vmim',
  'datavolumes.cdi.kubevirt.io': 'dv',
  'storageclasses.storage.k8s.io': 'storageclass',
  'clusterserviceversions.operators.coreos.com': 'csv',
  'hyperconvergeds.hco.kubevirt.io': 'hco',
  'clusteroperators.config.openshift.io': 'clusteroperator',
  'clusterversions.config.openshift.io': 'clusterversion',
}

// Kubernetes and OLM both have subscriptions and packages under names that other operators use as well: those stay whole.
function kindWord(kind: KindName): string {
  return SHORT[kind] ?? kind
}

/** A name as a shell takes it: the API allows no other signs than these, but a server may send anything. */
function shellWord(text: string): string {
  return /^[\w.:@%+=,/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function inProject({ namespace }: Pick<Named, 'namespace'>): string {
  return namespace === '' ? '' : ` -n ${shellWord(namespace)}`
}

const target = (ref: Named): string => `${kindWord(ref.kind)} ${shellWord(ref.name)}${inProject(ref)}`

/** What does the same in a terminal, so that the button teaches the command. */
export const ocLines = {
  get: (ref: Named): string => `oc get ${target(ref)}`,
  yaml: (ref: Named): string => `oc get ${target(ref)} -o yaml`,
  describe: (ref: Named): string => `oc describe ${target(ref)}`,
  edit: (ref: Named): string => `oc edit ${target(ref)}`,
  remove: (ref: Named): string => `oc delete ${target(ref)}`,
  events: ({ name, namespace }: Named): string => `oc get events --field-selector involvedObject.name=${shellWord(name)}${namespace === '' ? ' -n default' : inProject({ namespace })}`,
  create: (namespace: string): string => `oc create -f FILE.yaml${inProject({ namespace })}`,
  machine: (action: string, { name, namespace }: Named): string => (action === 'softreboot' ? `virtctl soft-reboot ${shellWord(name)}${inProject({ namespace })}` : `virtctl ${action === 'pause' || action === 'unpause' ? `${action} vm` : action} ${shellWord(name)}${inProject({ namespace })}`),
  shell: ({ name, namespace }: Named, container: string | null): string => `oc exec -it${inProject({ namespace })} ${shellWord(name)}${container === null ? '' : ` -c ${shellWord(container)}`} -- sh`,
  project: (namespace: string): string => `oc project ${shellWord(namespace)}`,
  debugNode: ({ name }: Named): string => `oc debug node/${shellWord(name)}`,
  logs: ({ name, namespace }: Named, container: string, options: { previous: boolean; follow: boolean; timestamps: boolean }): string =>
    `oc logs ${shellWord(name)}${inProject({ namespace })} -c ${shellWord(container)}${options.previous ? ' --previous' : options.follow ? ' -f' : ''}${options.timestamps ? ' --timestamps' : ''}`,
}
