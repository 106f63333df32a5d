/** A request's path as Kubernetes reads it. */
export interface Address {
  group: string
  version: string
  resource: string
  namespace: string | undefined
  name: string | undefined
  /** `status`, `log`; for KubeVirt's calls also `vnc/screenshot`. */
  subresource: string | undefined
}

const namespaceSubresources = new Set(['status', 'finalize'])

/** Undefined if the path is not a resource's. */
export function parseAddress(path: string): Address | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  let rest: string[]
  let group = ''
  let version: string | undefined
  if (parts[0] === 'api') [version, ...rest] = parts.slice(1)
  else if (parts[0] === 'apis') [group = '', version, ...rest] = parts.slice(1)
  else return undefined
  if (version === undefined || rest.length === 0) return undefined
  const steps: string[] = []
  for (const part of rest) {
    try {
      steps.push(decodeURIComponent(part))
    } catch {
      return undefined
    }
  }
  const [first = '', second, third, ...deeper] = steps
  if (first === 'namespaces' && third !== undefined && !(namespaceSubresources.has(third) && deeper.length === 0)) {
    return { group, version, resource: third, namespace: second, name: deeper[0], subresource: deeper.length > 1 ? deeper.slice(1).join('/') : undefined }
  }
  const subresource = third === undefined ? undefined : [third, ...deeper].join('/')
  // A namespace and its project count as lying in themselves: rights are asked there.
  const itself = second !== undefined && ((first === 'namespaces' && group === '') || (first === 'projects' && group === 'project.openshift.io'))
  return { group, version, resource: first, namespace: itself ? second : undefined, name: second, subresource }
}
