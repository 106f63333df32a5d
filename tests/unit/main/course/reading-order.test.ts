import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadUnit } from '../../../../main/course/load-unit'

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'units', 'openshift-virtualization')

/** Entries whose words mean something else in everyday English, or are explained where they stand: what is looked for instead. */
const MEANT: Readonly<Record<string, RegExp>> = {
  service: /\bServices?\b(?<!(?:^|[.!?*|] )Services?)/m,
  installplan: /\bInstallPlans?\b/,
  // “VM” stands for a virtual machine as well, and is explained as that.
  virtualmachine: /\bVirtualMachines?\b/,
}

/** What is read, without code, addresses and the words that stand for a picture. */
function readable(text: string): string {
  return text
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/`[^`\n]*`/g, ' ')
}

function wordOf({ id, term, text }: { id: string; term: string; text: string }): RegExp {
  const short = /^Short: (\w+)/.exec(text)?.[1]
  const names = [term, ...(short === undefined ? [] : [short])].map((name) => (/[A-Z].*[A-Z]|^[a-z]/.test(name) ? name : `[${name.charAt(0)}${name.charAt(0).toLowerCase()}]${name.slice(1)}`))
  return MEANT[id] ?? new RegExp(`(?<![\\w-])(?:${names.join('|')})s?(?![\\w-])`)
}

test('no word of the glossary is used before the text in which it is explained', async () => {
  const { unit } = await loadUnit(folder)
  if (unit === null) throw new Error('Unit 1 cannot be read')
  const { source, texts, glossary } = unit
  const read = [
    { where: 'introduction', text: texts.get(source.introduction ?? '') ?? '' },
    ...source.sections.flatMap(({ steps }) =>
      steps.flatMap(({ id, title, text = '', quiz, hints, mistakes }) => [
        { where: id, text: `${title}\n\n${texts.get(text) ?? ''}` },
        { where: `${id}, below`, text: [...hints, ...mistakes.map((mistake) => mistake.text), ...quiz.flatMap(({ question, options, because }) => [question, ...options, because])].join('\n\n') },
      ]),
    ),
  ]
  const early = glossary.flatMap((entry) => {
    const explained = read.findIndex(({ text }) => text.includes(`(glossary:${entry.id})`))
    const used = read.findIndex(({ text }) => wordOf(entry).test(readable(text)))
    return explained !== -1 && (used === -1 || explained <= used) ? [] : [`${entry.term}: used in ${read[used]?.where ?? 'no text'}, explained in ${read[explained]?.where ?? 'no text'}`]
  })
  expect(early).toEqual([])
  expect(glossary.length).toBeGreaterThan(40)
})

test('all that the trainer’s notes name has its place', async () => {
  const { unit } = await loadUnit(folder)
  const all = [...(unit?.texts.values() ?? []), JSON.stringify(unit?.source)].join('\n')
  for (const named of [
    'workstation.lab.example.com', 'student', 'root', 'admin', 'developer', 'kubeadmin', 'api.ocp4.example.com:6443', 'console-openshift-console.apps.ocp4.example.com', 'oc login -u admin', 'REST', 'control-plane', 'worker',
    'app01', 'app02', 'app03', 'Java', 'PHP', 'Python', 'shared librar', 'Solution 1', 'Solution 2', 'Solution 3', 'ESXi', 'KVM', 'Hyper-V', 'Xen', 'runtime', 'image', 'kernel', 'libvirt', 'QEMU', 'guest agent', 'Virtualization Engine',
    'OKE', 'OCP', 'OPP', 'Certified', 'CRI-O', 'RHEL CoreOS', 'cloud', '4.16', '1.29', '4.17', '1.30', '4.18', '1.31', '4.19', '1.32', '1.33', 'kubeadm', 'microservices', 'KubeVirt', 'oc get vm', 'oc start vm', 'virtctl start', 'storage', 'network', 'security policies', 'MAC',
  ]) expect(all, named).toContain(named) // prettier-ignore
})
