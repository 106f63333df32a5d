import { AppFailure } from '../../core/contract'

/** What an OpenShift API server listens on unless somebody chose otherwise. */
const API_PORT = '6443'

/**
 * The API server meant by what a student typed or pasted: `api.ocp4.example.com`, `https://api.ocp4.example.com:6443/`.
 * Throws AppFailure `cluster.unreachable` (`notAnApi`) for the console's address and other applications of the cluster, with the address that was
 * probably meant, and `input.invalid` for what is no address.
 */
export function normaliseApiUrl(typed: string): string {
  const text = typed.trim()
  const refuse = (detail: string): never => {
    throw new AppFailure({ kind: 'input.invalid', call: 'classroom.connect', detail })
  }
  if (text === '') return refuse('Type the address of the API server, such as https://api.ocp4.example.com:6443.')
  if (/^http:\/\//i.test(text)) return refuse('An API server is reached over https, not http.')
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  let url: URL
  try {
    url = new URL(withScheme)
  } catch {
    return refuse('This is not an address. It looks like https://api.ocp4.example.com:6443.')
  }
  if (url.protocol !== 'https:') return refuse('An API server is reached over https.')
  if (url.username !== '' || url.password !== '') return refuse('The address must not contain a name or a password.')
  const application = /^[^.]+\.apps\.(.+)$/.exec(url.hostname)
  if (application?.[1] !== undefined) {
    throw new AppFailure({
      kind: 'cluster.unreachable',
      reason: 'notAnApi',
      address: url.origin,
      detail: `This is the web console or another application of the cluster. Its API server is probably https://api.${application[1]}:${API_PORT}.`,
    })
  }
  // URL drops the default port of https, so a port 443 that was typed has to be looked up in the text.
  const typed443 = /^https:\/\/[^/]*:0*443(\/|$)/i.test(withScheme)
  return `https://${url.hostname}:${url.port !== '' ? url.port : typed443 ? '443' : API_PORT}`
}
