import { describe, expect, it } from 'vitest'
import { buildSegment, excerptAround, findNotes, type IndexedNote, markHits, mergeSegments, parseQuery, readOutline, type Segment, wordsOf } from '../../../../core/notes'

const NOW = new Date(2026, 10, 22, 12)

function note(path: string, text: string, modifiedAt = NOW.getTime()): { note: IndexedNote; text: string } {
  const { title, excerpt, unit, step, tags } = readOutline(path, text)
  return { note: { path, title, excerpt, unit, step, tags, modifiedAt, bytes: text.length, inode: 1, links: [] }, text }
}

const paths = (segments: Segment | Segment[], query: string): string[] => findNotes([segments].flat(), parseQuery(query, NOW)).found.map((found) => found.note.path)

const library = buildSegment([
  note('wait.md', '---\nunit: openshift-virtualization\nstep: D6\ntags: [slow]\n---\n# Wait for HyperConverged\n\noc wait hco kubevirt-hyperconverged -n openshift-cnv'),
  note('made.md', '# What the operator made\n\nHyperConverged is one object. #todo', new Date(2026, 9, 1).getTime()),
  note('seed.md', '# Seed notes\n\noc get vm ; oc start vm ; oc get vmi\n\nspin up the VM inside a conatiner pod'),
  note('vm.md', '# Start\n\nTo start the vm one needs oc no more than a café'),
])

describe('searching notes', () => {
  it.each([
    ['hyperconverged', ['wait.md', 'made.md'], 'the title counts more'],
    ['hyperc', ['wait.md', 'made.md'], 'beginnings'],
    ['hyprconverged', ['wait.md', 'made.md'], 'a letter left out'],
    ['container', ['seed.md'], 'the note has the typing error'],
    ['kubevirt-hyperconverged', ['wait.md'], 'a name of several words is a phrase'],
    ['oc start vm', ['seed.md', 'vm.md'], 'words together come first'],
    ['"oc start vm"', ['seed.md'], 'quoted words must stand together'],
    ['"start vm oc"', ['seed.md'], 'across punctuation'],
    ['"vm start"', [], 'in their order'],
    ['CAFE', ['vm.md'], 'case and accents do not matter'],
    ['hyperconverged unit:openshift', ['wait.md'], 'unit'],
    ['step:d6', ['wait.md'], 'step alone'],
    ['tag:todo', ['made.md'], 'tag in the text'],
    ['tag:slow hyper', ['wait.md'], 'tag of the front matter'],
    ['hyperconverged date:2026-10', ['made.md'], 'month'],
    ['hyperconverged after:2026-10-01', ['wait.md'], 'after a day'],
    ['hyperconverged before:today', ['made.md'], 'before a day'],
    ['hyperconverged nothingsuch', [], 'every word is needed'],
    ['date:nonsense', [], 'what is no date is text'],
  ])('%s finds %j: %s', (query, found) => {
    expect(paths(library, query)).toEqual(found)
  })

  it('finds the same in parts as in the whole, and nothing that is gone', () => {
    const parts = [buildSegment([note('a.md', 'kubevirt one')]), buildSegment([note('b.md', 'kubevirt two'), note('c.md', 'kubevirt three')])]
    if (parts[1]) parts[1].gone[0] = 1
    expect(paths(parts, 'kubevirt').sort()).toEqual(['a.md', 'c.md'])
    const whole = mergeSegments(parts)
    expect(whole.notes.map(({ path }) => path)).toEqual(['a.md', 'c.md'])
    expect(paths(whole, 'two')).toEqual([])
    expect(paths(whole, '"kubevirt three"')).toEqual(['c.md'])
  })

  it('marks hits and cuts the stretch that has most of them', () => {
    const words = new Set(['oc', 'start'])
    expect(markHits('oc-start, ok', words)).toEqual([
      { text: 'oc', hit: true },
      { text: '-', hit: false },
      { text: 'start', hit: true },
      { text: ', ok', hit: false },
    ])
    const pieces = excerptAround(`${'oc is here. '.repeat(1)}${'nothing '.repeat(60)}\nthen oc start vm`, words)
    expect(pieces.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['oc', 'start'])
    expect(pieces.map(({ text }) => text).join('')).toMatch(/^….*then oc start vm$/)
  })

  it('cuts words from names, code and other scripts', () => {
    expect(wordsOf('oc get vm/rhel9-web -n=vms_dev Überprüfung 仮想')).toEqual(['oc', 'get', 'vm', 'rhel9', 'web', 'n', 'vms', 'dev', 'uberprufung', '仮想'])
  })
})
