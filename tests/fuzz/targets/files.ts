import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppFailure } from '../../../core/contract'
import { parsePath, unitSchema } from '../../../core/course'
import { importFolder, importQuickStarts, NotImportable } from '../../../core/course/import'
import { isTangled } from '../../../core/markdown'
import { checkClassroomText } from '../../../main/classroom/source'
import { readYaml } from '../../../main/cluster/yaml'
import { loadUnit } from '../../../main/course/load-unit'
import { compilePattern } from '../../../main/course/pattern'
import { readGlossary, reviewText } from '../../../main/course/texts'
import { clearLogin, readKubeconfig, writeLogin } from '../../../main/session/kubeconfig'
import { parseYaml } from '../../../main/yaml'
import { anyJson, asJson, spoiled } from '../junk'
import { texts } from '../texts'
import { nextTurn, type Target, target } from '../target'

const unitFolder = join('resources', 'units', 'openshift-virtualization')
const unitText = readFileSync(join(unitFolder, 'unit.yaml'), 'utf8')
const steps = readdirSync(join(unitFolder, 'steps')).map((name) => readFileSync(join(unitFolder, 'steps', name), 'utf8'))
const classroomText = readFileSync(join('resources', 'classrooms', 'openshift-virtualization.yaml'), 'utf8')
const kubeconfigText = `apiVersion: v1
kind: Config
clusters:
- {name: api, cluster: {server: "https://api.example.com:6443", certificate-authority-data: AAAA}}
contexts:
- {name: ctx, context: {cluster: api, user: admin/api, namespace: lab}}
users:
- {name: admin/api, user: {token: sha256~abc}}
current-context: ctx
`
const folder = mkdtemp(join(tmpdir(), 'fuzz-files-'))

const YAML = ['a: ', '- ', '&a ', '*a', '<<: *a', '[*a,*a,*a]', '{', '}', '[', ']', ',', '"', "'", '|\n', '>\n', '? ', ': ', '#', '---\n', '...\n', '!!binary ', '!!js/function ', '!<tag:x> ', '\n', '\n  ', '\t', '  ', '~', 'null', '0x1F', '1_000', '.inf', '2001-01-01', '%YAML 1.1\n', '\\x00', 'kind: Classroom\n', 'version: 1\n', 'users:\n', 'cluster:\n'] // prettier-ignore
const MARKDOWN = ['*', '**', '_', '`', '```\n', '~~~\n', '[', ']', '(', ')', '![', '](', '<', '>', '> ', '# ', '- ', '1. ', '| ', '|-|\n', '\n', '\n\n', '    ', '\\', '&amp;', '<!--', '-->', '<div>', '[^1]', '[^1]: ', 'http://', 'https://a.b', 'www.', '@', '~', '~~', 'a', ' ', '{{', '}}', '{{copy}}', '{{exec}}', ':::', '==', '[[', ']]', '#tag'] // prettier-ignore
const ASCIIDOC = ['= ', '== ', '----\n', '====\n', '....\n', '++++\n', '[source,bash,role=execute]\n', '[', ']', '{', '}', '{attr}', ':attr: {attr}{attr}\n', ':a: b\n', 'include::', 'ifdef::a[]\n', 'endif::[]\n', 'link:', 'image::', 'xref:', 'http://', '*', '_', '`', '+', '|===\n', '| ', '. ', '* ', '** ', '<<', '>>', '\n', '\n\n', 'a', ' ', '//', '////\n', 'kbd:[', 'btn:['] // prettier-ignore
const PATTERNS = ['(', ')', '(?:', '*', '+', '?', '{1000}', '{2,}', '|', '[', ']', '^', '$', '.', '\\d', '\\pL', '\\Q', 'a', 'b', '(?i)', '(?P<n>', '\\1', '(?=', '\\b']
const PATHS = ['.', '.a', '[0]', '[*]', '[?(@.a=="b")]', '["', '"]', "['", "']", '\\"', '\\', '{', '}', '$', '[?(@', '==', ' ', 'a', '-', '(', ')']

/** What each line of a long file can be: the same field again, another one each, what opens and never closes, and what YAML has words for. `%` is its number. */
const LINES = ['a: 1\n', 'a%: 1\n', '%: 1\n', '{a: b}: 1\n', '- *a\n', 'a%: *b\n', '\ta: 1\n', 'a: "\n', "- '\n", 'a: [\n', 'a: ]\n', ']', '}\n', '[%,', '{a%,', '- &a% b\n', '- &a &b c\n', '---\n', '--- [\n', '...\n', 'a\n...\n', '%YAML 1.1\n', '"\\q', '\\q', '\\x00', 'word ', 'word\n', '- 1\n', '-\n', '- - - -\n', '- {a: 1, b: 2}\n', '{},', '- !!binary a\n', '- !x!y a\n', '&a ', '? \n', '? a\n: b\n', ':\n', '#\n', '\n', '\r\n', '<<: *a\n', '- <<: {a: 1}\n', 'a: b: c\n', '- `a\n', '- |\n', '- |9x\n', '  - {}\n', '  - {id: s%, title: 1, x: 2}\n', '  -\n', '  - {checks: [{all: [{any: [{}]}]}]}\n', '  v%: []\n', '- name: m%\n  users: [{}]\n', '- {}\n'] // prettier-ignore
const HEADS = ['', 'kind: Unit\nversion: 1\nid: a\ntitle: a\nsections:\n- title: a\n  steps:\n', 'kind: Unit\nversion: 1\nid: a\ntitle: a\nvariables:\n', 'kind: Classroom\nversion: 1\nname: a\ncluster: {apiUrl: "https://a.b:6443"}\nusers:\n', 'apiVersion: v1\nkind: Config\n', 'a: "', 'a: |\n', '['] as const
const LONGEST_FILE = 256 * 1024

function overAndOver(lines: readonly string[], length: number): string {
  const written: string[] = []
  for (let size = 0, index = 0; ; index += 1) {
    const line = (lines[index % lines.length] ?? '').replace('%', String(index))
    size += Math.max(1, Buffer.byteLength(line))
    if (size > length) return written.join('')
    written.push(line)
  }
}

/** Who edits a file is told where; a failure of the program’s own is another matter. */
async function orSaid(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppFailure) && !(error instanceof NotImportable)) throw error
  }
}

const names = { glossary: new Set(['pod']), steps: new Set(['A1']), pictureExists: () => true }
const asYaml = (text: string): unknown => {
  const read = parseYaml(text, 'a file')
  return read.ok ? read.yaml.data : undefined
}

/** As a folder of each tool is laid out. */
const layouts: readonly ((text: string) => [string, string][])[] = [
  (text) => [['index.json', JSON.stringify({ title: text.slice(0, 50), details: { intro: { text: 'intro.md' }, steps: [{ title: 'one', text: 'step.md', verify: 'v.sh' }, { text: '../../etc/passwd' }] } })], ['intro.md', text], ['step.md', text], ['v.sh', text]],
  (text) => [['workshop/content/one.md', text], ['workshop/modules.yaml', text], ['workshop/workshop.yaml', text], ['resources/workshop.yaml', text]],
  (text) => [['content/modules/ROOT/pages/index.adoc', text], ['content/modules/ROOT/nav.adoc', `* xref:index.adoc[A]\n${text}`], ['content/antora.yml', text], ['site.yml', text]],
  (text) => [['index.json', text]],
]

export const fileTargets: readonly Target[] = [
  target('a classroom file', { runs: 10_000, inputs: (fc) => texts(fc, { tokens: YAML, samples: [classroomText], length: 8_000 }), holds: (text) => void checkClassroomText(text) }),
  target('a unit’s file', {
    runs: 5_000,
    inputs: (fc) => texts(fc, { tokens: YAML, samples: [unitText.slice(0, 6_000)], length: 8_000 }),
    holds: (text) => void unitSchema.safeParse(asYaml(text)),
  }),
  target('a unit’s data', {
    runs: 5_000,
    inputs: (fc) => spoiled(fc, fc.constant(asYaml(unitText))),
    holds: (data) => void unitSchema.safeParse(asJson(data)),
  }),
  target('an object that somebody edits as YAML', { runs: 10_000, inputs: (fc) => texts(fc, { tokens: YAML, samples: [kubeconfigText] }), holds: async (text) => void (await readYaml(text)) }),
  target('a unit’s file, a classroom file and a kubeconfig as long as they may be, of a few lines over and over', {
    runs: 400,
    inputs: (fc) => fc.tuple(fc.constantFrom(...HEADS), fc.array(fc.oneof(fc.constantFrom(...LINES), fc.constantFrom(...YAML)), { minLength: 1, maxLength: 3 }), fc.oneof(fc.constant(LONGEST_FILE), fc.integer({ min: 10_000, max: LONGEST_FILE }))),
    async holds([head, lines, length]) {
      const text = head + overAndOver(lines, length - head.length)
      const unit = await folder
      await writeFile(join(unit, 'unit.yaml'), text)
      const { problems } = await loadUnit(unit)
      await nextTurn()
      const classroom = checkClassroomText(text)
      for (const told of [problems, classroom.ok ? [] : classroom.problems]) {
        if (told.length > 101) throw new Error(`${told.length} mistakes are told`)
        if (told.some(({ field, message }) => field.length + message.length > 1_000)) throw new Error('a mistake that is as long as its file')
      }
      const path = join(unit, 'long-kubeconfig')
      await writeFile(path, text)
      await nextTurn()
      await orSaid(() => readKubeconfig(path))
    },
  }),
  target('a kubeconfig', {
    runs: 3_000,
    // Read three times here, and written twice.
    inputs: (fc) => texts(fc, { tokens: YAML, samples: [kubeconfigText], length: 4_000 }),
    async holds(text) {
      const path = join(await folder, 'kubeconfig')
      await writeFile(path, text)
      await orSaid(() => readKubeconfig(path))
      await orSaid(() => writeLogin(path, { server: 'https://api.example.com:6443', name: 'admin', token: 'sha256~x', namespace: null, certificateAuthority: null }))
      await orSaid(() => clearLogin(path, 'admin/api'))
    },
  }),
  target('a step’s text', {
    runs: 3_000,
    // Two pieces of the longest, as it is read.
    inputs: (fc) => texts(fc, { tokens: MARKDOWN, samples: steps, length: 8_000 }),
    async holds(text) {
      isTangled(text)
      await reviewText(text, names)
      readGlossary(text)
    },
  }),
  target('a pattern of a check', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(texts(fc, { tokens: PATTERNS, length: 300 }), texts(fc, { tokens: ['a', 'b', ' ', '\n'] })),
    async holds([source, text]) {
      let pattern
      try {
        pattern = compilePattern(source)
      } catch (error) {
        if (error instanceof RangeError) throw error
        return
      }
      pattern.found(text)
    },
  }),
  target('a path of a check', { runs: 10_000, inputs: (fc) => texts(fc, { tokens: PATHS, length: 2_000 }), holds: (text) => void parsePath(text) }),
  target('another system’s lessons', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(fc.constantFrom(...layouts), fc.oneof(texts(fc, { tokens: MARKDOWN, samples: steps }), texts(fc, { tokens: ASCIIDOC }), texts(fc, { tokens: YAML }))),
    holds: ([layout, text]) =>
      orSaid(() => {
        const { files, copies } = importFolder({ texts: new Map(layout(text)), others: new Set(['picture.png', '../up.png']) }, asYaml)
        for (const name of [...files.keys(), ...copies.keys()]) if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]/.test(name)) throw new Error(`would be written to ${name}`)
      }),
  }),
  target('a console’s quick start', {
    runs: 5_000,
    inputs: (fc) =>
      fc.oneof(
        anyJson(fc),
        spoiled(fc, fc.record({ kind: fc.constant('ConsoleQuickStart'), metadata: fc.record({ name: fc.string() }), spec: fc.record({ displayName: fc.string(), tasks: fc.array(fc.record({ title: fc.string(), description: texts(fc, { tokens: MARKDOWN }), review: fc.record({ instructions: fc.string() }) })) }) })),
      ),
    holds: (data) => orSaid(() => importQuickStarts([asJson(data)], 'quick.yaml')),
  }),
]
