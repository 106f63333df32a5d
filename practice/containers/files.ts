import { listAt, textAt } from '../objects/json'
import { isLauncher, isNodeShell, type Inside } from './inside'

/** More than that no lesson writes into a container. */
const mostWritten = 64
const longestWritten = 64 * 1024

const release = 'NAME="Red Hat Enterprise Linux"\nVERSION="9.6 (Plow)"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.6"\nPLATFORM_ID="platform:el9"\nPRETTY_NAME="Red Hat Enterprise Linux 9.6 (Plow)"\n'
const nodeRelease = 'NAME="Red Hat Enterprise Linux CoreOS"\nID="rhel"\nVARIANT="CoreOS"\nVARIANT_ID=coreos\nVERSION_ID="9.6"\nPRETTY_NAME="Red Hat Enterprise Linux CoreOS 9.6.20250715-0 (Plow)"\n'
const processor = 'processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz\nflags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss ht syscall nx pdpe1gb rdtscp lm constant_tsc vmx ssse3 fma cx16 sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand hypervisor\n\n'

export const kernel = '5.14.0-570.27.1.el9_6.x86_64'

/** The node's own files stand below /host in a debug pod, and at / after chroot. */
const fromHost = (inside: Inside, path: string): string => (isNodeShell(inside) ? path.replace(/^\/host(?=\/|$)/, '') || '/' : path)

/** The text of a file; undefined where there is none. */
export function readFile(inside: Inside, path: string): string | undefined {
  const { pod, written } = inside
  const kept = written.get(path)
  if (kept !== undefined) return kept
  const { namespace = '', name } = pod.metadata
  const account = '/var/run/secrets/kubernetes.io/serviceaccount'
  switch (fromHost(inside, path).replace(/^\/run\/secrets/, '/var/run/secrets')) {
    case '/etc/os-release':
    case '/etc/redhat-release':
      if (path.endsWith('redhat-release')) return isNodeShell(inside) ? 'Red Hat Enterprise Linux CoreOS release 9.6\n' : 'Red Hat Enterprise Linux release 9.6 (Plow)\n'
      return isNodeShell(inside) ? nodeRelease : release
    case '/etc/hostname':
      return `${isNodeShell(inside) ? textAt(pod, 'spec', 'nodeName') : name}\n`
    case '/etc/hosts':
      return `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${textAt(pod, 'status', 'podIP')}\t${name}\n`
    case '/etc/resolv.conf':
      return `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local ocp4.example.com\nnameserver 172.30.0.10\noptions ndots:5\n`
    case '/proc/version':
      return `Linux version ${kernel} (mockbuild@x86-64) (gcc (GCC) 11.5.0 20240719 (Red Hat 11.5.0-5)) #1 SMP PREEMPT_DYNAMIC\n`
    case '/proc/cpuinfo':
      return processor
    case `${account}/namespace`:
      return namespace
    default:
      return undefined
  }
}

/** @returns why it cannot be; undefined when it is done */
export function writeFile(inside: Inside, path: string, text: string): string | undefined {
  if (!/^\/(tmp|var\/tmp|home|dev\/shm)(\/|$)/.test(path)) return 'Permission denied'
  if (text.length > longestWritten || (inside.written.size >= mostWritten && !inside.written.has(path))) return 'No space left on device'
  inside.written.set(path, text)
  return undefined
}

const common = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var']

/** The names in a directory; undefined where there is none. */
export function listFiles(inside: Inside, path: string): string[] | undefined {
  const { pod, container, written } = inside
  const place = fromHost(inside, path)
  const own = [...written.keys()].filter((file) => file.startsWith(`${path === '/' ? '' : path}/`)).map((file) => file.slice(path.length).replace(/^\//, '').split('/')[0] ?? '')
  const mounts = listAt(listAt(pod, 'spec', 'containers').find((one) => textAt(one, 'name') === container), 'volumeMounts').map((mount) => textAt(mount, 'mountPath'))
  const devices = isLauncher(inside) || isNodeShell(inside) ? ['kvm', 'net', 'vhost-net'] : []
  const below = mounts.filter((mount) => mount.startsWith(`${place === '/' ? '' : place}/`)).map((mount) => mount.slice(place.length).replace(/^\//, '').split('/')[0] ?? '')
  const known: Record<string, string[] | undefined> = {
    '/': [...common, ...(isNodeShell(inside) && path === '/' ? ['host'] : [])],
    '/dev': ['full', 'null', 'ptmx', 'pts', 'random', 'shm', 'tty', 'urandom', 'zero', ...devices],
    '/etc': ['hostname', 'hosts', 'os-release', 'redhat-release', 'resolv.conf'],
    '/proc': ['cpuinfo', 'version'],
    '/var': ['lib', 'run', 'tmp'],
    '/var/run/secrets/kubernetes.io/serviceaccount': ['ca.crt', 'namespace', 'token'],
    '/var/run/kubevirt-private': isLauncher(inside) ? [textAt(pod, 'metadata', 'labels', 'kubevirt.io/created-by')] : undefined,
  }
  const fixed = known[place] ?? (common.includes(place.slice(1)) || place === '/var/tmp' ? [] : undefined)
  if (fixed === undefined && own.length === 0 && below.length === 0 && !mounts.includes(place)) return undefined
  return [...new Set([...(fixed ?? []), ...own, ...below])].sort()
}
