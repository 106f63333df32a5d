import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import seed from '../../../fixtures/seed-notes.txt?raw'
import { importMarkdown, importText, readOutline } from '../../../../core/notes'

/** Letters and digits of a line: marks may become structure, words may not go. */
const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

/** Every line's words stand in the result, in the order of the lines. */
function expectAllLines(source: string, result: string): void {
  const lines = result.split('\n').map(bare)
  let at = 0
  for (const line of source.split(/\r\n|\r|\n/)) {
    const words = bare(line)
    if (words === '') continue
    const found = lines.findIndex((candidate, index) => index >= at && candidate.includes(words))
    expect(found, `“${line}” after line ${at}`).not.toBe(-1)
    at = found
  }
}

describe('the trainer’s notes', () => {
  const imported = importText('seed-notes.txt', seed)

  it('lose no line', () => expectAllLines(seed, imported))

  it('get the structure that a person would have made', () => {
    expect(readOutline('x.md', imported).headings.map(({ level, text }) => `${'#'.repeat(level)} ${text}`)).toEqual([
      '# Seed notes',
      '## Quick Recap',
      '## Unit-1 Red Hat OpenShift Virtualization',
      '### What is Red Hat OpenShift Virtualization?',
      '### Deploying all below application on single Physical Machine',
      '#### Solution-1- Deploy each application on different Physical machine.',
      '#### Solution-2- Virtualization.',
      '#### Solution-3-Containerization',
      '### 1-RH OpenShift Virtualization use KVM & libvirt.',
      '### 2-QEMU (Quick EMUlater) - guest agent.',
      '### 3-Integration with kubernetes/OpenShift.',
      '### Example',
    ])
    expect(imported).toContain('```shell\noc get vm ; oc start vm ; oc get vmi\n```')
    expect(imported).toContain('  ```shell\n  oc login -u admin -p redhatocp https://api.ocp4.example.com:6443\n  ```')
    expect(imported).toContain('\noc used Rest API'.replace('\n', '\n  '))
    expect(imported).not.toMatch(/={4}|\*{4}|\n{3}/)
  })
})

describe('text files', () => {
  it('keep output with its command, and sentences about commands as sentences', () => {
    const imported = importText('log.txt', 'First try:\n[student@workstation ~]$ oc get nodes\nNAME     STATUS\nmaster01 Ready\n\noc is a client.\nkubectl get pods <name>\nuse <name> here')
    expect(imported).toContain('```console\n[student@workstation ~]$ oc get nodes\nNAME     STATUS\nmaster01 Ready\n```')
    expect(imported).toContain('\noc is a client.\n')
    expect(imported).toContain('```shell\nkubectl get pods <name>\n```')
    expect(imported).toContain('use \\<name> here')
  })

  it('may be all dividers or all commands: each line is looked at once', () => {
    expect(importText('a.txt', `a\n${'____\n'.repeat(300_000)}b\n`)).toBe('# A\n\na\n\n### b\n')
    expect(importText('a.txt', 'oc whoami\n\n'.repeat(100_000)).match(/oc whoami/g)).toHaveLength(100_000)
  })

  it('property: no line is lost', () => {
    const word = fc.constantFrom('oc get vm', '$ oc login', '#Title:-', '####', '====', '- item', '  more', '1- one', '2. two', 'Solution-1- x', 'plain words.', 'a <b> c', '```', '', '   ', '\tindented', '[student@w ~]$ ls', '* star', 'Example:-', 'https://a.example')
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 40 }), (lines) => {
        const source = lines.map((line) => line.replace(/\p{Cc}/gu, ' ')).join('\n')
        expectAllLines(source, importText('x.txt', source))
      }),
      { numRuns: 300 },
    )
  })

  it('property: what was imported once is not changed by being imported again', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 20 }), (lines) => {
        const once = importText('x.txt', lines.join('\n'))
        expect(importMarkdown(once, new Map())).toBe(once)
      }),
    )
  })
})

it('of a line that no person has written makes text, at once', () => {
  const blanks = `# ${'\t '.repeat(100_000)}#`
  // Looked at from each of its blanks, minutes.
  expect(importText('a.txt', blanks).trimEnd()).toMatch(/#$/)
})
