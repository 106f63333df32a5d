/** What the cluster's components say when they start, each in its own way of writing. */

type Writer = (component: string, text: string, time: Date) => string

const micro = (time: Date): string => time.toISOString().replace('Z', '000Z')

const kubevirt: Writer = (component, text, time) => JSON.stringify({ component, level: 'info', msg: text, pos: 'application.go:402', timestamp: micro(time) })
const zap: Writer = (component, text, time) => JSON.stringify({ level: 'info', ts: time.toISOString(), logger: component, msg: text })
const logrus: Writer = (_, text, time) => `time="${time.toISOString().slice(0, 19)}Z" level=info msg=${JSON.stringify(text)}`
const etcd: Writer = (_, text, time) => JSON.stringify({ level: 'info', ts: micro(time), caller: 'embed/etcd.go:378', msg: text })
const klog: Writer = (_, text, time) => {
  const [, month = '', day = '', clock = ''] = /^\d+-(\d+)-(\d+)T([\d:.]+)Z$/.exec(time.toISOString()) ?? []
  return `I${month}${day} ${clock}000       1 main.go:57] ${text}`
}

/** By the beginning of a container's name; the first that fits. */
const components: [name: RegExp, write: Writer, lines: string[]][] = [
  [/^virt-operator/, kubevirt, ['starting virt-operator', 'Started leading', 'Handling deployment virt-api', 'Handling deployment virt-controller', 'Handling daemonset virt-handler', 'All KubeVirt components ready']],
  [/^virt-api/, kubevirt, ['Starting virt-api', 'webhook server is listening', 'set rest client qps to 5', 'synchronization of caches complete']],
  [/^virt-controller/, kubevirt, ['Starting leaderelection', 'Became leader', 'Starting vmi controller.', 'Starting vm controller', 'Starting migration controller.', 'Starting evacuation controller.']],
  [/^virt-handler/, kubevirt, ['Starting virt-handler', 'hostname', 'set verbosity to 2', 'kvm device plugin started', 'Refreshed labels of the node', 'Starting domain stats collector']],
  [/^(hco|hyperconverged|ssp|aaq)/, zap, ['Registering Components.', 'Starting the Cmd.', 'Starting EventSource', 'Starting Controller', 'Reconciling', 'Reconcile complete']],
  [/^cdi/, klog, ['Note: increase the -v level in the controller deployment for more detailed logging, eg. -v=2 or -v=3', 'Starting workers', 'successfully acquired lease', 'Reconciling the CDI installation', 'Operator reconciled']],
  [/^(olm|catalog)-operator|^registry-server|^packageserver|^marketplace/, logrus, ['log level info', 'TLS keys set, using https for metrics', 'Operator ready', 'connection established. cluster-version: v1.32.6', 'starting workers...', 'catalog update required']],
  [/^etcd/, etcd, ['Running: ', 'configuring peer listeners', 'starting an etcd server', 'serving peer traffic', 'ready to serve client requests', 'established TCP streaming connection with remote peer']],
  [/^kube-(apiserver|controller-manager|scheduler)$/, klog, ['Serving securely on [::]:6443', 'Starting DynamicServingCertificateController', 'Caches are synced', 'attempting to acquire leader lease', 'successfully acquired lease']],
  [/^router/, klog, ['"msg"="starting router" "version"="majorFromGit: 4, minorFromGit: 19"', '"msg"="watching for changes" "path"="/etc/pki/tls/private"', '"msg"="router reloaded" "output"=" - Checking http://localhost:80 using PROXY protocol ... - Health check ok : 0 retry attempt(s)."']],
  [/^oauth-openshift/, klog, ['Serving securely on [::]:6443', 'Starting RequestHeaderAuthRequestController', 'Caches are synced']],
  [/^console/, klog, ['Cookies are secure!', 'Binding to [::]:8443...', 'using TLS']],
]

/** How a component that nobody looks at more closely begins. */
const common: [Writer, string[]] = [klog, ['Starting', 'Serving securely', 'Caches are synced']]

const stepMs = 350

/** The first lines of a container's log, `started` and a little after. */
export function startLines(container: string, started: string): { time: string; text: string }[] {
  const found = components.find(([name]) => name.test(container))
  const [write, lines] = found === undefined ? common : [found[1], found[2]]
  return lines.map((text, index) => {
    const time = new Date(Date.parse(started) + index * stepMs)
    return { time: time.toISOString().replace('Z', '000000Z'), text: write(container, text, time) }
  })
}
