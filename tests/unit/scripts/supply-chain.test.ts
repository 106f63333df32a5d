import { describe, expect, it } from 'vitest'
import { lockedPackages } from '../../../scripts/package/third-parties.mjs'
import { findingsOf, readAudit } from '../../../scripts/supply-chain.mjs'

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
