import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509'

export interface ServingPair {
  key: string
  cert: string
}

/** The two authorities of a cluster and what they have signed. Everything is PEM. */
export interface Authorities {
  servingCa: string
  ingressCa: string
  api: ServingPair
  ingress: ServingPair
  /** ISO date after which `api` and `ingress` are to be signed anew. */
  renewAfter: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000
// As long as OpenShift's own installer gives its authorities.
const authorityDays = 3650
// Servers' certificates that live longer are refused by some clients' TLS.
const servingDays = 398
const renewDaysBefore = 30

interface Authority {
  certificate: X509Certificate
  keys: webcrypto.CryptoKeyPair
}

export async function issueAuthorities(now: Date): Promise<Authorities> {
  cryptoProvider.set(webcrypto)
  const serving = await createAuthority('kube-apiserver-localhost-signer', now)
  const ingress = await createAuthority(`ingress-operator@${Math.floor(now.getTime() / 1000)}`, now)
  const names = ['localhost', 'kubernetes', 'kubernetes.default.svc', 'api.ocp4.example.com']
  return {
    servingCa: serving.certificate.toString('pem'),
    ingressCa: ingress.certificate.toString('pem'),
    api: await sign(serving, 'api.ocp4.example.com', names, now),
    ingress: await sign(ingress, '*.apps.ocp4.example.com', ['localhost', '*.apps.ocp4.example.com'], now),
    renewAfter: new Date(now.getTime() + (servingDays - renewDaysBefore) * day).toISOString(),
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  // An hour's grace for a clock that is put back a little.
  return { notBefore: new Date(now.getTime() - 60 * 60 * 1000), notAfter: new Date(now.getTime() + days * day) }
}

async function createAuthority(commonName: string, now: Date): Promise<Authority> {
  const keys = await generateKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }, { OU: ['openshift'] }],
    keys: keys,
    signingAlgorithm: algorithm,
    ...validity(now, authorityDays),
    extensions: [new BasicConstraintsExtension(true, undefined, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true)],
  })
  return { certificate, keys }
}

async function sign(authority: Authority, commonName: string, names: string[], now: Date): Promise<ServingPair> {
  const keys = await generateKeys()
  const certificate = await X509CertificateGenerator.create({
    subject: [{ CN: [commonName] }],
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: algorithm,
    ...validity(now, servingDays),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([...names.map((value) => ({ type: 'dns' as const, value })), { type: 'ip', value: '127.0.0.1' }]),
    ],
  })
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  // The authority's certificate travels with the server's, as a cluster sends both: who trusts what was presented trusts what it signs later.
  return { cert: `${certificate.toString('pem')}\n${authority.certificate.toString('pem')}\n`, key: `-----BEGIN PRIVATE KEY-----\n${(key.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n` }
}
