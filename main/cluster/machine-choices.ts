import { at, conditionOf, listAt, textAt } from '../../core/cluster/raw'
import { boundObject, GLANCE } from '../../core/cluster/bounded'
import type { MachineTemplate } from '../../core/cluster/machine-template'
import type { MachineChoices } from '../../core/contract'
import type { Exchange } from './exchange'

// More than fit into a list that somebody chooses from.
const MAX_CHOICES = 500
/** The templates that come with OpenShift Virtualization; what else is a template may make anything. */
const FOR_MACHINES = 'template.kubevirt.io/type'
// Those of OpenShift Virtualization have four.
const MAX_PARAMETERS = 50
const MAX_VALUE = 4_096
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'
const DEFAULT_FOR_MACHINES = 'storageclass.kubevirt.io/is-default-virt-class'

/** What this cluster offers to make a VM of. What the user may not list, or the server does not have, is an empty list. */
export async function readMachineChoices(exchange: Exchange): Promise<MachineChoices> {
  const list = async (path: string, labelSelector = ''): Promise<readonly unknown[]> => {
    const answer = await exchange.ask({ path: `${path}?limit=${MAX_CHOICES}&labelSelector=${encodeURIComponent(labelSelector)}` }).catch(() => null)
    return listAt(answer?.body, 'items').slice(0, MAX_CHOICES)
  }
  const [templates, sources, types, preferences, classes, projects] = await Promise.all([
    list('/apis/template.openshift.io/v1/templates', FOR_MACHINES),
    list('/apis/cdi.kubevirt.io/v1beta1/datasources'),
    list('/apis/instancetype.kubevirt.io/v1beta1/virtualmachineclusterinstancetypes'),
    list('/apis/instancetype.kubevirt.io/v1beta1/virtualmachineclusterpreferences'),
    list('/apis/storage.k8s.io/v1/storageclasses'),
    list('/apis/project.openshift.io/v1/projects'),
  ])
  const label = (raw: unknown, name: string): string => textAt(raw, ['metadata', 'labels', name]) ?? ''
  const marked = (raw: unknown, name: string): boolean => at(raw, 'metadata', 'annotations', name) === 'true'
  const forMachines = classes.some((raw) => marked(raw, DEFAULT_FOR_MACHINES))
  return {
    templates: templates.flatMap(templateOf),
    bootSources: sources.map((raw) => ({
      name: nameOf(raw),
      namespace: textAt(raw, ['metadata', 'namespace']) ?? '',
      ready: conditionOf(raw, 'Ready') === 'True',
      preference: label(raw, 'instancetype.kubevirt.io/default-preference'),
      instanceType: label(raw, 'instancetype.kubevirt.io/default-instancetype'),
    })),
    instanceTypes: types.map((raw) => ({ name: nameOf(raw), cpu: textAt(raw, ['spec', 'cpu', 'guest']) ?? '', memory: textAt(raw, ['spec', 'memory', 'guest']) ?? '' })),
    preferences: preferences.map(nameOf),
    storageClasses: classes.map((raw) => ({ name: nameOf(raw), isDefault: marked(raw, forMachines ? DEFAULT_FOR_MACHINES : DEFAULT_CLASS) })),
    projects: projects.map(nameOf),
  }
}

/** Nothing for a template that makes no VM, or more of it than anybody could read. */
function templateOf(raw: unknown): MachineTemplate[] {
  const { object: machine, cuts } = boundObject(listAt(raw, 'objects').find((each) => at(each, 'kind') === 'VirtualMachine'), GLANCE)
  if (machine === undefined || cuts.length > 0) return []
  const parameters = listAt(raw, 'parameters')
    .slice(0, MAX_PARAMETERS)
    .map((each) => [textAt(each, ['name']) ?? '', textAt(each, ['value'], MAX_VALUE) ?? ''] as const)
  const description = textAt(raw, ['metadata', 'annotations', 'description'], 1_024) ?? ''
  return [{ name: nameOf(raw), namespace: textAt(raw, ['metadata', 'namespace']) ?? '', description, machine, parameters: Object.fromEntries(parameters) }]
}

function nameOf(raw: unknown): string {
  return textAt(raw, ['metadata', 'name']) ?? ''
}
