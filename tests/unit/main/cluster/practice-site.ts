import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ClusterConnection } from '../../../../main/session'
import { createHttpsClient } from '../../../../main/session/https'
import { METADATA_PATH, type OAuthServer, requestToken } from '../../../../main/session/oauth'
import { openTrust } from '../../../../main/session/trust'
import { startPractice } from '../../../../practice/server'

export const log = { info() {}, warn() {}, incident: () => 'LC-TEST1', hide() {} }

export interface PracticeSite {
  dataDir: string
  /** The way to the cluster as main/session makes it: its own TLS, trust and token flow. */
  connectionOf(user: string): Promise<ClusterConnection>
  close(): Promise<void>
}

/** A practice classroom in this process, and logins to it. */
export async function openPracticeSite(): Promise<PracticeSite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cluster-practice-'))
  const practice = await startPractice({ dataDir: join(dataDir, 'practice'), speed: 20 })
  const ca = await readFile(practice.caFile, 'utf8')
  const trust = await openTrust({ dataDir, classroom: 'practice', ca, log, environment: {} })
  const client = createHttpsClient({ trust, environment: {} })
  return {
    dataDir,
    async connectionOf(user) {
      const password = practice.users.find(({ name }) => name === user)?.password ?? ''
      const metadata = await client.request(new URL(METADATA_PATH, practice.apiUrl))
      const server = JSON.parse(await text(metadata)) as OAuthServer
      const token = await requestToken(client, server, user, password)
      return {
        classroom: 'practice',
        apiUrl: practice.apiUrl,
        user,
        verifiedAs: user,
        request: ({ path, headers, ...rest }) => client.request(new URL(path, practice.apiUrl), { ...rest, headers: { ...headers, Authorization: `Bearer ${token}` } }),
      }
    },
    async close() {
      client.dispose()
      await practice.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
