import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { lockedPackages } from '../../../scripts/package/third-parties.mjs'
import { audit, findingsOf, readAudit } from '../../../scripts/supply-chain.mjs'

describe('what we depend on', () => {
  it('names what has no licence on the list, and what wants to run at its installation', () => {
    expect(
      findingsOf([
        ['node_modules/good', { version: '1.0.0', license: 'MIT' }],
        ['node_modules/keytar', { version: '1.0.0', license: 'MIT', hasInstallScript: true }],
        ['node_modules/@novnc/novnc', { version: '1.0.0', license: 'MPL-2.0' }],
        ['node_modules/tool', { version: '1.0.0', license: 'MPL-2.0', dev: true }],
        ['node_modules/copyleft', { version: '1.0.0', license: 'AGPL-3.0' }],
        ['node_modules/a/node_modules/silent', { version: '1.0.0', dev: true }],
        ['node_modules/eager', { version: '1.0.0', license: 'MIT', hasInstallScript: true }],
      ]),
    ).toEqual([
      'copyleft: its licence, AGPL-3.0, is not on the list for what is shipped',
      'silent: its licence, not named, is not on the list for tools',
      'eager: it has an install script that nobody has given a reason for',
    ])
  })

  it('is as it should be', () => {
    expect(findingsOf(lockedPackages())).toEqual([])
  })

  it('is not said to be audited where nobody has answered', () => {
    expect(readAudit({ code: 1, stdout: JSON.stringify({ message: '405 Method Not Allowed' }) })).toEqual({ isAudited: false, why: '405 Method Not Allowed' })
    expect(readAudit({ code: 137, stdout: '' })).toEqual({ isAudited: false, why: 'no answer within 30 s' })
    expect(readAudit({ code: 1, stdout: JSON.stringify({ metadata: { vulnerabilities: { high: 1, total: 1 } } }) })).toEqual({ isAudited: true, counts: { high: 1, total: 1 } })
  })
})

// npm itself is started.
describe('the audit', { timeout: 60_000 }, () => {
  const open: { close(): void }[] = []
  afterEach(() => open.splice(0).forEach((server) => server.close()))

  /** A registry of our own, as npm sees it. Answers an environment for npm. */
  async function registry(answer: RequestListener): Promise<NodeJS.ProcessEnv> {
    const server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push(server)
    return { ...process.env, npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, npm_config_fetch_retries: '0' }
  }

  /** Tells that all versions of React have a hole, and nothing of the others. */
  const withAdvisory: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      // npm asks about whatever hangs on React, too.
      if (request.url !== '/-/npm/v1/security/advisories/bulk') return response.end(JSON.stringify({ name: decodeURIComponent(request.url?.slice(1) ?? ''), versions: {}, 'dist-tags': {} }))
      const asked = Object.keys(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as object)
      const advisory = { id: 1, url: 'https://advisories.example/1', title: 'A hole', severity: 'high', vulnerable_versions: '>=0', cwe: [], cvss: { score: 8, vectorString: null } }
      return response.end(JSON.stringify(asked.includes('react') ? { react: [advisory] } : {}))
    })
  }

  it('fails for what a registry knows of what is shipped', async () => {
    const { findings, says } = await audit(await registry(withAdvisory))
    expect(findings).toEqual([expect.stringMatching(/^npm audit --omit=dev names 0 critical and \d+ high advisories$/)])
    expect(says).toMatch(/^audited: \d+ advisories for what is shipped$/)
  })

  it('is no clean bill where the registry refuses', async () => {
    const env = await registry((_request, response) => response.writeHead(405).end())
    expect(await audit(env)).toEqual({ findings: [], says: 'NOT audited: 405 Method Not Allowed' })
  })
})
