import type { ClusterObject, Tone } from '../model'

/**
 * What a virtual machine really is, as a drawing: parts inside parts, and arrows between them. Everything in it is read from the server's objects
 * at this moment; a part that is not there yet, or not any more, is drawn as a place that waits for it.
 */
export interface Anatomy {
  /** The whole in one sentence, for the caption and for screen readers. */
  sentence: string
  machine: AnatomyPart
  instance: AnatomyPart
  agent: AnatomyPart
  /** Where it runs; the first is the node of the running QEMU, a second one the target of a live migration under way. */
  hosts: AnatomyHost[]
  disks: AnatomyPart[]
  network: AnatomyPart[]
  links: AnatomyLink[]
}

/** `waiting`: not there yet, and on the way. `none`: not there, and nothing says that it will be. `hidden`: the user may not see it. */
export type Presence = 'there' | 'waiting' | 'none' | 'hidden'

export interface AnatomyPart {
  /** Unique in its drawing: the role, and a name where there are several. */
  id: string
  role: Role
  /** The console's badge, such as VM; null for what is no object. */
  badge: string | null
  name: string
  presence: Presence
  /** The server's own word; null where the part has none. */
  status: { word: string; tone: Tone } | null
  /** What is known of it, in a few words. */
  note: string | null
  facts: [label: string, value: string][]
  /** The object behind it; null for a process or a device. */
  ref: Pick<ClusterObject, 'kind' | 'namespace' | 'name'> | null
  /** What goes wrong here, in the server's words; null where nothing does. */
  trouble: string | null
}

/** Nested: the node holds the pod, the pod its containers, compute its processes, qemu-kvm the guest and its devices. */
export interface AnatomyHost {
  node: AnatomyPart
  pod: AnatomyPart
  compute: AnatomyPart
  processes: AnatomyPart[]
  qemu: AnatomyPart
  guest: AnatomyPart
  guestAgent: AnatomyPart
  devices: AnatomyPart[]
  sidecars: AnatomyPart[]
  services: AnatomyPart[]
}

export interface AnatomyLink {
  from: string
  to: string
  /** `answers` is the guest agent's voice; `moves` the memory during a live migration. */
  kind: 'creates' | 'uses' | 'answers' | 'moves'
  /** `flowing`: something travels along it now. `broken`: it leads nowhere. `asleep`: one of its ends is not there. */
  state: 'settled' | 'flowing' | 'broken' | 'asleep'
  label: string | null
}

export type Role =
  | 'vm' | 'vmi' | 'agent'
  | 'node' | 'pod' | 'compute' | 'virt-launcher' | 'virtqemud' | 'virtlogd' | 'qemu' | 'guest' | 'qemu-ga'
  | 'disk' | 'nic' | 'serial' | 'sidecar' | 'cri-o' | 'kubelet' | 'virt-handler' | 'kvm'
  | 'dv' | 'pvc' | 'sc' | 'volume' | 'pod-network' | 'nad' | 'service' | 'endpoints' | 'policy' // prettier-ignore

/** One sentence for each part, for whoever points at it. */
export const EXPLANATIONS: Readonly<Record<Role, string>> = {
  vm: 'The VirtualMachine is the description that you wrote: it stays while the machine is off, and says whether it should run.',
  vmi: 'The VirtualMachineInstance is one run of that description. It is created at the start and deleted at the stop.',
  agent: 'The guest agent tells from inside what nobody can see from outside: host name, system, users, addresses.',
  node: 'The node is a computer of the cluster. The VM shares it with ordinary pods.',
  pod: 'A VM runs in a pod like any container: this virt-launcher pod holds it, and the scheduler found it this node.',
  compute: 'The compute container holds the programs that make one virtual machine, and ends with it.',
  'virt-launcher': 'virt-launcher turns the VirtualMachineInstance into a libvirt domain and reports how it is.',
  virtqemud: 'virtqemud is libvirt’s daemon: it starts QEMU and watches over it. Each VM has one of its own.',
  virtlogd: 'virtlogd writes down what the VM prints on its serial console.',
  qemu: 'qemu-kvm emulates the hardware: processor, memory, disks and network cards of this one VM.',
  guest: 'The guest has a kernel of its own. It is what you would install on a real computer.',
  'qemu-ga': 'qemu-ga is the guest agent, a small program that is installed in the guest, not by the cluster.',
  disk: 'A disk that the guest sees. Behind it is a volume of the cluster.',
  nic: 'A network card that the guest sees. Behind it is the pod’s network.',
  serial: 'The serial console: what you type there goes to a login prompt even when no screen and no network works.',
  sidecar: 'A container beside compute. guest-console-log prints the serial console, so that `oc logs` shows it.',
  'cri-o': 'CRI-O starts containers on this node, those of VMs like all others.',
  kubelet: 'The kubelet is the cluster’s hand on this node: it asks CRI-O for the containers of the pods placed here.',
  'virt-handler': 'virt-handler is KubeVirt’s agent on every node. It prepares the node and speaks with virt-launcher.',
  kvm: '/dev/kvm is the kernel’s own hypervisor: through it the guest’s instructions run on the real processor.',
  dv: 'The DataVolume fills a claim: it imports, uploads or clones a disk image, and is done when it says Succeeded.',
  pvc: 'The PersistentVolumeClaim is the disk’s place in the cluster’s storage. It stays when the VM stops.',
  sc: 'The storage class says which storage makes the volume, and what that storage can do.',
  volume: 'A disk without a claim: it is made anew at each start.',
  'pod-network': 'The VM shares its pod’s address: to the cluster’s network it is a pod.',
  nad: 'A network beside the pod network, described by a NetworkAttachmentDefinition.',
  service: 'A Service gives pods with certain labels one lasting address. A VM is reached like any pod.',
  endpoints: 'The endpoints are the pods that the Service finds by its selector. None means that nobody answers.',
  policy: 'A NetworkPolicy says who may speak to the pods that it selects. A VM’s pod is one of them.',
}
