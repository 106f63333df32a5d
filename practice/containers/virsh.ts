import { conditionStatus } from '../kinds/kind'
import { listAt, objectAt, textAt, type KubeObject } from '../objects/json'
import { instanceOf, type Inside, type Outcome } from './inside'

/** libvirt's name of the domain: the namespace and the machine. */
export function domainName({ pod }: Inside): string {
  return `${pod.metadata.namespace ?? ''}_${pod.metadata.annotations?.['kubevirt.io/domain'] ?? ''}`
}

function processors(instance: KubeObject | undefined): number {
  const cpu = objectAt(instance, 'spec', 'domain', 'cpu')
  return [cpu['cores'], cpu['sockets'], cpu['threads']].reduce<number>((product, part) => product * (typeof part === 'number' ? part : 1), 1)
}

/** What of it a lesson looks at: the machine that libvirt makes of the instance. */
function domainXml(inside: Inside, instance: KubeObject | undefined): string {
  const disks = listAt(instance, 'spec', 'domain', 'devices', 'disks').map((disk, index) => {
    const letter = String.fromCharCode('a'.charCodeAt(0) + index)
    return `    <disk type='block' device='disk'>\n      <driver name='qemu' type='raw' cache='none' error_policy='stop' io='native' discard='unmap'/>\n      <source dev='/dev/${textAt(disk, 'name')}'/>\n      <target dev='vd${letter}' bus='virtio'/>\n      <alias name='ua-${textAt(disk, 'name')}'/>\n    </disk>\n`
  })
  const mac = textAt(instance, 'status', 'interfaces', 0, 'mac')
  return `<domain type='kvm' id='1'>
  <name>${domainName(inside)}</name>
  <uuid>${textAt(instance, 'spec', 'domain', 'firmware', 'uuid')}</uuid>
  <memory unit='KiB'>${memoryKib(instance)}</memory>
  <vcpu placement='static'>${processors(instance)}</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-rhel9.6.0'>hvm</type>
  </os>
  <devices>
    <emulator>/usr/libexec/qemu-kvm</emulator>
${disks.join('')}    <interface type='ethernet'>
      <mac address='${mac}'/>
      <target dev='tap0' managed='no'/>
      <model type='virtio-non-transitional'/>
    </interface>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>
    </channel>
    <graphics type='vnc' socket='/var/run/kubevirt-private/${textAt(instance, 'metadata', 'uid')}/virt-vnc'/>
  </devices>
</domain>

`
}

function memoryKib(instance: KubeObject | undefined): number {
  const [, size = '0', unit = 'Ki'] = /^(\d+)(Ki|Mi|Gi)?/.exec(textAt(instance, 'spec', 'domain', 'memory', 'guest')) ?? []
  return Number(size) * ({ Ki: 1, Mi: 1024, Gi: 1024 ** 2 }[unit] ?? 1)
}

export function virsh(inside: Inside, args: readonly string[]): Outcome {
  const domain = domainName(inside)
  const [command = ''] = args.filter((arg) => !arg.startsWith('-'))
  const instance = instanceOf(inside)
  const state = conditionStatus(instance, 'Paused') === 'True' ? 'paused' : 'running'
  switch (command) {
    case 'list': {
      const width = Math.max(domain.length, 4)
      return { code: 0, stdout: ` Id   ${'Name'.padEnd(width)}   State\n${'-'.repeat(width + 18)}\n 1    ${domain.padEnd(width)}   ${state}\n\n` }
    }
    case 'domstate':
      return { code: 0, stdout: `${state}\n\n` }
    case 'dominfo': {
      const lines = [['Id:', '1'], ['Name:', domain], ['UUID:', textAt(instance, 'spec', 'domain', 'firmware', 'uuid')], ['OS Type:', 'hvm'], ['State:', state], ['CPU(s):', String(processors(instance))], ['Persistent:', 'yes'], ['Autostart:', 'disable']]
      return { code: 0, stdout: `${lines.map(([name = '', value]) => `${name.padEnd(16)}${value}`).join('\n')}\n\n` }
    }
    case 'dumpxml':
      return { code: 0, stdout: domainXml(inside, instance) }
    case 'version':
      return { code: 0, stdout: 'Compiled against library: libvirt 10.10.0\nUsing library: libvirt 10.10.0\nUsing API: QEMU 10.10.0\nRunning hypervisor: QEMU 9.1.0\n\n' }
    default:
      return { code: 1, stderr: `error: unknown command: '${command}'\n` }
  }
}
