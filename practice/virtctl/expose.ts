import { text } from '../oc/arguments'
import { Failure } from '../oc/failure'
import { print } from '../oc/terminal'
import { ask, doing, readCommand } from './cluster'

const flagKinds = { name: 'value', port: 'value', 'target-port': 'value', 'port-name': 'value', protocol: 'value', type: 'value', 'node-port': 'value', 'cluster-ip': 'value' } as const

const machineTypes: Record<string, string | undefined> = {
  vm: 'virtualmachines',
  vms: 'virtualmachines',
  virtualmachine: 'virtualmachines',
  virtualmachines: 'virtualmachines',
  vmi: 'virtualmachineinstances',
  vmis: 'virtualmachineinstances',
  virtualmachineinstance: 'virtualmachineinstances',
  virtualmachineinstances: 'virtualmachineinstances',
}

const serviceTypes: Record<string, string | undefined> = { clusterip: 'ClusterIP', nodeport: 'NodePort', loadbalancer: 'LoadBalancer' }

/** Makes a service in front of a machine. */
export async function expose(args: string[]): Promise<void> {
  const { flags, rest, session } = readCommand('expose', args, 2, flagKinds)
  const [type = '', machine = ''] = rest
  const plural = machineTypes[type.toLowerCase()]
  if (plural === undefined) throw new Failure(`unsupported resource type: ${type}`)
  const name = text(flags, 'name')
  if (name === undefined) throw new Failure('required flag(s) "name" not set')
  const serviceType = serviceTypes[(text(flags, 'type') ?? 'ClusterIP').toLowerCase()]
  if (serviceType === undefined) throw new Failure(`unknown service type: ${text(flags, 'type') ?? ''}`)
  const protocol = (text(flags, 'protocol') ?? 'TCP').toUpperCase()
  if (!['TCP', 'UDP'].includes(protocol)) throw new Failure(`unknown protocol: ${protocol}`)
  const port = portOf(text(flags, 'port'), 'port')
  if (port === undefined) throw new Failure("couldn't find port via --port flag or introspection")
  const space = encodeURIComponent(session.namespace)
  await doing(`error fetching ${plural === 'virtualmachines' ? 'VirtualMachine' : 'VirtualMachineInstance'}: `, () => ask(session, `/apis/kubevirt.io/v1/namespaces/${space}/${plural}/${encodeURIComponent(machine)}`))
  const target = text(flags, 'target-port')
  const nodePort = portOf(text(flags, 'node-port'), 'node-port')
  const portName = text(flags, 'port-name')
  const clusterIP = text(flags, 'cluster-ip')
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: session.namespace },
    spec: {
      type: serviceType,
      selector: { 'vm.kubevirt.io/name': machine },
      ports: [{ ...(portName === undefined ? {} : { name: portName }), protocol, port, targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target, ...(nodePort === undefined ? {} : { nodePort }) }],
      ...(clusterIP === undefined ? {} : { clusterIP }),
    },
  }
  await doing('service creation failed: ', () => ask(session, `/api/v1/namespaces/${space}/services`, { method: 'POST', json: service }))
  print(`Service ${name} successfully created for ${type} ${machine}\n`)
}

function portOf(given: string | undefined, flag: string): number | undefined {
  if (given === undefined) return undefined
  const port = Number(given)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Failure(`invalid argument ${JSON.stringify(given)} for "--${flag}" flag: strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`)
  return port
}
