import { BlockList, isIP } from 'node:net'

/**
 * The proxy for an https address by HTTPS_PROXY and NO_PROXY, or null for a direct connection. The rules are those of Go's net/http, so that
 * the window and `oc` in the terminal go the same way (https://pkg.go.dev/golang.org/x/net/http/httpproxy).
 * A proxy without a scheme is taken as http. Returns null for a proxy that cannot be parsed, as Go does.
 */
export function proxyFor(target: URL, environment: NodeJS.ProcessEnv): URL | null {
  const named = environment['HTTPS_PROXY'] || environment['https_proxy'] || ''
  if (named === '') return null
  const host = bareHost(target.hostname)
  const port = target.port || '443'
  if (isLocal(host) || isExcluded(host, port, environment['NO_PROXY'] || environment['no_proxy'] || '')) return null
  try {
    return new URL(/^[a-z0-9]+:\/\//i.test(named) ? named : `http://${named}`)
  } catch {
    return null
  }
}

/** `[::1]` of a URL is `::1` for a socket. */
export function bareHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || contains('127.0.0.0/8', host)
}

function isExcluded(host: string, port: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host.toLowerCase(), port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return contains(entry, host)
  const [, name = entry, entryPort] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? []
  if (entryPort !== undefined && entryPort !== port) return false
  const wanted = bareHost(name)
  if (isIP(wanted) !== 0) return wanted === host
  // `example.com` means itself and what is below it; `.example.com` and `*.example.com` only what is below it.
  const suffix = wanted.replace(/^\*?\./, '.')
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`)
}

function contains(network: string, host: string): boolean {
  const [address = '', prefix = ''] = network.split('/')
  const family = isIP(host)
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(prefix)) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (Number(prefix) > (family === 6 ? 128 : 32)) return false
  const block = new BlockList()
  block.addSubnet(address, Number(prefix), type)
  return block.check(host, type)
}
