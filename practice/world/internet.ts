/** What the practice cluster can fetch. It reaches no network: what lessons name is taken to be there, and what cannot be is refused in the real words. */

const registries = ['registry.redhat.io', 'registry.access.redhat.com', 'registry.connect.redhat.com', 'quay.io', 'docker.io', 'ghcr.io', 'gcr.io', 'registry.k8s.io', 'public.ecr.aws', 'registry.fedoraproject.org', 'mcr.microsoft.com', 'quay.example.com', 'registry.ocp4.example.com', 'image-registry.openshift-image-registry.svc']

/** The repositories of https://quay.io/organization/containerdisks. */
const containerDisks = ['almalinux', 'alpine-linux', 'alpine-with-test-tooling', 'centos', 'centos-stream', 'cirros', 'debian', 'fedora', 'opensuse-leap', 'opensuse-tumbleweed', 'rhcos', 'ubuntu', 'windows']

const downloads = ['cloud.centos.org', 'download.fedoraproject.org', 'dl.fedoraproject.org', 'cloud-images.ubuntu.com', 'cloud.debian.org', 'download.cirros-cloud.net', 'access.cdn.redhat.com', 'access.redhat.com', 'cdn.redhat.com', 'mirror.openshift.com', 'github.com', 'fedorapeople.org', 'utility.lab.example.com', 'materials.example.com', 'content.example.com']

/** A disk image's ending, with or without compression; anything else at these hosts is a page, or missing. */
const diskImage = /\.(qcow2|img|raw|iso|vmdk|vdi|vhdx?)(\.(gz|xz|zst))?$/

/** Why a container image cannot be pulled, as CRI-O says it; undefined if it can. */
export function pullProblem(image: string): string | undefined {
  const name = image.replace(/^docker:\/\//, '')
  const [first = '', ...rest] = name.split('/')
  // Without a dot or a port the first part is no host: a short name.
  const host = rest.length > 0 && /[.:]/.test(first) ? first.replace(/:\d+$/, '') : 'docker.io'
  const pinging = `initializing source docker://${name}: pinging container registry ${host}: Get "https://${host}/v2/": dial tcp: lookup ${host} on 172.30.0.10:53: no such host`
  if (!registries.includes(host)) return pinging
  const disk = /^quay\.io\/containerdisks\/([^:@]+)/.exec(name)?.[1]
  if (disk !== undefined && !containerDisks.includes(disk)) return `initializing source docker://${name}: reading manifest ${tagOf(name)} in quay.io/containerdisks/${disk}: unauthorized: access to the requested resource is not authorized`
  return undefined
}

function tagOf(name: string): string {
  return /:([^/:]+)$/.exec(name)?.[1] ?? 'latest'
}

/** Why CDI's importer cannot read a source, in its words; undefined if it can. */
export function downloadProblem(url: string): string | undefined {
  if (url.startsWith('docker://') || url.startsWith('oci-archive://')) {
    const problem = pullProblem(url)
    return problem === undefined ? undefined : `Unable to process data: Failed to read registry image: ${problem}`
  }
  let host: string
  let path: string
  try {
    ;({ hostname: host, pathname: path } = new URL(url))
  } catch {
    return `Unable to connect to http data source: parse ${JSON.stringify(url)}: invalid URI for request`
  }
  if (!downloads.includes(host)) return `Unable to connect to http data source: Get ${JSON.stringify(url)}: dial tcp: lookup ${host} on 172.30.0.10:53: no such host`
  if (!diskImage.test(path)) return 'Unable to connect to http data source: expected status code 200, got 404. Status: 404 Not Found'
  return undefined
}
