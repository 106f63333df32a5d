import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls'

export interface Trust {
  /** PEM; undefined trusts the system's authorities. */
  ca: string | undefined
  insecure: boolean
}

/** As long as Go's dialer waits for a handshake. */
const handshakeMs = 10_000

/** Node's name of the fault is its `code`. */
function fault(code: string, more: object = {}): Error {
  return Object.assign(new Error(code), { code, ...more })
}

/**
 * Resolves when the server has shown that it may be trusted, before a byte is sent to it. Rejects with Node's errors and codes.
 */
export function openTls(url: URL, { ca, insecure }: Trust): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    // Judged below, because OpenSSL refuses a certificate that is itself listed among the authorities, and Go takes it.
    const socket = connect({ host, port: Number(url.port || 443), rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca === undefined ? {} : { ca }) })
    const fail = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(handshakeMs, () => fail(fault('ETIMEDOUT')))
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      socket.setTimeout(0)
      socket.off('error', fail)
      const distrust = insecure ? undefined : reasonForDistrust(socket, host, ca)
      if (distrust === undefined) resolve(socket)
      else fail(distrust)
    })
  })
}

function reasonForDistrust(socket: TLSSocket, host: string, ca: string | undefined): Error | undefined {
  const cert = socket.getPeerCertificate()
  if (socket.authorized) return undefined
  const code = String(socket.authorizationError)
  if (ca === undefined || !listed(cert.raw, ca)) return fault(code, { cert })
  const now = Date.now()
  if (now < Date.parse(cert.valid_from) || now > Date.parse(cert.valid_to)) return fault('CERT_HAS_EXPIRED')
  return checkServerIdentity(host, cert)
}

function listed(certificate: Buffer, ca: string): boolean {
  return (ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).some((pem) => {
    try {
      return new X509Certificate(pem).raw.equals(certificate)
    } catch {
      // What is no certificate lists none.
      return false
    }
  })
}
