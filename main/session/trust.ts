import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { z } from 'zod'
import type { CertificateDoubt } from '../../core/contract'
import type { Log } from '../log'
import { createJsonFile, writeFileAtomic } from '../storage'
import { describeCertificate, leadsTo, nameMatches, presentedChain, readSystemAuthorities, timeIsValid } from './certificates'
import { ConnectionFailure } from './failures'
import { bareHost } from './proxy'

/** Nobody vouches for the certificate that this server showed. */
export class UntrustedCertificate extends Error {
  override readonly name = 'UntrustedCertificate'
  constructor(
    readonly doubt: Omit<CertificateDoubt, 'role'>,
    readonly chain: X509Certificate[],
  ) {
    super(`the certificate of ${doubt.address} is not trusted`)
  }
}

/** A certificate that somebody vouches for, but not at this time. */
export class NotNow extends ConnectionFailure {
  constructor(
    validity: Pick<CertificateDoubt, 'validFrom' | 'validTo'>,
    readonly sha256: string,
  ) {
    super('clock', outOfTime(validity))
  }
}

/** Half a sentence: when the certificate is valid, and what time it is here. */
export function outOfTime({ validFrom, validTo }: Pick<CertificateDoubt, 'validFrom' | 'validTo'>): string {
  return `the certificate is valid from ${toMinutes(validFrom)} to ${toMinutes(validTo)}, and this computer's time is ${toMinutes(new Date().toISOString())}`
}

const toMinutes = (iso: string): string => `${iso.slice(0, 16)}Z`

/** Which certificates count in one classroom: the computer's authorities, the classroom's own, and what the student trusted. */
export interface Trust {
  /** Authorities for a handshake. */
  context(): SecureContext
  /**
   * Judges a fresh connection before a byte is sent. Throws UntrustedCertificate, or NotNow when a trusted certificate is not valid at
   * this computer's time.
   */
  judge(socket: TLSSocket, url: URL): void
  /** Remembers the server's certificate, and no other, as trusted at this address. */
  accept(doubts: readonly { doubt: Omit<CertificateDoubt, 'role'>; chain: readonly X509Certificate[] }[]): Promise<void>
  /** The file for `oc --certificate-authority`, or null when the computer's own authorities are enough. `addresses`: the servers that oc will meet. */
  writeBundle(addresses: readonly string[]): Promise<string | null>
}

const storeSchema = z.object({
  /** By origin, such as `https://api.ocp4.example.com:6443`. */
  endpoints: z.record(z.string(), z.object({ sha256: z.string(), chain: z.array(z.string()) })),
})

interface TrustOptions {
  dataDir: string
  classroom: string
  ca: string | null
  log: Log
  environment: NodeJS.ProcessEnv
  /** True where the administrator lets students trust nothing, not even what they trusted before. */
  forbidsNew?: boolean
}

export async function openTrust({ dataDir, classroom, ca, log, environment, forbidsNew = false }: TrustOptions): Promise<Trust> {
  const store = createJsonFile({ path: join(dataDir, 'trust', `${classroom}.json`), schema: storeSchema, fallback: { endpoints: {} }, log })
  const bundlePath = join(dataDir, 'trust', `${classroom}.pem`)
  const { endpoints } = forbidsNew ? { endpoints: {} as z.infer<typeof storeSchema>['endpoints'] } : await store.read()
  const shown = new Map<string, X509Certificate[]>()
  const system = readSystemAuthorities(environment)
  const authorities = ca === null ? system : [...system, ca]
  let context: SecureContext | null = null
  let anchors: Set<string> | null = null

  const isAnchor = (sha256: string): boolean => {
    anchors ??= new Set(authorities.flatMap(splitPem).map((pem) => new X509Certificate(pem).fingerprint256))
    return anchors.has(sha256)
  }

  return {
    context: () => (context ??= createSecureContext({ ca: authorities })),
    judge(socket, url) {
      // Most connections show what the last one showed; reading a whole chain takes as long as a handshake.
      if (socket.authorized && shown.get(url.origin)?.[0]?.fingerprint256 === socket.getPeerCertificate().fingerprint256) return
      const chain = presentedChain(socket)
      const [own] = chain
      if (own === undefined) throw new ConnectionFailure('notTls', 'the server showed no certificate')
      shown.set(url.origin, chain)
      if (socket.authorized) return

      const matches = nameMatches(socket, bareHost(url.hostname))
      const isInTime = timeIsValid(own, Date.now())
      const isAccepted = endpoints[url.origin]?.sha256 === own.fingerprint256
      if (isAccepted && matches && isInTime) return
      if (matches && (isAccepted || leadsTo(chain, isAnchor)) && !chain.every((certificate) => timeIsValid(certificate, Date.now()))) {
        throw new NotNow(describeCertificate(own), own.fingerprint256)
      }
      throw new UntrustedCertificate(
        { address: url.origin, ...describeCertificate(own), nameMatches: matches, timeIsValid: isInTime, previousSha256: endpoints[url.origin]?.sha256 ?? null },
        chain,
      )
    },
    async accept(doubts) {
      for (const { doubt, chain } of doubts) endpoints[doubt.address] = { sha256: doubt.sha256, chain: chain.map(String) }
      await store.write({ endpoints })
    },
    async writeBundle(addresses) {
      if (ca === null && !addresses.some((address) => endpoints[address] !== undefined && !isVouched(shown.get(address), isAnchor))) return null
      // The file replaces the computer's own authorities in Go, so it must vouch for every server, also for those that need no help here.
      const chains = addresses.flatMap((address) => shown.get(address)?.map(String) ?? endpoints[address]?.chain ?? [])
      const text = [...new Set([...(ca === null ? [] : splitPem(ca)), ...chains].map((pem) => pem.trim()))].join('\n') + '\n'
      const before = await readFile(bundlePath, 'utf8').catch(() => null)
      if (before !== text) await writeFileAtomic(bundlePath, text)
      return bundlePath
    },
  }
}

function isVouched(chain: readonly X509Certificate[] | undefined, isAnchor: (sha256: string) => boolean): boolean {
  return chain !== undefined && leadsTo(chain, isAnchor)
}

function splitPem(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
}
