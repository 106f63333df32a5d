import { listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import type { WebSocketChannel } from '../web-socket/channel'
import { badRequest } from './status'

/** Kubernetes' channels: the first byte of each message says which stream it belongs to. */
const channels = { stdout: 1, stderr: 2, error: 3 } as const

/** In the order of preference; v5 can also close one stream. */
export const execProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const

interface Outcome {
  code: number
  stdout?: string
  stderr?: string
}

/** The containers of this cluster hold no programs; what lessons run in them is answered. */
export function answerExec(store: Store, pod: KubeObject, url: URL): Outcome {
  const containers = listAt(pod, 'spec', 'containers').map((container) => textAt(container, 'name'))
  const container = url.searchParams.get('container') ?? containers[0] ?? ''
  const { name } = pod.metadata
  if (!containers.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`)
  if (textAt(pod, 'status', 'phase') !== 'Running') throw badRequest(`container ${container} is not available`)
  const command = url.searchParams.getAll('command')
  const [program = '', ...rest] = command
  if (program === '') throw badRequest('you must specify at least one command for the container')
  const known = programs[program]
  if (known !== undefined) return known(pod, rest, store)
  return { code: 255, stderr: `time="${new Date().toISOString().slice(0, 19)}Z" level=error msg="exec failed: unable to start container process: exec: ${JSON.stringify(program)}: executable file not found in $PATH"\n` }
}

type Program = (pod: KubeObject, args: string[], store: Store) => Outcome

const programs: Record<string, Program | undefined> = {
  virsh: (pod, args, store) => virsh(pod, args, store),
  hostname: (pod) => ({ code: 0, stdout: `${pod.metadata.name}\n` }),
  echo: (_, args) => ({ code: 0, stdout: `${args.join(' ')}\n` }),
  true: () => ({ code: 0 }),
  false: () => ({ code: 1 }),
  id: (pod) => ({ code: 0, stdout: launcherDomain(pod) === undefined ? 'uid=1000(1000) gid=0(root) groups=0(root)\n' : 'uid=107(qemu) gid=107(qemu) groups=107(qemu)\n' }),
}

/** libvirt's name of the domain: the namespace and the machine. */
function launcherDomain(pod: KubeObject): string | undefined {
  const machine = pod.metadata.annotations?.['kubevirt.io/domain']
  return machine === undefined ? undefined : `${pod.metadata.namespace ?? ''}_${machine}`
}

function virsh(pod: KubeObject, args: string[], store: Store): Outcome {
  const domain = launcherDomain(pod)
  const [command = ''] = args.filter((arg) => !arg.startsWith('-'))
  if (domain === undefined) return { code: 1, stderr: 'error: failed to connect to the hypervisor\n' }
  const machine = pod.metadata.annotations?.['kubevirt.io/domain'] ?? ''
  const instance = store.get('virtualmachineinstances.kubevirt.io', pod.metadata.namespace, machine)
  const paused = listAt(instance, 'status', 'conditions').some((condition) => textAt(condition, 'type') === 'Paused' && textAt(condition, 'status') === 'True')
  const state = paused ? 'paused' : 'running'
  if (command === 'list') {
    const width = Math.max(domain.length, 4)
    return { code: 0, stdout: ` Id   ${'Name'.padEnd(width)}   State\n${'-'.repeat(width + 18)}\n 1    ${domain.padEnd(width)}   ${state}\n\n` }
  }
  if (command === 'domstate') return { code: 0, stdout: `${state}\n\n` }
  if (command === 'dominfo') {
    const cpu = objectAt(instance, 'spec', 'domain', 'cpu')
    const count = [cpu['cores'], cpu['sockets'], cpu['threads']].reduce<number>((product, part) => product * (typeof part === 'number' ? part : 1), 1)
    const lines = [['Id:', '1'], ['Name:', domain], ['UUID:', textAt(instance, 'spec', 'domain', 'firmware', 'uuid')], ['OS Type:', 'hvm'], ['State:', state], ['CPU(s):', String(count)], ['Persistent:', 'yes'], ['Autostart:', 'disable']]
    return { code: 0, stdout: `${lines.map(([name = '', value]) => `${name.padEnd(16)}${value}`).join('\n')}\n\n` }
  }
  return { code: 1, stderr: `error: unknown command: '${command}'\n` }
}

/** Sends an outcome as Kubernetes does: the streams, then a Status, then goodbye. */
export async function sendOutcome(channel: WebSocketChannel, { code, stdout, stderr }: Outcome): Promise<void> {
  const write = (stream: number, text: string): Promise<void> => channel.send(Buffer.concat([Buffer.from([stream]), Buffer.from(text)]))
  if (stdout !== undefined) await write(channels.stdout, stdout)
  if (stderr !== undefined) await write(channels.stderr, stderr)
  await write(channels.error, JSON.stringify(statusOf(code)))
  // What the terminal still types goes nowhere.
  channel.onData(() => undefined)
  channel.end()
}

function statusOf(code: number): JsonObject {
  if (code === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}
