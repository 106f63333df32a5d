import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { checkServerIdentity, rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import type { CertificateDoubt } from '../../core/contract'

/** Where Go's crypto/x509 looks on Linux (root_linux.go): `oc` and the window must trust the same authorities. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** PEM of the authorities that this computer trusts; on other systems than Linux those that Node carries. */
export function readSystemAuthorities(environment: NodeJS.ProcessEnv): string[] {
  const chosen = environment['SSL_CERT_FILE']
  for (const path of chosen ? [chosen] : SYSTEM_BUNDLES) {
    try {
      return [readFileSync(path, 'utf8')]
    } catch {
      // The next place; every distribution has another.
    }
  }
  return process.platform === 'linux' ? [] : [...rootCertificates]
}

/** The certificates of a connection, the server's own first, as far as they are linked. Empty when the server showed none. */
export function presentedChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  const seen = new Set<string>()
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  while (certificate?.raw !== undefined && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256)
    chain.push(new X509Certificate(certificate.raw))
    certificate = certificate.issuerCertificate
  }
  return chain
}

/** True when the chain leads, signature by signature, to a certificate that `isAnchor` vouches for. Names and times are not looked at. */
export function leadsTo(chain: readonly X509Certificate[], isAnchor: (sha256: string) => boolean): boolean {
  for (const [index, certificate] of chain.entries()) {
    if (isAnchor(certificate.fingerprint256)) return true
    const issuer = chain[index + 1]
    if (issuer === undefined || !issuer.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false
  }
  return false
}

export function nameMatches(socket: TLSSocket, host: string): boolean {
  return checkServerIdentity(host, socket.getPeerCertificate(true)) === undefined
}

export function timeIsValid(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)
}

/** What the trust dialog shows of a certificate. */
export function describeCertificate(certificate: X509Certificate): Pick<CertificateDoubt, 'subject' | 'issuer' | 'validFrom' | 'validTo' | 'sha256'> {
  const iso = (text: string): string => new Date(text).toISOString()
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: iso(certificate.validFrom),
    validTo: iso(certificate.validTo),
    sha256: certificate.fingerprint256,
  }
}

// Names in a certificate are whatever its maker wrote: no line breaks or control characters, and no page-long ones.
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ').replace(/\p{C}/gu, '').slice(0, 300)
}
